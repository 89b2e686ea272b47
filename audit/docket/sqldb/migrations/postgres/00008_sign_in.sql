-- Where passwords were given from: places that failed, and browsers that have signed in before.

-- +goose Up
CREATE TABLE sign_in_sources (
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  source TEXT COLLATE "C" NOT NULL,
  failures BIGINT NOT NULL,
  failed_at BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL,
  PRIMARY KEY (account_id, source)
);

CREATE TABLE sign_in_devices (
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  device_sha256 TEXT COLLATE "C" NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, device_sha256)
);
CREATE INDEX sign_in_devices_device ON sign_in_devices (device_sha256);
