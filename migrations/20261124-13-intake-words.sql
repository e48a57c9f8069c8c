-- The words of accepted activities and promises, blanks aside: the same ones in another text are recognised.
create index intake_record_words on intake_record (md5(regexp_replace(words, '[\s\u3000\u00a0]', '', 'g')));
-- Pages are now recognised whatever their blanks; those stored before are known by the old digest only.
