-- A message is handed over outside of any transaction; meanwhile nobody else hands over the same one.
alter table concern_message add column sending_until timestamptz;
