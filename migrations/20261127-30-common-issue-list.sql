-- 全部 lists every state; the index by state served one alone.
create index common_issue_all on common_issue (area, created_at desc, id desc);
