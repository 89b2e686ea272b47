-- Who an account is at a provider of identities, what a sign-in there waits for, and when a session last proved who it is.

-- +goose Up
CREATE TABLE identities (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject),
  UNIQUE (account_id, issuer)
) STRICT;

-- A flow is read once: who comes back from the provider a second time finds nothing.
CREATE TABLE sign_in_flows (
  flow_sha256 TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  nonce TEXT NOT NULL,
  verifier TEXT NOT NULL,
  purpose TEXT NOT NULL,
  holder TEXT NOT NULL,
  next TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_flows_end ON sign_in_flows (expires_at);

ALTER TABLE sessions ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0;
