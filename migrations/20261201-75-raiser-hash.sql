-- The hash of the number left with a concern was that of the roster's: the database alone led from a sealed matter to a
-- person's name. Both hashes of a raiser are of their own now, a sealed matter's of another kind than a named one's.
-- Those of before are written anew at the next start, which knows the key; rows from now on are as they should be.
alter table concern_raiser add column apart boolean not null default false;
alter table concern_raiser alter column apart set default true;

-- Seven digits beside the roster's seven led there as well.
update concern_raiser r set phone_masked = null from concern c
  where c.area = r.area and c.id = r.concern_id and c.sealed and r.phone_masked is not null;
