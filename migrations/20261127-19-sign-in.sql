-- Wrong passwords given within a session, by whoever holds it; not those of signing in.
alter table session add column failures int not null default 0;
-- Codes sent to a number on one day.
alter table phone_code add column day date not null default '2026-01-01';
alter table phone_code add column sent_today int not null default 1;
create index phone_code_sent on phone_code (sent_at);
-- Logins nobody has lock like those somebody has, or the lock would tell which is which.
create table unknown_login (
  -- Keyed hash: people type a password here by mistake.
  login_hash bytea primary key,
  failures int not null default 0,
  locked_until timestamptz,
  at timestamptz not null
);
create index unknown_login_at on unknown_login (at);
