-- What the public finds, what a platform connects to, and what repeats: catalogue, webhooks, templates, keys of repeated requests.

-- +goose Up
CREATE TABLE plan_templates (
  id TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL CHECK (version >= 1),
  name TEXT COLLATE "C" NOT NULL,
  name_en TEXT COLLATE "C" NOT NULL,
  plan TEXT COLLATE "C" NOT NULL,
  by_account TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE idempotency_keys (
  account_id TEXT COLLATE "C" NOT NULL,
  request_key TEXT COLLATE "C" NOT NULL,
  request_sha256 TEXT COLLATE "C" NOT NULL,
  status BIGINT NOT NULL DEFAULT 0,
  response TEXT COLLATE "C" NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, request_key)
);

CREATE TABLE webhooks (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  department_id TEXT COLLATE "C" NOT NULL REFERENCES departments (id),
  url TEXT COLLATE "C" NOT NULL,
  secret TEXT COLLATE "C" NOT NULL,
  actions TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX webhooks_department ON webhooks (department_id, id);

CREATE TABLE webhook_deliveries (
  webhook_id TEXT COLLATE "C" NOT NULL REFERENCES webhooks (id),
  case_id TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  status BIGINT NOT NULL DEFAULT 0,
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  tried_at BIGINT NOT NULL DEFAULT 0,
  delivered_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (webhook_id, case_id, seq)
);

CREATE TABLE publications (
  case_id TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL CHECK (version >= 1),
  state TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  title_en TEXT COLLATE "C" NOT NULL,
  summary TEXT COLLATE "C" NOT NULL,
  summary_en TEXT COLLATE "C" NOT NULL,
  subject_id TEXT COLLATE "C" NOT NULL REFERENCES subjects (id),
  department_id TEXT COLLATE "C" NOT NULL REFERENCES departments (id),
  region_code TEXT COLLATE "C" NOT NULL,
  verdict TEXT COLLATE "C" NOT NULL,
  rating TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  manifest_sha256 TEXT COLLATE "C" NOT NULL,
  object_prefix TEXT COLLATE "C" NOT NULL,
  published_at BIGINT NOT NULL,
  search_text TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (case_id, version)
);
CREATE INDEX publications_date ON publications (published_at, case_id, version);

CREATE TABLE publication_grams (
  gram TEXT COLLATE "C" NOT NULL,
  case_id TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (gram, case_id, version),
  FOREIGN KEY (case_id, version) REFERENCES publications (case_id, version)
);
