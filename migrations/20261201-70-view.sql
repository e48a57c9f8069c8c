-- 常用视图: the filters of a list under a name, kept with the account and, where shared, offered to its org.
create table saved_view (
  id uuid primary key,
  account_id uuid not null references account (id),
  org_id int not null references org (id),
  -- The list it is of, as the console's address names it.
  screen text not null,
  name text not null,
  -- What stands behind the question mark of its address.
  search text not null,
  shared boolean not null default false,
  created_at timestamptz not null
);
create unique index saved_view_name on saved_view (account_id, org_id, screen, name);
create index saved_view_shared on saved_view (org_id, screen) where shared;
create index saved_view_org on saved_view (org_id);

-- Up to which event an account has looked at what happened to it.
create table news_seen (
  account_id uuid primary key references account (id),
  seq bigint not null
);
