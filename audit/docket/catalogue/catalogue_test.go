package catalogue_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/docket/catalogue"
	"auditd/audit/docket/department"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// shelf is what is in the catalogue of the tests, oldest first; c1 has a second version.
var shelf = []catalogue.Entry{
	{Case: "c1", Version: 1, Title: "网约车许可审计", TitleEn: "Ride-hailing permits", Subject: "transport", Region: "220000", Verdict: review.Pass, Rating: "a"},
	{Case: "c2", Version: 1, Title: "低保资格评分", TitleEn: "Welfare eligibility", Subject: "welfare", Region: "220102", Verdict: review.Fail, Rating: "c"},
	{Case: "c3", Version: 1, Title: "公租房摇号", TitleEn: "Housing Lottery 100%_fair", Subject: "welfare", Region: "220200", Verdict: review.Conditional, Rating: "b"},
	{Case: "c4", Version: 1, Title: "ＡＩ 信用评分", TitleEn: "AI credit", Subject: "credit", Region: "510100", Verdict: review.Fail, Rating: "c"},
	{Case: "c1", Version: 2, Title: "网约车许可复审", TitleEn: "Ride-hailing permits, again", Subject: "transport", Region: "220000", Verdict: review.Fail, Rating: "b"},
}

func shelved(t *testing.T, address string) *catalogue.Store {
	t.Helper()
	db := dockettest.Open(t, address)
	for _, s := range []string{"transport", "welfare", "credit"} {
		_, err := db.Exec(ctx, "INSERT INTO subjects (id, name, name_en, position) VALUES (?, ?, ?, 1)", s, s, s)
		must(t, err)
	}
	must(t, department.New(db).Create(ctx, department.Department{ID: "d", Level: department.Province, Region: "220000", Name: "吉林省"}, start))
	s := catalogue.New(db)
	for i, e := range shelf {
		e.Department, e.State, e.PublishedAt = "d", review.Published, start.AddDate(0, 0, i)
		must(t, s.Add(ctx, e))
	}
	return s
}

func TestSearch(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := shelved(t, fresh())
		tests := []struct {
			name  string
			query catalogue.Query
			want  []review.CaseID // latest first
		}{
			{"everything, newest versions", catalogue.Query{}, []review.CaseID{"c1", "c4", "c3", "c2"}},
			{"a Chinese word", catalogue.Query{Text: "网约车"}, []review.CaseID{"c1"}},
			{"inside longer text", catalogue.Query{Text: "评分"}, []review.CaseID{"c4", "c2"}},
			{"one character", catalogue.Query{Text: "房"}, []review.CaseID{"c3"}},
			{"two words", catalogue.Query{Text: "评分 低保"}, []review.CaseID{"c2"}},
			{"pairs that do not stand side by side", catalogue.Query{Text: "网约约车"}, nil},
			{"a word of the old version only", catalogue.Query{Text: "审计"}, nil},
			{"capitals", catalogue.Query{Text: "WELFARE"}, []review.CaseID{"c2"}},
			{"part of a word", catalogue.Query{Text: "hail"}, []review.CaseID{"c1"}},
			{"full-width letters", catalogue.Query{Text: "ai"}, []review.CaseID{"c1", "c4", "c3"}}, // again, hailing; ＡＩ; fair
			{"full-width letters asked for", catalogue.Query{Text: "ＡＩ 信用"}, []review.CaseID{"c4"}},
			{"wildcards are no wildcards", catalogue.Query{Text: "100%"}, []review.CaseID{"c3"}},
			{"a wildcard alone asks for nothing", catalogue.Query{Text: "%"}, []review.CaseID{"c1", "c4", "c3", "c2"}},
			{"an attack", catalogue.Query{Text: "' OR 1=1 --"}, nil},
			{"a province holds its counties", catalogue.Query{Region: "220000"}, []review.CaseID{"c1", "c3", "c2"}},
			{"a prefecture", catalogue.Query{Region: "220100"}, []review.CaseID{"c2"}},
			{"subject and verdict", catalogue.Query{Subject: "welfare", Verdict: review.Fail}, []review.CaseID{"c2"}},
			{"rating", catalogue.Query{Rating: "c"}, []review.CaseID{"c4", "c2"}},
			{"verdict of the newest version", catalogue.Query{Verdict: review.Pass}, nil},
		}
		for _, test := range tests {
			var got []review.CaseID
			p := sqldb.Page{Limit: 2} // so that pages are tested too
			for {
				list, err := s.Search(ctx, test.query, p)
				must(t, err)
				for _, e := range list.Items {
					got = append(got, e.Case)
				}
				if list.Next == "" {
					break
				}
				p.After = list.Next
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%s: got %v, want %v", test.name, got, test.want)
			}
		}
		if _, err := s.Search(ctx, catalogue.Query{Text: "a b c d e f g h i j k l m n o p q"}, sqldb.Page{}); audit.KindOf(err) != audit.Limit {
			t.Errorf("17 words: got %v, want limit", err)
		}
	})
}

func TestFacets(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := shelved(t, fresh())
		tests := []struct {
			query catalogue.Query
			facet string
			want  string
		}{
			{catalogue.Query{}, catalogue.FacetSubject, "[{credit 1} {transport 1} {welfare 2}]"},
			{catalogue.Query{}, catalogue.FacetVerdict, "[{conditional 1} {fail 3}]"},
			// A facet counts what another choice of itself would give.
			{catalogue.Query{Subject: "welfare"}, catalogue.FacetSubject, "[{credit 1} {transport 1} {welfare 2}]"},
			{catalogue.Query{Subject: "welfare"}, catalogue.FacetVerdict, "[{conditional 1} {fail 1}]"},
			{catalogue.Query{Text: "评分"}, catalogue.FacetRegion, "[{220102 1} {510100 1}]"},
			{catalogue.Query{Region: "220000"}, catalogue.FacetRating, "[{b 2} {c 1}]"},
			{catalogue.Query{}, catalogue.FacetDepartment, "[{d 4}]"},
		}
		for _, test := range tests {
			got, err := s.Count(ctx, test.query, test.facet)
			if err != nil || fmt.Sprint(got) != test.want {
				t.Errorf("%+v by %s: got %v, want %s: %v", test.query, test.facet, got, test.want, err)
			}
		}
		if _, err := s.Count(ctx, catalogue.Query{}, "search_text"); audit.KindOf(err) != audit.Invalid {
			t.Errorf("no facet: %v", err)
		}
	})
}

func TestVersions(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := shelved(t, fresh())
		if e, err := s.Get(ctx, "c1", 0); err != nil || e.Version != 2 {
			t.Errorf("newest: %+v, %v", e, err)
		}
		must(t, s.SetState(ctx, "c1", 1, review.Superseded, "measured again"))
		all, err := s.Versions(ctx, "c1")
		if err != nil || len(all) != 2 || all[0].State != review.Superseded || all[0].Reason != "measured again" {
			t.Errorf("got %+v, %v", all, err)
		}
		if err := s.Add(ctx, all[0]); audit.KindOf(err) != audit.Conflict {
			t.Errorf("the same version again: %v", err)
		}
		if err := s.SetState(ctx, "none", 1, review.Withdrawn, ""); audit.KindOf(err) != audit.NotFound {
			t.Errorf("an unknown version: %v", err)
		}
	})
}
