-- Somebody else set the password, or linked an identity: from then on new sessions do nothing before it is changed.
alter table account add column must_change_password boolean not null default false;
