-- The database says in what order events came: ids are made by a program's clock, which may step back or run ahead.
alter table event add column seq bigint;
update event e set seq = o.n from (select area, id, row_number() over (order by id) as n from event) o
  where o.area = e.area and o.id = e.id;
alter table event alter column seq set not null;
alter table event alter column seq add generated always as identity;
select setval(pg_get_serial_sequence('event', 'seq'), (select coalesce(max(seq), 0) + 1 from event), false);

-- What was said is bound into the tree by salted commitments (src/kernel/commitment.ts): a salt that is gone with its
-- words leaves nothing to guess them by, and the proofs hold.
alter table event add column salt bytea default uuid_send(gen_random_uuid());
-- Where something was forgotten: the commitments of what is gone and the salts of what is left; `salt` is null then.
alter table event add column forgotten jsonb;

drop index event_subject, event_org, event_account;
create unique index event_seq on event (area, seq desc);
create index event_subject on event (area, subject, seq);
create index event_org on event (area, org_id, seq desc);
create index event_account on event (account_id, seq desc) where account_id is not null;
create index event_person on event (person_id) where person_id is not null;

drop table event_seal;
-- The leaves of each area's tree, in the order they were put there; an event has one, for good.
create table event_leaf (
  area int not null,
  leaf bigint not null,
  event_id uuid not null,
  hash bytea not null,
  primary key (area, leaf),
  unique (area, event_id)
);
-- What it takes to carry the tree on: the roots of its complete subtrees, largest first.
create table event_tree (
  area int primary key,
  size bigint not null,
  roots bytea[] not null
);
-- Signed heads of the trees (C2SP tlog-checkpoint).
create table event_checkpoint (
  area int not null,
  size bigint not null,
  note text not null,
  at timestamptz not null,
  primary key (area, size)
);
-- How far each witness has been given the checkpoints of an area, and what it said.
create table event_witness (
  area int not null,
  witness text not null,
  size bigint not null,
  at timestamptz,
  cosignature text,
  failure text,
  failed_at timestamptz,
  primary key (area, witness)
);
