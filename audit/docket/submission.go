package docket

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// SubmissionID names a submission.
type SubmissionID string

// SubjectID names a subject of the catalogue.
type SubjectID string

// A Subject is a topic under which the public looks for an audit.
type Subject struct {
	ID       SubjectID
	Name     string // in Chinese
	NameEn   string
	Position int64 // in lists
}

// PutSubject enters a subject or changes its names and position.
func (r *Register) PutSubject(ctx context.Context, s Subject) error {
	_, err := r.DB.Exec(ctx, `INSERT INTO subjects (id, name, name_en, position) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, position = excluded.position`,
		string(s.ID), s.Name, s.NameEn, s.Position)
	return err
}

// Subjects returns the subjects by position and identifier. There are a few dozen, so they come in one piece.
func (r *Register) Subjects(ctx context.Context) ([]Subject, error) {
	return sqldb.Select(ctx, r.DB, func(row sqldb.Row) (s Subject, err error) {
		err = row.Scan(&s.ID, &s.Name, &s.NameEn, &s.Position)
		return s, err
	}, "SELECT id, name, name_en, position FROM subjects ORDER BY position, id")
}

// A Dataset is a file that was submitted, known by its SHA-256: the same bytes twice are one data set.
type Dataset struct {
	SHA256    review.Digest
	Bytes     int64
	Name      string // as first submitted
	Format    string
	ObjectKey string // where the bytes lie
	CreatedAt time.Time
	DeletedAt time.Time // zero while the bytes are kept; the record stays
}

const datasetColumns = "sha256, bytes, name, format, object_key, created_at, deleted_at"

func scanDataset(row sqldb.Row) (d Dataset, err error) {
	var created, deleted int64
	err = row.Scan(&d.SHA256, &d.Bytes, &d.Name, &d.Format, &d.ObjectKey, &created, &deleted)
	d.CreatedAt, d.DeletedAt = sqldb.Time(created), sqldb.Time(deleted)
	return d, err
}

// AddDataset enters a data set and returns the record, the older one if the bytes are known.
func (r *Register) AddDataset(ctx context.Context, d Dataset, at time.Time) (Dataset, error) {
	var out Dataset
	err := r.Tx(ctx, func(t *Register) error {
		_, err := t.DB.Exec(ctx, "INSERT INTO datasets (sha256, bytes, name, format, object_key, created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			string(d.SHA256), d.Bytes, d.Name, d.Format, d.ObjectKey, sqldb.Micros(at))
		if err != nil {
			return err
		}
		there, err := t.lockDataset(ctx, d.SHA256)
		if err != nil {
			return err
		}
		if there.BeingDeleted() {
			return errBeingDeleted
		}
		// Bytes that were deleted and are submitted again are there again.
		if _, err := t.DB.Exec(ctx, "UPDATE datasets SET deleted_at = 0, object_key = ? WHERE sha256 = ? AND deleted_at > 0", d.ObjectKey, string(d.SHA256)); err != nil {
			return err
		}
		out, err = t.Dataset(ctx, d.SHA256)
		return err
	})
	return out, err
}

// Dataset returns a data set; an unknown one is a NotFound error.
func (r *Register) Dataset(ctx context.Context, d review.Digest) (Dataset, error) {
	return sqldb.One(ctx, r.DB, sqldb.Name("data set", d), scanDataset, "SELECT "+datasetColumns+" FROM datasets WHERE sha256 = ?", string(d))
}

// A File is a data set in its place within a submission.
type File struct {
	Dataset review.Digest
	Role    string // data, population
	Name    string // as the plan names it
}

// A Submission is what a department hands in. It is never changed.
type Submission struct {
	ID         SubmissionID
	Department review.DepartmentID
	Account    review.AccountID
	Subject    SubjectID
	Title      string
	TitleEn    string
	Plan       string // JSON
	PlanSHA256 review.Digest
	Manifest   review.Digest // of plan and files together
	Files      []File        // in their order
	CreatedAt  time.Time

	Previous    review.CaseID // case of the earlier audit whose evidence is continued; empty for none
	PreviousRun int64         // its run, from 1; 0 without one
}

func (r *Register) addSubmission(ctx context.Context, s Submission, at time.Time) error {
	if s.ID == "" {
		return audit.Errorf(audit.Invalid, "a submission needs an identifier")
	}
	_, err := r.DB.Exec(ctx, `INSERT INTO submissions (id, department_id, account_id, subject_id, title, title_en, plan, plan_sha256, manifest_sha256, created_at,
		previous_case, previous_run) VALUES (`+sqldb.Marks(12)+")", string(s.ID), string(s.Department), string(s.Account), string(s.Subject), s.Title, s.TitleEn, s.Plan, string(s.PlanSHA256),
		string(s.Manifest), sqldb.Micros(at), string(s.Previous), s.PreviousRun)
	if err != nil {
		return err
	}
	for i, f := range s.Files {
		_, err := r.DB.Exec(ctx, "INSERT INTO submission_datasets (submission_id, position, dataset_sha256, role, name) VALUES (?, ?, ?, ?, ?)",
			string(s.ID), int64(i), string(f.Dataset), f.Role, f.Name)
		if err != nil {
			return err
		}
	}
	return nil
}

// Submission returns a submission; an unknown one is a NotFound error.
func (r *Register) Submission(ctx context.Context, id SubmissionID) (Submission, error) {
	s, err := sqldb.One(ctx, r.DB, sqldb.Name("submission", id), func(row sqldb.Row) (s Submission, err error) {
		var at int64
		err = row.Scan(&s.ID, &s.Department, &s.Account, &s.Subject, &s.Title, &s.TitleEn, &s.Plan, &s.PlanSHA256, &s.Manifest, &at, &s.Previous, &s.PreviousRun)
		s.CreatedAt = sqldb.Time(at)
		return s, err
	}, `SELECT id, department_id, account_id, subject_id, title, title_en, plan, plan_sha256, manifest_sha256, created_at, previous_case, previous_run
		FROM submissions WHERE id = ?`, string(id))
	if err != nil {
		return s, err
	}
	s.Files, err = sqldb.Select(ctx, r.DB, func(row sqldb.Row) (f File, err error) {
		err = row.Scan(&f.Dataset, &f.Role, &f.Name)
		return f, err
	}, "SELECT dataset_sha256, role, name FROM submission_datasets WHERE submission_id = ? ORDER BY position", string(id))
	return s, err
}
