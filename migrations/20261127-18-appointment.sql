-- When an administrator registered the appointment; null for those made before anybody was there to appoint.
alter table appointment add column appointed_at timestamptz;
-- Who takes over the open tasks on the day after the last one.
alter table appointment add column hand_over_to uuid references account (id);
create index appointment_hand_over on appointment (hand_over_to) where hand_over_to is not null;
-- When somebody else last gave entry to the account: made it, reset its password, linked an identity.
alter table account add column entry_given_at timestamptz;
create index account_list on account (created_at desc, id desc);
