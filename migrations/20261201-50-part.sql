-- A part of a matter that is closed: its org knows the record up to the event that closed it, and no further.
alter table task add column closed_seq bigint;
update task t set closed_seq = (select max(e.seq) from event e where e.area = t.about_area and e.subject = t.about_id and e.at <= t.closed_at)
  where t.state <> 'open' and t.part <> '';
-- The list of what was handed to an org, and the last part it had in a matter.
create index task_part on task (area, org_id, opened_at desc, id desc) where part <> '';
