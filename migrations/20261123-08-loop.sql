-- Commitments, activities, intake pages and feedback: the rest of the first loop.

create table activity (
  area int not null,
  id uuid not null,
  host_org int not null references org (id),
  anchor_org int not null,
  kinds text[] not null,
  title text not null,
  theme text,
  held_on date,
  held_words text,
  place text,
  summary text,
  version int not null default 1,
  created_at timestamptz not null,
  primary key (area, id)
);
create index activity_list on activity (area, created_at desc, id desc);
create index activity_host on activity (host_org, created_at desc, id desc);

create table activity_item (
  area int not null,
  activity_id uuid not null,
  seq int not null,
  kind text not null,
  text text not null,
  performer text,
  quantity double precision,
  -- Where the intake page says it, UTF-16 offsets.
  span_start int,
  span_end int,
  primary key (area, activity_id, seq),
  foreign key (area, activity_id) references activity (area, id)
);
create table activity_org (
  area int not null,
  activity_id uuid not null,
  seq int not null,
  org_id int references org (id),
  name text not null,
  part text not null,
  primary key (area, activity_id, seq),
  foreign key (area, activity_id) references activity (area, id)
);
create index activity_org_org on activity_org (org_id) where org_id is not null;

create table commitment (
  area int not null,
  id uuid not null,
  promiser_org int not null references org (id),
  owner_org int not null references org (id),
  anchor_org int not null,
  text text not null,
  made_to text not null,
  source text not null,
  due_on date,
  due_certain boolean not null default true,
  status text not null,
  result text,
  settled_at timestamptz,
  activity_id uuid,
  version int not null default 1,
  created_at timestamptz not null,
  primary key (area, id)
);
create index commitment_list on commitment (area, created_at desc, id desc);
create index commitment_due on commitment (area, due_on, id) where status = 'open';
create index commitment_promiser on commitment (promiser_org);
create index commitment_owner on commitment (owner_org);

create table commitment_concern (
  area int not null,
  commitment_id uuid not null,
  concern_area int not null,
  concern_id uuid not null,
  primary key (area, commitment_id, concern_area, concern_id),
  foreign key (area, commitment_id) references commitment (area, id)
);
create index commitment_concern_concern on commitment_concern (concern_area, concern_id);

create table intake_page (
  area int not null,
  id uuid not null,
  org_id int not null references org (id),
  anchor_org int not null,
  digest text not null,
  text text not null,
  title text not null,
  source_name text,
  published_on date,
  accepted_at timestamptz not null,
  accepted_by text not null,
  primary key (area, id)
);
create unique index intake_page_once on intake_page (area, org_id, digest);
create index intake_page_list on intake_page (area, accepted_at desc, id desc);
create index intake_page_org on intake_page (org_id);

create table intake_record (
  area int not null,
  page_id uuid not null,
  key text not null,
  noun text not null,
  record_area int not null,
  record_id uuid not null,
  label text not null,
  -- As printed; the offsets count UTF-16 units, which the database does not.
  words text not null,
  article_index int not null,
  span_start int,
  span_end int,
  primary key (area, page_id, key),
  foreign key (area, page_id) references intake_page (area, id)
);
create index intake_record_record on intake_record (record_area, record_id);

create table feedback (
  id uuid primary key,
  app text not null,
  screen text,
  text text not null,
  contact text,
  at timestamptz not null,
  reply text,
  replied_at timestamptz,
  replied_by uuid references account (id)
);
create index feedback_at on feedback (at desc, id desc);
create index feedback_replied_by on feedback (replied_by) where replied_by is not null;
