-- Files on their way in: uploads until they are submitted or removed, and what was found in the drop-in place.

-- +goose Up
CREATE TABLE uploads (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  way TEXT NOT NULL CHECK (way IN ('stream', 'resumable', 'direct', 'drop_in')),
  state TEXT NOT NULL CHECK (state IN ('open', 'ready', 'submitted', 'removed')),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  received INTEGER NOT NULL DEFAULT 0 CHECK (received >= 0),
  sha256 TEXT NOT NULL DEFAULT '',
  hash_state TEXT NOT NULL DEFAULT '',
  staged TEXT NOT NULL DEFAULT '',
  case_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX uploads_account ON uploads (account_id, state);
CREATE INDEX uploads_due ON uploads (state, expires_at, id);

CREATE TABLE drops (
  name TEXT NOT NULL PRIMARY KEY,
  data_mark TEXT NOT NULL,
  plan_mark TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taking', 'submitted', 'refused', 'done')),
  lease_until INTEGER NOT NULL DEFAULT 0,
  data_sha256 TEXT NOT NULL DEFAULT '',
  plan_sha256 TEXT NOT NULL DEFAULT '',
  case_id TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  seen_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX drops_state ON drops (state, name);
