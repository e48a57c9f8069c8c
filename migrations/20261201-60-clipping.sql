-- What a newspaper tells of others is kept as a clipping, and may be offered to the union it tells of; promises of bodies
-- outside the tree; records taken back.

create table clipping (
  area int not null,
  id uuid not null,
  org_id int not null references org (id),
  anchor_org int not null,
  title text not null,
  -- The article's own words, and the digest of them without blanks: the same article is known again.
  text text not null,
  digest text not null,
  article_type text not null,
  source_name text,
  published_on date,
  -- Who held what it tells of, as the article says, and which org of the tree that is.
  host_name text,
  host_org int references org (id),
  status text not null,
  offered_to int references org (id),
  -- What its reader proposes of the activity: title, kinds, day, place, lines, who took part.
  proposed jsonb not null,
  reply text,
  activity_area int,
  activity_id uuid,
  version int not null default 1,
  created_at timestamptz not null,
  primary key (area, id)
);
create index clipping_list on clipping (area, created_at desc, id desc);
create index clipping_org on clipping (org_id, created_at desc, id desc);
create index clipping_host on clipping (host_org) where host_org is not null;
create index clipping_offered on clipping (offered_to, created_at desc, id desc) where offered_to is not null;

-- What a clipping is background to.
create table clipping_link (
  area int not null,
  clipping_id uuid not null,
  noun text not null,
  record_area int not null,
  record_id uuid not null,
  primary key (area, clipping_id, noun, record_area, record_id),
  foreign key (area, clipping_id) references clipping (area, id)
);
create index clipping_link_record on clipping_link (record_area, record_id);

alter table commitment alter column promiser_org drop not null;
alter table commitment add column promiser_name text;
alter table commitment add constraint commitment_promiser_known check (promiser_org is not null or promiser_name <> '');

alter table activity add column withdrawn_at timestamptz;
drop index activity_list;
create index activity_list on activity (area, created_at desc, id desc) where withdrawn_at is null;
