-- Local table: stays on the coordinator. One row per setting of the installation, among them `master-key-check`.
create table setting (
  key        text primary key,
  value      jsonb not null,
  updated_at timestamptz not null default now()
);
