-- What the kernel writes beside every capability's own tables.

-- Timeline, audit log and source of indicators in one: appended in the transaction of each write, never changed.
create table event (
  area int not null,
  id uuid not null,
  noun text not null,
  subject uuid not null,
  type text not null,
  at timestamptz not null,
  -- Who did it: an account, a worker's person record, or neither (the program, an unnamed worker).
  account_id uuid,
  person_id uuid,
  by_name text not null,
  -- The org acted for; null for workers and the program.
  org_id int,
  -- Who may read it in a timeline: everyone (public), the handling orgs (parties), the owning union (owner).
  shown text not null check (shown in ('public', 'parties', 'owner')),
  -- One short Chinese sentence without contact data.
  text text not null,
  note text,
  data jsonb not null default '{}',
  address inet,
  primary key (area, id)
);
create index event_subject on event (area, subject, id);
create index event_at on event (area, at desc, id desc);
create index event_org on event (area, org_id, id desc);
create index event_account on event (account_id, id desc) where account_id is not null;

-- Chain of digests over the events of an area: changing or removing a sealed event breaks it.
create table event_seal (
  area int not null,
  seq int not null,
  from_id uuid not null,
  to_id uuid not null,
  events int not null,
  digest bytea not null,
  sealed_at timestamptz not null,
  primary key (area, seq)
);

-- The first answer to each write that carried its own id, so that a repeated send is answered, not repeated.
create table receipt (
  area int not null,
  id uuid not null,
  route text not null,
  body_digest bytea not null,
  status int not null,
  answer jsonb not null,
  at timestamptz not null,
  primary key (area, id)
);
create index receipt_at on receipt (at);

-- Which stored file belongs to which record; a file with no row for a day is removed.
create table file_link (
  area int not null,
  noun text not null,
  subject uuid not null,
  sha256 text not null,
  mime text not null,
  -- raise, answer, progress …: where in the record it is shown.
  part text not null,
  -- Handlers and the raiser may see it; false keeps it to the owning union.
  shared boolean not null default true,
  at timestamptz not null,
  primary key (area, subject, sha256, part)
);
create index file_link_sha on file_link (sha256);
create table stored_file (
  sha256 text primary key,
  mime text not null,
  bytes int not null,
  stored_at timestamptz not null
);
