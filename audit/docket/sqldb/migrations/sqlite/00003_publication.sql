-- What the public finds, what a platform connects to, and what repeats: catalogue, webhooks, templates, keys of repeated requests.

-- +goose Up
CREATE TABLE plan_templates (
  id TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  plan TEXT NOT NULL,
  by_account TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (id, version)
) STRICT;

CREATE TABLE idempotency_keys (
  account_id TEXT NOT NULL,
  request_key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  status INTEGER NOT NULL DEFAULT 0,
  response TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, request_key)
) STRICT;

CREATE TABLE webhooks (
  id TEXT NOT NULL PRIMARY KEY,
  department_id TEXT NOT NULL REFERENCES departments (id),
  url TEXT NOT NULL,
  secret TEXT NOT NULL,
  actions TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX webhooks_department ON webhooks (department_id, id);

CREATE TABLE webhook_deliveries (
  webhook_id TEXT NOT NULL REFERENCES webhooks (id),
  case_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  status INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  tried_at INTEGER NOT NULL DEFAULT 0,
  delivered_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (webhook_id, case_id, seq)
) STRICT;

CREATE TABLE publications (
  case_id TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  state TEXT NOT NULL,
  title TEXT NOT NULL,
  title_en TEXT NOT NULL,
  summary TEXT NOT NULL,
  summary_en TEXT NOT NULL,
  subject_id TEXT NOT NULL REFERENCES subjects (id),
  department_id TEXT NOT NULL REFERENCES departments (id),
  region_code TEXT NOT NULL,
  verdict TEXT NOT NULL,
  rating TEXT NOT NULL,
  reason TEXT NOT NULL,
  manifest_sha256 TEXT NOT NULL,
  object_prefix TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  search_text TEXT NOT NULL,
  PRIMARY KEY (case_id, version)
) STRICT;
CREATE INDEX publications_date ON publications (published_at, case_id, version);

CREATE TABLE publication_grams (
  gram TEXT NOT NULL,
  case_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (gram, case_id, version),
  FOREIGN KEY (case_id, version) REFERENCES publications (case_id, version)
) STRICT;
