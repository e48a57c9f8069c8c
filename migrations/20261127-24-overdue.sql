-- The deadline whose passing was brought to the union above: each once.
alter table concern add column overdue_due timestamptz;

alter table concern_limit drop constraint concern_limit_stage_check;
alter table concern_limit add constraint concern_limit_stage_check
  check (stage in ('dispatch', 'contact', 'answer', 'call-back', 'overdue', 'late-word'));
insert into concern_limit (urgency, stage, amount, unit, effective_from, basis) values
  ('urgent', 'overdue', 4, 'hour', '2021-09-24', '各地不一，本地默认值，可改'),
  ('lifeline', 'overdue', 1, 'working-day', '2021-09-24', '各地不一，本地默认值，可改'),
  ('general', 'overdue', 3, 'working-day', '2021-09-24', '各地不一，本地默认值，可改'),
  ('urgent', 'late-word', 30, 'day', '2021-09-24', '各地不一，本地默认值，可改'),
  ('lifeline', 'late-word', 30, 'day', '2021-09-24', '各地不一，本地默认值，可改'),
  ('general', 'late-word', 30, 'day', '2021-09-24', '各地不一，本地默认值，可改');
