-- That the raiser said so, whatever was judged since.
alter table concern_pair add column named boolean not null default false;
update concern_pair set named = true where state = 'named';
-- The raisers of what was merged into a matter are told and asked as well.
create index concern_merged on concern (merged_area, merged_id) where merged_id is not null;
