create table concern_class (
  code text primary key,
  name text not null,
  short_name text not null,
  icon text not null,
  urgency text not null,
  sort int not null,
  active boolean not null default true
);
insert into concern_class (code, name, short_name, icon, urgency, sort) values
  ('access', '通行', '进楼通行', 'door-open', 'general', 10),
  ('parking', '停放与换电', '停车换电', 'bike', 'general', 20),
  ('meals', '就餐', '吃饭', 'utensils', 'general', 30),
  ('rest', '休息、如厕、饮水', '休息如厕', 'coffee', 'general', 40),
  ('charging', '充电', '充电', 'plug', 'general', 50),
  ('algorithm', '算法、超时、罚款', '超时罚款', 'timer', 'general', 60),
  ('orders', '出餐慢、餐损、申诉', '餐损申诉', 'package-x', 'general', 70),
  ('pay', '劳动报酬', '报酬', 'wallet', 'general', 80),
  ('contract', '合同与劳动关系', '合同', 'file-text', 'general', 90),
  ('injury', '职业伤害与保险', '受伤保险', 'shield-plus', 'urgent', 100),
  ('social-insurance', '社会保险', '社保', 'landmark', 'general', 110),
  ('safety', '安全', '安全', 'hard-hat', 'urgent', 120),
  ('weather', '极端天气', '极端天气', 'cloud-lightning', 'lifeline', 130),
  ('health', '健康与心理', '健康心理', 'heart-pulse', 'general', 140),
  ('housing', '住房', '住房', 'house', 'general', 150),
  ('children', '子女', '子女', 'baby', 'general', 160),
  ('skills', '技能提升', '技能', 'graduation-cap', 'general', 170),
  ('joining', '入会', '入会', 'user-plus', 'general', 180),
  ('dignity', '尊严', '尊严', 'hand-heart', 'general', 190),
  ('other', '其他', '其他', 'ellipsis', 'general', 990);

-- How long each stage may take. The most specific row in force counts: area and class, then area, then class.
create table concern_limit (
  id int generated always as identity primary key,
  area int,
  class_code text references concern_class (code),
  urgency text not null,
  stage text not null check (stage in ('dispatch', 'contact', 'answer', 'call-back')),
  amount int not null check (amount > 0),
  unit text not null check (unit in ('hour', 'working-day', 'day')),
  effective_from date not null,
  basis text not null
);
create index concern_limit_class on concern_limit (class_code);
insert into concern_limit (urgency, stage, amount, unit, effective_from, basis) values
  ('urgent', 'dispatch', 1, 'hour', '2021-09-24', '北京市接诉即办工作条例及 DB11/T 2021：紧急事项1小时内派单'),
  ('lifeline', 'dispatch', 2, 'hour', '2021-09-24', '同上：水电气热、极端天气2小时内派单'),
  ('general', 'dispatch', 24, 'hour', '2021-09-24', '同上：一般事项24小时内派单'),
  ('urgent', 'contact', 2, 'hour', '2021-09-24', '各地不一，本地默认值，可改'),
  ('lifeline', 'contact', 4, 'hour', '2021-09-24', '各地不一，本地默认值，可改'),
  ('general', 'contact', 1, 'working-day', '2021-09-24', '各地不一，本地默认值，可改'),
  ('urgent', 'answer', 1, 'working-day', '2021-09-24', '各地不一，本地默认值，可改'),
  ('lifeline', 'answer', 3, 'working-day', '2021-09-24', '各地不一，本地默认值，可改'),
  ('general', 'answer', 7, 'working-day', '2021-09-24', '各地不一，本地默认值，可改'),
  ('urgent', 'call-back', 1, 'working-day', '2021-09-24', '各地不一，本地默认值，可改'),
  ('lifeline', 'call-back', 2, 'working-day', '2021-09-24', '各地不一，本地默认值，可改'),
  ('general', 'call-back', 3, 'working-day', '2021-09-24', '各地不一，本地默认值，可改');

-- Running numbers, one row for each area and year.
create table concern_number (
  area int not null,
  year int not null,
  last int not null,
  primary key (area, year)
);

create table common_issue (
  area int not null,
  id uuid not null,
  owner_org int not null references org (id),
  anchor_org int not null,
  title text not null,
  cause text not null,
  status text not null,
  result text,
  version int not null default 1,
  created_at timestamptz not null,
  primary key (area, id)
);
create index common_issue_list on common_issue (area, status, created_at desc, id desc);
create index common_issue_owner on common_issue (owner_org);

