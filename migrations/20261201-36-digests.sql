-- A plain digest of a body can be guessed by whoever has the database alone: it is keyed. Those of before are keyed over
-- at the next start (kernel/rekey.ts), which knows the key.
alter table receipt add column keyed boolean not null default false;

-- Who raised a matter while signed in is found by a keyed hash and read with the concern's own key; the columns that
-- named them are emptied at the next start.
alter table concern_raiser add column person bytea;
alter table concern_raiser add column person_hash bytea;
create index concern_raiser_person_hash on concern_raiser (person_hash) where person_hash is not null;

-- Of an identity number the last character is enough to tell it is there: birth date and four characters left two.
update person set id_number_masked = repeat('*', length(id_number_masked) - 1) || right(id_number_masked, 1) where id_number_masked is not null;
