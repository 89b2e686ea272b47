-- The working days of years that an administrator has entered from public notices.

-- +goose Up
CREATE TABLE calendar_years (
  year BIGINT NOT NULL PRIMARY KEY,
  notice TEXT COLLATE "C" NOT NULL,
  off_days TEXT COLLATE "C" NOT NULL,
  work_days TEXT COLLATE "C" NOT NULL,
  by_account TEXT COLLATE "C" NOT NULL,
  changed_at BIGINT NOT NULL
);