create table concern (
  area int not null,
  id uuid not null,
  -- Running part of the number people speak: area, year of raising, this.
  year int not null,
  running int not null,
  class_code text not null references concern_class (code),
  urgency text not null,
  status text not null,
  source text not null,
  title text not null,
  text text not null,
  place text not null default '',
  lng double precision,
  lat double precision,
  -- The union that received it and stays responsible (首接负责), and its ancestor one level below the area's root.
  owner_org int not null references org (id),
  anchor_org int not null,
  lead_org int references org (id),
  sealed boolean not null default false,
  -- Min-hash values of the words, to find the same matter raised twice.
  fingerprint int[] not null,
  follow_hash bytea,
  raised_at timestamptz not null,
  accepted_at timestamptz,
  assigned_at timestamptz,
  contacted_at timestamptz,
  answered_at timestamptz,
  called_back_at timestamptz,
  ended_at timestamptz,
  dispatch_due timestamptz,
  contact_due timestamptz,
  answer_due timestamptz,
  call_back_due timestamptz,
  -- False when a deadline above falls into a year whose holidays are not published.
  due_certain boolean not null default true,
  -- The deadline that is owed now; null when nothing is. Kept beside the stages for one index.
  due_at timestamptz,
  answer text,
  answer_claim text,
  answer_by text,
  outcome text,
  satisfaction text,
  escalation int not null default 0,
  reopened int not null default 0,
  common_issue_area int,
  common_issue_id uuid,
  merged_area int,
  merged_id uuid,
  activity_id uuid,
  version int not null default 1,
  primary key (area, id),
  foreign key (area, common_issue_id) references common_issue (area, id)
);
create unique index concern_speaking_number on concern (area, year, running);
-- The desk: one index for each level of the tree and filter that is used all day.
create index concern_list on concern (area, raised_at desc, id desc);
create index concern_status on concern (area, status, raised_at desc, id desc);
create index concern_anchor on concern (area, anchor_org, raised_at desc, id desc);
create index concern_owner on concern (area, owner_org, raised_at desc, id desc);
create index concern_owner_org on concern (owner_org);
create index concern_class_list on concern (area, class_code, raised_at desc, id desc);
create index concern_class_code on concern (class_code);
create index concern_lead on concern (lead_org, raised_at desc) where lead_org is not null;
create index concern_due on concern (area, due_at, id) where due_at is not null;
create index concern_accepted on concern (area, accepted_at) where accepted_at is not null;
create index concern_called_back on concern (area, called_back_at) where called_back_at is not null;
create index concern_answered on concern (area, answered_at) where answered_at is not null;
create index concern_common_issue on concern (area, common_issue_id) where common_issue_id is not null;
create index concern_fingerprint on concern using gin (fingerprint);
create index concern_words on concern using gin (title gin_trgm_ops);

-- Who raised it. Apart from the concern, so that reading a concern never reads a person.
create table concern_raiser (
  area int not null,
  concern_id uuid not null,
  data_key bytea not null,
  name bytea,
  phone bytea,
  phone_masked text,
  phone_hash bytea,
  new_form text,
  person_area int,
  person_id uuid,
  primary key (area, concern_id),
  foreign key (area, concern_id) references concern (area, id)
);
create index concern_raiser_phone on concern_raiser (phone_hash) where phone_hash is not null;
create index concern_raiser_person on concern_raiser (person_area, person_id) where person_id is not null;

create table concern_extension (
  area int not null,
  id uuid not null,
  concern_id uuid not null,
  asked_by text not null,
  org_id int not null references org (id),
  asked_at timestamptz not null,
  reason text not null,
  until date not null,
  state text not null check (state in ('asked', 'granted', 'refused')),
  decided_by text,
  decision_note text,
  primary key (area, id),
  foreign key (area, concern_id) references concern (area, id)
);
create unique index concern_extension_pending on concern_extension (area, concern_id) where state = 'asked';
create index concern_extension_concern on concern_extension (area, concern_id, id);
create index concern_extension_org on concern_extension (org_id);

-- Pairs that may be one matter, and what a person decided about them.
create table concern_pair (
  area int not null,
  id uuid not null,
  concern_id uuid not null,
  other_area int not null,
  other_id uuid not null,
  score real not null,
  -- offered by the program, named by the worker, judged apart, or merged.
  state text not null check (state in ('offered', 'named', 'apart', 'merged')),
  at timestamptz not null,
  primary key (area, id),
  unique (area, concern_id, other_area, other_id),
  foreign key (area, concern_id) references concern (area, id)
);
create index concern_pair_other on concern_pair (other_area, other_id);

-- Opening a sealed identity: one asks, another agrees, the worker is told, and it closes after a day.
create table identity_opening (
  area int not null,
  id uuid not null,
  concern_id uuid not null,
  org_id int not null references org (id),
  asked_account uuid not null references account (id),
  asked_by text not null,
  reason text not null,
  asked_at timestamptz not null,
  state text not null check (state in ('asked', 'open', 'refused')),
  decided_account uuid references account (id),
  decided_by text,
  decided_at timestamptz,
  open_until timestamptz,
  primary key (area, id),
  foreign key (area, concern_id) references concern (area, id),
  check (decided_account is null or decided_account <> asked_account)
);
create unique index identity_opening_pending on identity_opening (area, concern_id) where state = 'asked';
create index identity_opening_concern on identity_opening (area, concern_id, id);
create index identity_opening_org on identity_opening (org_id);
create index identity_opening_asked on identity_opening (asked_account);
create index identity_opening_decided on identity_opening (decided_account);
