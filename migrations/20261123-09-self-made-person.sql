-- A worker who signs in by phone before any union has registered them: theirs alone, in nobody's roster, until an
-- officer registers the same phone.
alter table person add column self_made boolean not null default false;
update person set self_made = true where name = '';
