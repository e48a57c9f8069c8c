-- What is open, by deadline, those without one last: the order a desk works in.
create index concern_open_due on concern (area, due_at, id) where ended_at is null;
drop index concern_due;
