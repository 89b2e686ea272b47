-- The run of an earlier case whose evidence a submission continues; none where the case is empty.

-- +goose Up
ALTER TABLE submissions ADD COLUMN previous_case TEXT NOT NULL DEFAULT '';
ALTER TABLE submissions ADD COLUMN previous_run INTEGER NOT NULL DEFAULT 0;
