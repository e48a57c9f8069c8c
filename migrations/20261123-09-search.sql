-- Finding orgs and people by what is typed, always through an index.

-- pg_trgm takes only what the locale calls a letter: in the locale this program sets up (C) Chinese has no trigrams
-- at all, and elsewhere a word of two characters has none. So names are cut into single characters and pairs.
create function plain_name(name text) returns text language sql immutable parallel safe as
  $$ select regexp_replace(lower(normalize(name, nfkc)), '[^[:alnum:]]', '', 'g') $$;
-- Beside the pieces ^ and the one or two characters a name begins with.
create function name_pieces(name text) returns text[] language sql immutable parallel safe as
  $$ select coalesce(array_agg(distinct piece), '{}')
     from (select regexp_replace(lower(normalize(name, nfkc)), '[^[:alnum:]]', '', 'g') as plain) p,
          generate_series(1, length(plain)) i, generate_series(1, 2) n,
          lateral (select substr(plain, i, n) union all select '^' || left(plain, n) where i = 1) c (piece)
     where i + n - 1 <= length(plain) $$;
drop index org_name_words;
create index org_name_pieces on org_name using gin (name_pieces(name));
-- Pinyin is Latin: three letters or more are found anywhere in it.
create index org_name_spelled on org_name using gin (pinyin gin_trgm_ops);
-- What an org is called for short is a name too.
insert into org_name (org_id, name, pinyin, initials, former)
  select id, short_name, '', '', false from org where short_name is not null and short_name <> name
  on conflict do nothing;

create index org_uscc on org (uscc) where uscc is not null;

alter table person add column initials text not null default '';
create index person_initials on person (area, initials text_pattern_ops);
