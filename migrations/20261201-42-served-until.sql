-- The day an end was registered, where the last day in office lies before it: until then it was in force all the same.
alter table appointment add column served_until date;
