-- Files on their way in: uploads until they are submitted or removed, and what was found in the drop-in place.

-- +goose Up
CREATE TABLE uploads (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  name TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  way TEXT COLLATE "C" NOT NULL CHECK (way IN ('stream', 'resumable', 'direct', 'drop_in')),
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'ready', 'submitted', 'removed')),
  bytes BIGINT NOT NULL CHECK (bytes >= 0),
  received BIGINT NOT NULL DEFAULT 0 CHECK (received >= 0),
  sha256 TEXT COLLATE "C" NOT NULL DEFAULT '',
  hash_state TEXT COLLATE "C" NOT NULL DEFAULT '',
  staged TEXT COLLATE "C" NOT NULL DEFAULT '',
  case_id TEXT COLLATE "C" NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX uploads_account ON uploads (account_id, state);
CREATE INDEX uploads_due ON uploads (state, expires_at, id);

CREATE TABLE drops (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  data_mark TEXT COLLATE "C" NOT NULL,
  plan_mark TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'taking', 'submitted', 'refused', 'done')),
  lease_until BIGINT NOT NULL DEFAULT 0,
  data_sha256 TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan_sha256 TEXT COLLATE "C" NOT NULL DEFAULT '',
  case_id TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  seen_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX drops_state ON drops (state, name);
