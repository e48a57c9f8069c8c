-- When the limit that is owed now began: how much of a short one is left decides its yellow card.
alter table concern add column due_from timestamptz;
update concern set due_from = case when status in ('received', 'accepted') then raised_at
  when status in ('assigned', 'taken-up', 'contacted', 'in-progress') then assigned_at when status = 'answered' then answered_at end
  where due_at is not null;
alter table task add column due_from timestamptz;
update task t set due_from = c.due_from from concern c
  where t.about_noun = 'concern' and t.state = 'open' and t.due_at is not null and c.area = t.about_area and c.id = t.about_id;
