-- The working days of years that an administrator has entered from public notices.

-- +goose Up
CREATE TABLE calendar_years (
  year INTEGER NOT NULL PRIMARY KEY,
  notice TEXT NOT NULL,
  off_days TEXT NOT NULL,
  work_days TEXT NOT NULL,
  by_account TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
