-- Who sent a file that no record has taken yet, so that nobody fills the disk with what is never used. The row goes when
-- a record takes the file: nothing tells afterwards who sent it.
create table upload (
  sha256 text not null references stored_file on delete cascade,
  -- `account`, `person` or `address`, and a keyed digest of which.
  kind text not null,
  uploader bytea not null,
  -- What it takes of the disk.
  bytes int not null,
  at timestamptz not null,
  primary key (sha256, uploader)
);
create index upload_uploader on upload (uploader);
