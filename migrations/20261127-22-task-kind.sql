-- Waiting matters that shared a kind, and so closed each other, have kinds of their own.
update task set kind = 'open-identity' where kind = 'approve' and title like '打开匿名身份：%';
update task set kind = 'compare' where kind = 'decide' and title like '疑似同一件事：%';
update task t set kind = 'oversee' from concern c
  where t.kind = 'decide' and t.about_noun = 'concern' and c.area = t.about_area and c.id = t.about_id and c.owner_org <> t.org_id;

-- Nobody refuses what is no longer needed.
alter table concern_extension drop constraint concern_extension_state_check;
alter table concern_extension add constraint concern_extension_state_check check (state in ('asked', 'granted', 'refused', 'lapsed'));
