-- One topmost union: what holds for the whole hall is set by its administrators. Setting up makes it, and every other
-- org is made below one.
create unique index org_topmost on org ((parent_id is null)) where parent_id is null;
