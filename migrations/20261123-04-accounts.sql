create table account (
  id uuid primary key,
  login text not null,
  name text not null,
  password_hash text not null,
  -- TOTP secret sealed with the master key; null until enrolled.
  totp bytea,
  totp_pending bytea,
  -- The last time step accepted, so that a code works once.
  totp_step bigint,
  oidc_subject text unique,
  failures int not null default 0,
  locked_until timestamptz,
  active boolean not null default true,
  last_sign_in_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index account_login on account (lower(login));
create index account_name on account (name, id);

create table appointment (
  id uuid primary key,
  account_id uuid not null references account (id),
  org_id int not null references org (id),
  role text not null,
  starts_on date not null,
  -- Last day in office; null while open.
  ends_on date
);
create unique index appointment_once on appointment (account_id, org_id, role) where ends_on is null;
create index appointment_account on appointment (account_id);
create index appointment_org on appointment (org_id);

create table session (
  -- SHA-256 of the cookie's token: the table alone opens nothing.
  token_hash bytea primary key,
  account_id uuid references account (id),
  person_area int,
  person_id uuid,
  acting_org int references org (id),
  csrf text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_account on session (account_id);
create index session_acting_org on session (acting_org);
create index session_person on session (person_area, person_id);
create index session_expires on session (expires_at);

create table phone_code (
  phone_hash bytea primary key,
  code_hash bytea not null,
  tries int not null default 0,
  sent_at timestamptz not null,
  expires_at timestamptz not null
);
