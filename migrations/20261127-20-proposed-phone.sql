-- Somebody signed in with the phone: the record is theirs, and staff alone do not change its number any more.
alter table person add column phone_proven boolean not null default false;
update person p set phone_proven = true
where self_made
  or exists (select 1 from session s where s.person_area = p.area and s.person_id = p.id)
  or exists (select 1 from concern_raiser r where r.person_area = p.area and r.person_id = p.id);

-- A number put down by staff that is not the person's yet: they have proven another one, or its holder signs in alone.
create table proposed_phone (
  area int not null,
  person_id uuid not null,
  phone bytea not null,
  phone_masked text not null,
  phone_hash bytea not null,
  -- Set where a second person at the union may decide; null where the holder of the number must.
  asked_account uuid references account (id),
  asked_by text not null,
  reason text,
  asked_at timestamptz not null,
  primary key (area, person_id),
  foreign key (area, person_id) references person (area, id)
);
create unique index proposed_phone_hash on proposed_phone (phone_hash);
create index proposed_phone_account on proposed_phone (asked_account);
