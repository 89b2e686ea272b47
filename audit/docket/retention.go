package docket

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// notOver selects cases that still need a data set at a time: those that have not ended, or ended after it. Its arguments are endedArgs.
var notOver = "(c.state NOT IN (" + sqldb.Marks(len(review.Ended())) + ") OR c.updated_at > ?)"

func endedArgs(before time.Time) []any {
	var out []any
	for _, s := range review.Ended() {
		out = append(out, string(s))
	}
	return append(out, sqldb.Micros(before))
}

const casesOfDataset = "FROM submission_datasets f JOIN cases c ON c.submission_id = f.submission_id WHERE f.dataset_sha256 = d.sha256"

// DatasetsToDelete returns data sets that no case needs any more, by digest: every case that they were submitted to ended before the
// time. Those whose deletion began and was not confirmed come again.
func (r *Register) DatasetsToDelete(ctx context.Context, endedBefore time.Time, p Page) (List[Dataset], error) {
	var after string
	if _, err := p.Start(&after); err != nil {
		return List[Dataset]{}, err
	}
	args := append([]any{after}, endedArgs(endedBefore)...)
	list, err := sqldb.Select(ctx, r.DB, scanDataset, "SELECT "+datasetColumns+` FROM datasets d WHERE sha256 > ? AND (deleted_at > 0 AND object_key <> ''
		OR deleted_at = 0 AND EXISTS (SELECT 1 `+casesOfDataset+") AND NOT EXISTS (SELECT 1 "+casesOfDataset+" AND "+notOver+")) ORDER BY sha256 LIMIT ?",
		append(args, p.Size()+1)...)
	if err != nil {
		return List[Dataset]{}, err
	}
	return sqldb.Cut(p, list, func(d Dataset) []any { return []any{d.SHA256} })
}

// BeginDeletion notes that the bytes of a data set are about to be deleted, unless a case needs them after all, and reports whether it
// may go on. Between this and ConfirmDeletion the same bytes cannot be submitted: their copy would be deleted too.
func (r *Register) BeginDeletion(ctx context.Context, d review.Digest, endedBefore, at time.Time) (bool, error) {
	may := false
	err := r.Tx(ctx, func(t *Register) error {
		may = false
		if _, err := t.lockDataset(ctx, d); err != nil {
			return err
		}
		_, err := t.DB.Exec(ctx, "UPDATE datasets AS d SET deleted_at = ? WHERE sha256 = ? AND deleted_at = 0 AND NOT EXISTS (SELECT 1 "+casesOfDataset+" AND "+notOver+")",
			append([]any{sqldb.Micros(at), string(d)}, endedArgs(endedBefore)...)...)
		if err != nil {
			return err
		}
		now, err := t.Dataset(ctx, d)
		may = err == nil && now.BeingDeleted()
		return err
	})
	return may, err
}

// ConfirmDeletion notes that the bytes are gone and returns the cases that they were submitted to. The record of the data set stays,
// with its digest. A second call returns no cases, so that the deletion is noted once.
func (r *Register) ConfirmDeletion(ctx context.Context, d review.Digest) ([]Docket, error) {
	n, err := r.DB.Exec(ctx, "UPDATE datasets SET object_key = '' WHERE sha256 = ? AND deleted_at > 0 AND object_key <> ''", string(d))
	if err != nil || n == 0 {
		return nil, err
	}
	return r.CasesOf(ctx, d, "")
}

// CasesOf returns the cases that a data set was submitted to, by identifier; those of one department unless it is empty.
func (r *Register) CasesOf(ctx context.Context, d review.Digest, unit review.DepartmentID) ([]Docket, error) {
	return sqldb.Select(ctx, r.DB, scanDocket, "SELECT "+docketColumns+docketTables+`WHERE (? = '' OR c.department_id = ?)
		AND EXISTS (SELECT 1 FROM submission_datasets f WHERE f.submission_id = c.submission_id AND f.dataset_sha256 = ?) ORDER BY c.id`,
		string(unit), string(unit), string(d))
}

// BeingDeleted reports whether the deletion of the bytes began and was not confirmed.
func (d Dataset) BeingDeleted() bool { return !d.DeletedAt.IsZero() && d.ObjectKey != "" }

// lockDataset returns a data set and holds it until the end of the transaction.
func (r *Register) lockDataset(ctx context.Context, d review.Digest) (Dataset, error) {
	return sqldb.One(ctx, r.DB, sqldb.Name("data set", d), scanDataset, "SELECT "+datasetColumns+" FROM datasets WHERE sha256 = ?"+r.DB.ForUpdate(), string(d))
}

var errBeingDeleted = &audit.Error{
	Kind: audit.Conflict, Text: "an older copy of the same file is being deleted just now", Remedy: "submit it again in a minute",
}
