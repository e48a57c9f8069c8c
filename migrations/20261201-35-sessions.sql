-- What a browser called itself when it signed in: somebody who ends their other sessions knows them by it.
alter table session add column device text;

-- Codes asked for a number, by where from: strangers spend a budget of their own and never that of the number's phone.
create table phone_code_from (
  phone_hash bytea not null,
  from_hash bytea not null,
  day date not null,
  sent int not null,
  last_at timestamptz not null,
  primary key (phone_hash, from_hash)
);
create index phone_code_from_day on phone_code_from (day);

-- Codes on their way were kept as digests that the database alone could be made to tell.
delete from phone_code;
alter table phone_code drop column day, drop column sent_today;
