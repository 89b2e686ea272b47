-- The run of an earlier case whose evidence a submission continues; none where the case is empty.

-- +goose Up
ALTER TABLE submissions ADD COLUMN previous_case TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE submissions ADD COLUMN previous_run BIGINT NOT NULL DEFAULT 0;
