-- A template belongs to the department that saved it, and is deleted by a mark: plans were made from its versions.

-- +goose Up
ALTER TABLE plan_templates ADD COLUMN department_id TEXT NOT NULL DEFAULT '';
ALTER TABLE plan_templates ADD COLUMN deleted_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX plan_templates_department ON plan_templates (department_id, id);
