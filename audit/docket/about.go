package docket

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// The limits of one question for cases about a system.
const (
	aboutSearched = 500 // latest cases of the department that are looked at
	aboutListed   = 50  // latest of them about the system that are returned
)

// CasesAbout returns the cases of a department that were opened before a time and whose plans name the system, the latest first. It
// looks at the 500 latest cases of the department before that time and returns at most 50: what a page offers to choose from. A name of
// nothing is that of no system.
func (r *Register) CasesAbout(ctx context.Context, department review.DepartmentID, system string, before time.Time) ([]Docket, error) {
	if system == "" {
		return nil, nil
	}
	name, err := json.Marshal(system)
	if err != nil {
		return nil, err
	}
	// Plans are kept as the canonical document, in which the name is the first key of the system; the text may also stand elsewhere in
	// one, which reading it decides.
	like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(`"system":{"name":`+string(name)) + "%"
	list, err := sqldb.Select(ctx, r.DB, scanPlanned, "SELECT "+docketColumns+", s.plan"+docketTables+`WHERE c.id IN
		(SELECT id FROM cases WHERE department_id = ? AND created_at < ? ORDER BY created_at DESC, id DESC LIMIT ?)
		AND s.plan LIKE ? ESCAPE '\' ORDER BY c.created_at DESC, c.id DESC LIMIT ?`,
		string(department), sqldb.Micros(before), aboutSearched, like, aboutListed)
	if err != nil {
		return nil, err
	}
	var out []Docket
	for _, p := range list {
		if systemIn(p.plan) == system {
			out = append(out, p.Docket)
		}
	}
	return out, nil
}

// planned is a case with the plan of its submission.
type planned struct {
	Docket
	plan string
}

func scanPlanned(row sqldb.Row) (p planned, err error) {
	var due, created, updated int64
	d := &p.Docket
	err = row.Scan(&d.ID, &d.Submission, &d.Department, &d.Subject, &d.Title, &d.TitleEn, &d.State, &d.Seq, &due, &created, &updated, &p.plan)
	d.ReplyDue, d.CreatedAt, d.UpdatedAt = sqldb.Time(due), sqldb.Time(created), sqldb.Time(updated)
	return p, err
}
