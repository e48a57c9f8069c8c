-- Everything anybody has to do. A task stands in the area of whoever must do it.
create table task (
  area int not null,
  id uuid not null,
  org_id int not null references org (id),
  kind text not null,
  -- lead, assist, rally for handlers; empty otherwise.
  part text not null default '',
  about_noun text not null,
  about_area int not null,
  about_id uuid not null,
  title text not null,
  detail text not null,
  assignee_id uuid references account (id),
  state text not null default 'open' check (state in ('open', 'done', 'sent-back', 'cancelled')),
  due_at timestamptz,
  due_certain boolean not null default true,
  opened_at timestamptz not null,
  closed_at timestamptz,
  reply text,
  primary key (area, id)
);
create index task_desk on task (area, org_id, due_at, id) where state = 'open';
create index task_area_desk on task (area, due_at, id) where state = 'open';
create index task_about on task (about_area, about_id);
create index task_assignee on task (assignee_id) where assignee_id is not null;
create index task_org on task (org_id);
