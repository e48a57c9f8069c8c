-- The step a matter in hand waits for: the desk's line names it, and the first of them is taken there by one press.
alter table task add column step text not null default '' check (step in ('', 'take-up', 'contact', 'answer'));
update task t set step = case c.status when 'assigned' then 'take-up' when 'taken-up' then 'contact' else 'answer' end
from concern c
where c.area = t.about_area and c.id = t.about_id and t.kind = 'handle' and t.state = 'open';
-- To judge whether two are the same has no limit of its own; the matter's says it on the matter's line. What it is, its kind says.
update task set due_at = null, due_from = null, title = regexp_replace(title, '^疑似同一件事：', '')
where kind = 'compare' and state = 'open';
