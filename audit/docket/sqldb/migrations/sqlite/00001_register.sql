-- The register of cases. Every column is text or a whole number: times are microseconds since 1970 in UTC, 0 where there is none;
-- lists and documents are JSON; digests are SHA-256 in lower-case hex.

-- +goose Up
CREATE TABLE departments (
  id TEXT NOT NULL PRIMARY KEY,
  parent_id TEXT REFERENCES departments (id),
  depth INTEGER NOT NULL CHECK (depth >= 0),
  level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
  region_code TEXT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX departments_parent ON departments (parent_id, id);

CREATE TABLE subjects (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  department_id TEXT REFERENCES departments (id),
  password_hash TEXT NOT NULL,
  failed_attempts INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER NOT NULL DEFAULT 0,
  disabled_at INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE affiliations (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  department_id TEXT NOT NULL REFERENCES departments (id),
  relation TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, department_id, relation)
) STRICT;

CREATE TABLE role_grants (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  seq INTEGER NOT NULL,
  role TEXT NOT NULL,
  change TEXT NOT NULL CHECK (change IN ('grant', 'revoke')),
  by_account TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account_id, seq)
) STRICT;

CREATE TABLE sessions (
  token_sha256 TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE api_tokens (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  token_sha256 TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL DEFAULT 0,
  revoked_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX api_tokens_account ON api_tokens (account_id, id);

CREATE TABLE datasets (
  sha256 TEXT NOT NULL PRIMARY KEY,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  name TEXT NOT NULL,
  format TEXT NOT NULL,
  object_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  delete_after INTEGER NOT NULL DEFAULT 0,
  deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE submissions (
  id TEXT NOT NULL PRIMARY KEY,
  department_id TEXT NOT NULL REFERENCES departments (id),
  account_id TEXT NOT NULL REFERENCES accounts (id),
  subject_id TEXT NOT NULL REFERENCES subjects (id),
  title TEXT NOT NULL,
  title_en TEXT NOT NULL,
  plan TEXT NOT NULL,
  plan_sha256 TEXT NOT NULL,
  manifest_sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX submissions_department ON submissions (department_id, created_at, id);

CREATE TABLE submission_datasets (
  submission_id TEXT NOT NULL REFERENCES submissions (id),
  position INTEGER NOT NULL,
  dataset_sha256 TEXT NOT NULL REFERENCES datasets (sha256),
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (submission_id, position)
) STRICT;
CREATE INDEX submission_datasets_dataset ON submission_datasets (dataset_sha256);

-- A case is one audit on its way from submission to publication. Its state is derived from its events and kept for lists.
CREATE TABLE cases (
  id TEXT NOT NULL PRIMARY KEY,
  submission_id TEXT NOT NULL UNIQUE REFERENCES submissions (id),
  department_id TEXT NOT NULL REFERENCES departments (id),
  subject_id TEXT NOT NULL REFERENCES subjects (id),
  state TEXT NOT NULL,
  seq INTEGER NOT NULL,
  reply_due INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_state ON cases (state, updated_at, id);
CREATE INDEX cases_department ON cases (department_id, id);

CREATE TABLE case_members (
  case_id TEXT NOT NULL REFERENCES cases (id),
  account_id TEXT NOT NULL REFERENCES accounts (id),
  recused INTEGER NOT NULL DEFAULT 0 CHECK (recused IN (0, 1)),
  PRIMARY KEY (case_id, account_id)
) STRICT;
CREATE INDEX case_members_account ON case_members (account_id, case_id);

CREATE TABLE runs (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  number INTEGER NOT NULL,
  plan TEXT NOT NULL,
  plan_sha256 TEXT NOT NULL,
  input_sha256 TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL DEFAULT 0,
  engine_sha256 TEXT NOT NULL DEFAULT '',
  results_sha256 TEXT NOT NULL DEFAULT '',
  results_key TEXT NOT NULL DEFAULT '',
  failure TEXT NOT NULL DEFAULT '',
  UNIQUE (case_id, number)
) STRICT;

CREATE TABLE events (
  case_id TEXT NOT NULL REFERENCES cases (id),
  seq INTEGER NOT NULL CHECK (seq >= 1),
  action TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  at INTEGER NOT NULL,
  act TEXT NOT NULL,
  PRIMARY KEY (case_id, seq)
) STRICT;

CREATE TABLE access_log (
  seq INTEGER NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  case_id TEXT NOT NULL,
  department_id TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX access_log_department ON access_log (department_id, seq);
CREATE INDEX access_log_case ON access_log (case_id, seq);
CREATE INDEX access_log_actor ON access_log (actor, seq);

-- +goose StatementBegin
CREATE TRIGGER events_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'append-only: events'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'append-only: events'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER access_log_update BEFORE UPDATE ON access_log BEGIN SELECT RAISE(ABORT, 'append-only: access_log'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER access_log_delete BEFORE DELETE ON access_log BEGIN SELECT RAISE(ABORT, 'append-only: access_log'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER role_grants_update BEFORE UPDATE ON role_grants BEGIN SELECT RAISE(ABORT, 'append-only: role_grants'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER role_grants_delete BEFORE DELETE ON role_grants BEGIN SELECT RAISE(ABORT, 'append-only: role_grants'); END;
-- +goose StatementEnd
