-- Short messages to raisers: one for each event and concern, sent by day. The number is opened when it is sent.
create table concern_message (
  area int not null,
  id uuid not null,
  concern_id uuid not null,
  event_id uuid not null,
  text text not null,
  send_at timestamptz not null,
  sent_at timestamptz,
  primary key (area, id),
  unique (area, concern_id, event_id),
  foreign key (area, concern_id) references concern (area, id)
);
create index concern_message_concern on concern_message (area, concern_id);
create index concern_message_due on concern_message (send_at) where sent_at is null;
