package docket

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// A Template is a plan that a department starts from. A change is a new version; old ones stay, because plans were made from them.
type Template struct {
	ID         string
	Version    int64               // 1, 2, 3 … ; AddTemplate sets it
	Department review.DepartmentID // whose it is; the same for all versions
	Name       string
	NameEn     string
	Plan       string // the document as it was written
	By         review.AccountID
	At         time.Time
}

const templateColumns = "id, version, department_id, name, name_en, plan, by_account, created_at"

func scanTemplate(row sqldb.Row) (t Template, err error) {
	var at int64
	err = row.Scan(&t.ID, &t.Version, &t.Department, &t.Name, &t.NameEn, &t.Plan, &t.By, &at)
	t.At = sqldb.Time(at)
	return t, err
}

// AddTemplate enters the next version of a template and returns it. A template that another department has, or that was deleted, is a
// Conflict.
func (r *Register) AddTemplate(ctx context.Context, t Template) (Template, error) {
	if t.ID == "" || t.Plan == "" {
		return Template{}, audit.Errorf(audit.Invalid, "a template needs an identifier and a plan")
	}
	type earlier struct {
		version, deleted int64
		department       review.DepartmentID
	}
	var out Template
	err := r.Tx(ctx, func(u *Register) error {
		last, err := sqldb.Select(ctx, u.DB, func(row sqldb.Row) (e earlier, err error) {
			err = row.Scan(&e.version, &e.deleted, &e.department)
			return e, err
		}, "SELECT version, deleted_at, department_id FROM plan_templates WHERE id = ? ORDER BY version DESC LIMIT 1", t.ID)
		if err != nil {
			return err
		}
		t.Version = 1
		if len(last) > 0 {
			if last[0].deleted != 0 || last[0].department != t.Department {
				return audit.Errorf(audit.Conflict, "the template was deleted, or is another department's")
			}
			t.Version = last[0].version + 1
		}
		t.At = sqldb.Time(sqldb.Micros(t.At))
		out = t
		_, err = u.DB.Exec(ctx, "INSERT INTO plan_templates ("+templateColumns+") VALUES ("+sqldb.Marks(8)+")", t.ID, t.Version, string(t.Department), t.Name, t.NameEn,
			t.Plan, string(t.By), sqldb.Micros(t.At))
		return err
	})
	return out, err
}

// Template returns a version of a template, the newest for 0, deleted or not. An unknown one is a NotFound error.
func (r *Register) Template(ctx context.Context, id string, version int64) (Template, error) {
	return sqldb.One(ctx, r.DB, sqldb.Name("template", id), scanTemplate, "SELECT "+templateColumns+
		" FROM plan_templates WHERE id = ? AND (version = ? OR ? = 0) ORDER BY version DESC LIMIT 1", id, version, version)
}

// Templates returns the newest version of every template of a department that was not deleted, by identifier.
func (r *Register) Templates(ctx context.Context, d review.DepartmentID, p Page) (List[Template], error) {
	var after string
	if _, err := p.Start(&after); err != nil {
		return List[Template]{}, err
	}
	list, err := sqldb.Select(ctx, r.DB, scanTemplate, "SELECT "+templateColumns+` FROM plan_templates t WHERE department_id = ? AND deleted_at = 0 AND id > ?
		AND version = (SELECT MAX(version) FROM plan_templates v WHERE v.id = t.id) ORDER BY id LIMIT ?`, string(d), after, p.Size()+1)
	if err != nil {
		return List[Template]{}, err
	}
	return sqldb.Cut(p, list, func(t Template) []any { return []any{t.ID} })
}

// DeleteTemplate takes a template off its department's list. One that is not on it is a NotFound error.
func (r *Register) DeleteTemplate(ctx context.Context, d review.DepartmentID, id string, at time.Time) error {
	n, err := r.DB.Exec(ctx, "UPDATE plan_templates SET deleted_at = ? WHERE id = ? AND department_id = ? AND deleted_at = 0", sqldb.Micros(at), id, string(d))
	if err == nil && n == 0 {
		return audit.Errorf(audit.NotFound, "there is no %s", sqldb.Name("template", id))
	}
	return err
}
