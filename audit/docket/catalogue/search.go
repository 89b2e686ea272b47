package catalogue

import (
	"context"
	"strconv"
	"strings"
	"time"

	"auditd/audit"
	"auditd/audit/docket/department"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// A Query says what is looked for. Empty fields ask for nothing.
type Query struct {
	Text       string // every word must occur, as a part of a longer one too
	Subject    string
	Department review.DepartmentID
	Region     string // with all divisions within it
	Verdict    review.Verdict
	Rating     string
	State      review.State
	From       time.Time // published at this time or later; zero for ever
	Before     time.Time // published before this time; zero for ever
}

// maxWords bounds the cost of a search.
const maxWords = 16

// The names of the facets, which are columns of the catalogue too.
const (
	FacetSubject    = "subject_id"
	FacetDepartment = "department_id"
	FacetRegion     = "region_code"
	FacetVerdict    = "verdict"
	FacetRating     = "rating"
	FacetState      = "state"
)

// Facets returns the names of the facets in the order in which they are shown.
func Facets() []string {
	return []string{FacetSubject, FacetDepartment, FacetRegion, FacetVerdict, FacetRating, FacetState}
}

// newest restricts to the last version of each case.
const newest = "version = (SELECT MAX(v.version) FROM publications v WHERE v.case_id = publications.case_id)"

// where returns the condition of a query, without that of one facet.
func (q Query) where(without string) (string, []any, error) {
	parts, args := []string{newest}, []any{}
	add := func(facet, condition string, values ...any) {
		if facet != without {
			parts, args = append(parts, condition), append(args, values...)
		}
	}
	for _, f := range []struct{ facet, value string }{
		{FacetSubject, q.Subject}, {FacetDepartment, string(q.Department)}, {FacetVerdict, string(q.Verdict)}, {FacetRating, q.Rating}, {FacetState, string(q.State)},
	} {
		if f.value != "" {
			add(f.facet, f.facet+" = ?", f.value)
		}
	}
	if !q.From.IsZero() {
		add(byYear, "published_at >= ?", sqldb.Micros(q.From))
	}
	if !q.Before.IsZero() {
		add(byYear, "published_at < ?", sqldb.Micros(q.Before))
	}
	if q.Region != "" {
		prefix := department.Region(q.Region).Prefix()
		// ':' is the character after '9', so this is every code that begins with the prefix, by index and without LIKE.
		add(FacetRegion, "region_code >= ? AND region_code < ?", prefix, prefix+":")
	}
	words := strings.Fields(normal(q.Text))
	if len(words) > maxWords {
		return "", nil, audit.Errorf(audit.Limit, "a search has at most %d words", maxWords)
	}
	for _, w := range words {
		grams := pairs(w)
		list := []any{}
		for _, g := range grams {
			list = append(list, g)
		}
		// The pairs narrow down by index; that they stand side by side is asked of the few that are left. Normal text has no wildcard.
		list = append(list, len(grams), "%"+w+"%")
		add("", "(SELECT COUNT(*) FROM publication_grams g WHERE g.gram IN ("+sqldb.Marks(len(grams))+
			") AND g.case_id = publications.case_id AND g.version = publications.version) = ? AND search_text LIKE ?", list...)
	}
	return strings.Join(parts, " AND "), args, nil
}

// Search returns the newest versions that fit, latest publication first.
func (s *Store) Search(ctx context.Context, q Query, p sqldb.Page) (sqldb.List[Entry], error) {
	var at int64
	var id string
	next, err := p.Start(&at, &id)
	if err != nil {
		return sqldb.List[Entry]{}, err
	}
	where, args, err := q.where("none")
	if err != nil {
		return sqldb.List[Entry]{}, err
	}
	if next {
		where, args = where+" AND (published_at < ? OR published_at = ? AND case_id > ?)", append(args, at, at, id)
	}
	list, err := sqldb.Select(ctx, s.db, scan, "SELECT "+columns+" FROM publications WHERE "+where+" ORDER BY published_at DESC, case_id LIMIT ?", append(args, p.Size()+1)...)
	if err != nil {
		return sqldb.List[Entry]{}, err
	}
	return sqldb.Cut(p, list, func(e Entry) []any { return []any{sqldb.Micros(e.PublishedAt), e.Case} })
}

// A Count is how many entries have one value of a facet.
type Count struct {
	Value string
	N     int64
}

// Count returns the values of one facet with the number of entries that fit the rest of the query, by value: so a reader sees what
// another choice would give. An unknown facet is an Invalid error.
func (s *Store) Count(ctx context.Context, q Query, facet string) ([]Count, error) {
	known := false
	for _, f := range Facets() {
		known = known || f == facet
	}
	if !known {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "there is no such facet", Value: audit.Quote(facet)}
	}
	where, args, err := q.where(facet)
	if err != nil {
		return nil, err
	}
	return sqldb.Select(ctx, s.db, func(r sqldb.Row) (c Count, err error) {
		err = r.Scan(&c.Value, &c.N)
		return c, err
	}, "SELECT "+facet+", COUNT(*) FROM publications WHERE "+where+" GROUP BY "+facet+" ORDER BY "+facet, args...)
}

// byYear stands for the time of publication where one facet is left out of a query.
const byYear = "year"

// Years returns the years of publication in a time zone with the number of entries that fit the rest of the query, latest first.
func (s *Store) Years(ctx context.Context, q Query, zone *time.Location) ([]Count, error) {
	where, args, err := q.where(byYear)
	if err != nil {
		return nil, err
	}
	times, err := sqldb.Select(ctx, s.db, func(r sqldb.Row) (at int64, err error) {
		err = r.Scan(&at)
		return at, err
	}, "SELECT published_at FROM publications WHERE "+where+" ORDER BY published_at DESC", args...)
	if err != nil {
		return nil, err
	}
	var out []Count
	for _, at := range times {
		year := strconv.Itoa(sqldb.Time(at).In(zone).Year())
		if len(out) == 0 || out[len(out)-1].Value != year {
			out = append(out, Count{Value: year})
		}
		out[len(out)-1].N++
	}
	return out, nil
}
