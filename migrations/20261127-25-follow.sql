-- Wrong follow codes in a row, and until when none is taken.
alter table concern_raiser add column follow_failures int not null default 0;
alter table concern_raiser add column follow_locked_until timestamptz;
