-- Where passwords were given from: places that failed, and browsers that have signed in before.

-- +goose Up
CREATE TABLE sign_in_sources (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  source TEXT NOT NULL,
  failures INTEGER NOT NULL,
  failed_at INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL,
  PRIMARY KEY (account_id, source)
) STRICT;

CREATE TABLE sign_in_devices (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  device_sha256 TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, device_sha256)
) STRICT;
CREATE INDEX sign_in_devices_device ON sign_in_devices (device_sha256);
