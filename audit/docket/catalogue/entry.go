package catalogue

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// An Entry is one version of a publication. Entries are never removed: a withdrawn one stays as its tombstone.
type Entry struct {
	Case         review.CaseID
	Version      int64        // 1, 2, 3 … within the case
	State        review.State // published, corrected, superseded, withdrawn … ; also rejected_intake and withheld, with their reason
	Title        string       // in Chinese
	TitleEn      string
	Summary      string
	SummaryEn    string
	Subject      string
	Department   review.DepartmentID
	Region       string // GB/T 2260
	Verdict      review.Verdict
	Rating       string        // as the profile gives it; empty if none
	Reason       string        // of a refusal, withholding or withdrawal
	Manifest     review.Digest // of the published files
	ObjectPrefix string        // where they lie
	PublishedAt  time.Time
}

// A Store is the catalogue of a database.
type Store struct{ db *sqldb.DB }

// New returns the catalogue of a database.
func New(db *sqldb.DB) *Store { return &Store{db} }

const columns = `case_id, version, state, title, title_en, summary, summary_en, subject_id, department_id, region_code, verdict, rating, reason,
	manifest_sha256, object_prefix, published_at`

func scan(r sqldb.Row) (e Entry, err error) {
	var at int64
	err = r.Scan(&e.Case, &e.Version, &e.State, &e.Title, &e.TitleEn, &e.Summary, &e.SummaryEn, &e.Subject, &e.Department, &e.Region, &e.Verdict, &e.Rating,
		&e.Reason, &e.Manifest, &e.ObjectPrefix, &at)
	e.PublishedAt = sqldb.Time(at)
	return e, err
}

// Add enters a version. A version that is there is a Conflict.
func (s *Store) Add(ctx context.Context, e Entry) error {
	text := normal(e.Title + "\n" + e.TitleEn + "\n" + e.Summary + "\n" + e.SummaryEn)
	return s.db.Tx(ctx, func(t *sqldb.DB) error {
		_, err := t.Exec(ctx, "INSERT INTO publications ("+columns+", search_text) VALUES ("+sqldb.Marks(17)+")", string(e.Case), e.Version, string(e.State),
			e.Title, e.TitleEn, e.Summary, e.SummaryEn, e.Subject, string(e.Department), e.Region, string(e.Verdict), e.Rating, e.Reason, string(e.Manifest),
			e.ObjectPrefix, sqldb.Micros(e.PublishedAt), text)
		if err != nil {
			return err
		}
		for _, g := range grams(text) {
			if _, err := t.Exec(ctx, "INSERT INTO publication_grams (gram, case_id, version) VALUES (?, ?, ?)", g, string(e.Case), e.Version); err != nil {
				return err
			}
		}
		return nil
	})
}

// SetState changes what became of a version, with the reason. An unknown one is a NotFound error.
func (s *Store) SetState(ctx context.Context, c review.CaseID, version int64, state review.State, reason string) error {
	n, err := s.db.Exec(ctx, "UPDATE publications SET state = ?, reason = ? WHERE case_id = ? AND version = ?", string(state), reason, string(c), version)
	if err == nil && n == 0 {
		return audit.Errorf(audit.NotFound, "there is no version %d of %s", version, sqldb.Name("case", c))
	}
	return err
}

// Get returns one version, the newest for 0. An unknown one is a NotFound error.
func (s *Store) Get(ctx context.Context, c review.CaseID, version int64) (Entry, error) {
	return sqldb.One(ctx, s.db, sqldb.Name("publication of case", c), scan, "SELECT "+columns+" FROM publications WHERE case_id = ? AND (version = ? OR ? = 0) ORDER BY version DESC LIMIT 1",
		string(c), version, version)
}

// Versions returns all versions of a case, oldest first.
func (s *Store) Versions(ctx context.Context, c review.CaseID) ([]Entry, error) {
	return sqldb.Select(ctx, s.db, scan, "SELECT "+columns+" FROM publications WHERE case_id = ? ORDER BY version", string(c))
}
