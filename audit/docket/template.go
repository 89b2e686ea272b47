package docket

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// A Template is a plan that departments start from. A change is a new version; old ones stay, because plans were made from them.
type Template struct {
	ID      string
	Version int64 // 1, 2, 3 … ; AddTemplate sets it
	Name    string
	NameEn  string
	Plan    string // JSON
	By      review.AccountID
	At      time.Time
}

const templateColumns = "id, version, name, name_en, plan, by_account, created_at"

func scanTemplate(row sqldb.Row) (t Template, err error) {
	var at int64
	err = row.Scan(&t.ID, &t.Version, &t.Name, &t.NameEn, &t.Plan, &t.By, &at)
	t.At = sqldb.Time(at)
	return t, err
}

// AddTemplate enters the next version of a template and returns it.
func (r *Register) AddTemplate(ctx context.Context, t Template) (Template, error) {
	if t.ID == "" || t.Plan == "" {
		return Template{}, audit.Errorf(audit.Invalid, "a template needs an identifier and a plan")
	}
	var out Template
	err := r.Tx(ctx, func(u *Register) error {
		last, err := sqldb.Select(ctx, u.DB, sqldb.Value[int64], "SELECT version FROM plan_templates WHERE id = ? ORDER BY version DESC LIMIT 1", t.ID)
		if err != nil {
			return err
		}
		t.Version = 1
		if len(last) > 0 {
			t.Version = last[0] + 1
		}
		t.At = sqldb.Time(sqldb.Micros(t.At))
		out = t
		_, err = u.DB.Exec(ctx, "INSERT INTO plan_templates ("+templateColumns+") VALUES (?, ?, ?, ?, ?, ?, ?)", t.ID, t.Version, t.Name, t.NameEn, t.Plan, string(t.By), sqldb.Micros(t.At))
		return err
	})
	return out, err
}

// Template returns a version of a template, the newest for 0. An unknown one is a NotFound error.
func (r *Register) Template(ctx context.Context, id string, version int64) (Template, error) {
	return sqldb.One(ctx, r.DB, sqldb.Name("template", id), scanTemplate, "SELECT "+templateColumns+
		" FROM plan_templates WHERE id = ? AND (version = ? OR ? = 0) ORDER BY version DESC LIMIT 1", id, version, version)
}

// Templates returns the newest version of every template, by identifier.
func (r *Register) Templates(ctx context.Context, p Page) (List[Template], error) {
	var after string
	if _, err := p.Start(&after); err != nil {
		return List[Template]{}, err
	}
	list, err := sqldb.Select(ctx, r.DB, scanTemplate, "SELECT "+templateColumns+` FROM plan_templates t WHERE id > ?
		AND version = (SELECT MAX(version) FROM plan_templates v WHERE v.id = t.id) ORDER BY id LIMIT ?`, after, p.Size()+1)
	if err != nil {
		return List[Template]{}, err
	}
	return sqldb.Cut(p, list, func(t Template) []any { return []any{t.ID} })
}
