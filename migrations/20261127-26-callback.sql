-- Each time a raiser answered, kept as it was said: 解决率 and 满意率 count the first answer of each matter.
create table concern_callback (
  area int not null,
  id uuid not null,
  concern_id uuid not null,
  round int not null,
  outcome text not null,
  satisfaction text not null,
  by text not null check (by in ('worker', 'phone')),
  at timestamptz not null,
  primary key (area, id),
  unique (area, concern_id, round),
  foreign key (area, concern_id) references concern (area, id)
);
insert into concern_callback (area, id, concern_id, round, outcome, satisfaction, by, at)
  select area, id, subject, row_number() over (partition by area, subject order by id), data ->> 'outcome', data ->> 'satisfaction',
    case when data ->> 'by' = 'phone' then 'phone' else 'worker' end, at
  from event where type = 'concern.called-back' and data ->> 'outcome' is not null;

-- 响应率 counts from what the raiser waits for: the first limits, which handing over again does not move.
alter table concern add column first_dispatch_due timestamptz;
alter table concern add column handed_at timestamptz;
alter table concern add column first_contact_due timestamptz;
update concern c set first_dispatch_due = dispatch_due, first_contact_due = contact_due,
  handed_at = coalesce((select min(e.at) from event e where e.area = c.area and e.subject = c.id and e.type = 'concern.assigned'), assigned_at);
drop index concern_accepted, concern_called_back, concern_answered;
