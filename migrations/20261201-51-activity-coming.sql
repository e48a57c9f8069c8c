-- What is coming in an area, the next one first.
create index activity_coming on activity (area, held_on, id) where held_on is not null;
