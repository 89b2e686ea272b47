-- The register of cases. Every column is text or a whole number: times are microseconds since 1970 in UTC, 0 where there is none;
-- lists and documents are JSON; digests are SHA-256 in lower-case hex.

-- +goose Up
CREATE TABLE departments (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  parent_id TEXT COLLATE "C" REFERENCES departments (id),
  depth BIGINT NOT NULL CHECK (depth >= 0),
  level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 5),
  region_code TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_en TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX departments_parent ON departments (parent_id, id);

CREATE TABLE subjects (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  name_en TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL
);

CREATE TABLE accounts (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL UNIQUE,
  display_name TEXT COLLATE "C" NOT NULL,
  department_id TEXT COLLATE "C" REFERENCES departments (id),
  password_hash TEXT COLLATE "C" NOT NULL,
  failed_attempts BIGINT NOT NULL DEFAULT 0,
  locked_until BIGINT NOT NULL DEFAULT 0,
  disabled_at BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);

CREATE TABLE affiliations (
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  department_id TEXT COLLATE "C" NOT NULL REFERENCES departments (id),
  relation TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, department_id, relation)
);

CREATE TABLE role_grants (
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  seq BIGINT NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  change TEXT COLLATE "C" NOT NULL CHECK (change IN ('grant', 'revoke')),
  by_account TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (account_id, seq)
);

CREATE TABLE sessions (
  token_sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE api_tokens (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  name TEXT COLLATE "C" NOT NULL,
  token_sha256 TEXT COLLATE "C" NOT NULL UNIQUE,
  scopes TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL DEFAULT 0,
  revoked_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX api_tokens_account ON api_tokens (account_id, id);

CREATE TABLE datasets (
  sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  bytes BIGINT NOT NULL CHECK (bytes >= 0),
  name TEXT COLLATE "C" NOT NULL,
  format TEXT COLLATE "C" NOT NULL,
  object_key TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  delete_after BIGINT NOT NULL DEFAULT 0,
  deleted_at BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE submissions (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  department_id TEXT COLLATE "C" NOT NULL REFERENCES departments (id),
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  subject_id TEXT COLLATE "C" NOT NULL REFERENCES subjects (id),
  title TEXT COLLATE "C" NOT NULL,
  title_en TEXT COLLATE "C" NOT NULL,
  plan TEXT COLLATE "C" NOT NULL,
  plan_sha256 TEXT COLLATE "C" NOT NULL,
  manifest_sha256 TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX submissions_department ON submissions (department_id, created_at, id);

CREATE TABLE submission_datasets (
  submission_id TEXT COLLATE "C" NOT NULL REFERENCES submissions (id),
  position BIGINT NOT NULL,
  dataset_sha256 TEXT COLLATE "C" NOT NULL REFERENCES datasets (sha256),
  role TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (submission_id, position)
);
CREATE INDEX submission_datasets_dataset ON submission_datasets (dataset_sha256);

-- A case is one audit on its way from submission to publication. Its state is derived from its events and kept for lists.
CREATE TABLE cases (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  submission_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES submissions (id),
  department_id TEXT COLLATE "C" NOT NULL REFERENCES departments (id),
  subject_id TEXT COLLATE "C" NOT NULL REFERENCES subjects (id),
  state TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL,
  reply_due BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX cases_state ON cases (state, updated_at, id);
CREATE INDEX cases_department ON cases (department_id, id);

CREATE TABLE case_members (
  case_id TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  recused BIGINT NOT NULL DEFAULT 0 CHECK (recused IN (0, 1)),
  PRIMARY KEY (case_id, account_id)
);
CREATE INDEX case_members_account ON case_members (account_id, case_id);

CREATE TABLE runs (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  case_id TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
  number BIGINT NOT NULL,
  plan TEXT COLLATE "C" NOT NULL,
  plan_sha256 TEXT COLLATE "C" NOT NULL,
  input_sha256 TEXT COLLATE "C" NOT NULL,
  requested_by TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL DEFAULT 0,
  engine_sha256 TEXT COLLATE "C" NOT NULL DEFAULT '',
  results_sha256 TEXT COLLATE "C" NOT NULL DEFAULT '',
  results_key TEXT COLLATE "C" NOT NULL DEFAULT '',
  failure TEXT COLLATE "C" NOT NULL DEFAULT '',
  UNIQUE (case_id, number)
);

CREATE TABLE events (
  case_id TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
  seq BIGINT NOT NULL CHECK (seq >= 1),
  action TEXT COLLATE "C" NOT NULL,
  from_state TEXT COLLATE "C" NOT NULL,
  to_state TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  act TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (case_id, seq)
);

CREATE TABLE access_log (
  seq BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  action TEXT COLLATE "C" NOT NULL,
  object TEXT COLLATE "C" NOT NULL,
  case_id TEXT COLLATE "C" NOT NULL,
  department_id TEXT COLLATE "C" NOT NULL,
  detail TEXT COLLATE "C" NOT NULL,
  previous_hash TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL
);
CREATE INDEX access_log_department ON access_log (department_id, seq);
CREATE INDEX access_log_case ON access_log (case_id, seq);
CREATE INDEX access_log_actor ON access_log (actor, seq);

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'AU001';
END $$;
-- +goose StatementEnd
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events EXECUTE FUNCTION refuse_change();
CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log EXECUTE FUNCTION refuse_change();
CREATE TRIGGER role_grants_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON role_grants EXECUTE FUNCTION refuse_change();
