-- A matter pressed by a union above: by whom, by when a reply is asked for, and the reply.
create table concern_press (
  area int not null,
  id uuid not null,
  concern_id uuid not null,
  org_id int not null references org (id),
  pressed_by text not null,
  to_org int not null references org (id),
  pressed_at timestamptz not null,
  note text not null,
  reply_by timestamptz not null,
  replied_at timestamptz,
  reply text,
  primary key (area, id),
  foreign key (area, concern_id) references concern (area, id)
);
create index concern_press_concern on concern_press (area, concern_id, id);
create index concern_press_org on concern_press (org_id);
create index concern_press_to on concern_press (to_org);

-- The task carries the press; until it is answered it stands before all others on the desk.
alter table task
  add column reply_by timestamptz,
  add column desk_at timestamptz generated always as (
    case when reply_by is not null then timestamptz '1970-01-01 00:00:00+00' else due_at end) stored;
drop index task_desk;
drop index task_area_desk;
create index task_desk on task (area, org_id, desk_at, id) where state = 'open';
create index task_area_desk on task (area, desk_at, id) where state = 'open';
