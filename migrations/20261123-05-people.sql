create table person (
  area int not null,
  id uuid not null,
  org_id int not null references org (id),
  name text not null,
  pinyin text not null default '',
  -- Key of this person, wrapped by the master key. Deleting it deletes what it sealed.
  data_key bytea,
  phone bytea,
  phone_masked text,
  id_number bytea,
  id_number_masked text,
  birth date,
  sex text check (sex in ('M', 'F')),
  new_form text,
  created_at timestamptz not null,
  forgotten_at timestamptz,
  primary key (area, id)
);
create index person_list on person (area, created_at desc, id desc);
create index person_org on person (org_id, created_at desc, id desc);
create index person_name on person (area, name text_pattern_ops);
create index person_pinyin on person (area, pinyin text_pattern_ops);

-- Uniqueness that spans areas: one row for each phone or ID number in use, by keyed hash.
create table person_claim (
  kind text not null check (kind in ('phone', 'id-number')),
  hash bytea not null,
  area int not null,
  person_id uuid not null,
  primary key (kind, hash)
);
create index person_claim_person on person_claim (area, person_id);

-- Who looked at what of a person, and why; the person reads it.
create table person_view (
  area int not null,
  id uuid not null,
  person_id uuid not null,
  account_id uuid not null,
  by_name text not null,
  org_id int not null references org (id),
  what text not null,
  purpose text,
  at timestamptz not null,
  primary key (area, id),
  foreign key (area, person_id) references person (area, id)
);
create index person_view_person on person_view (area, person_id, id desc);
create index person_view_org on person_view (org_id);
