// Hashes with how the file looked when it was read, so that a record never names those of other bytes.
export const hashedFiles = `
create table hashed_files (
  path text primary key,
  size_bytes integer not null,
  modified_ms real not null,
  changed_ms real not null,
  sha256 text not null,
  auto_v3 text
) strict, without rowid;
`
