-- The identity provider vouched for a second factor (OpenID Connect `amr`), so none of our own is asked for.
alter table session add column second_factor boolean not null default false;
