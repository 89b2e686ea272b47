package docket_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/dockettest"
	"auditd/audit/review"
)

// Cases about a system are found by its name in the plan, whatever the name holds, of one department, before a time, the latest first and no
// more than fifty; a name inside another name, or elsewhere in a plan, is not the system.
func TestCasesAbout(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		r := world(t, fresh())
		n := 0
		open := func(system, title string) {
			t.Helper()
			n++
			s := submission(n)
			plan, err := json.Marshal(audit.Plan{Title: title, System: audit.System{Name: system}})
			must(t, err)
			s.Plan = string(plan)
			_, err = r.OpenCase(ctx, review.CaseID(fmt.Sprintf("c%03d", n)), s, start.Add(time.Duration(n)*time.Minute))
			must(t, err)
		}
		names := []string{"Permits", "permits", "Permit", `50 % "off" _x\`, "<b>&", "", "许可"}
		for _, name := range names {
			open(name, `"system":{"name":"Permits"`)
		}
		for i, name := range names {
			got, err := r.CasesAbout(ctx, "jilin/transport", name, start.AddDate(1, 0, 0))
			must(t, err)
			want := []string{fmt.Sprintf("c%03d", i+1)}
			if name == "" {
				want = nil
			}
			if ids := idsOf(got); !slices.Equal(ids, want) {
				t.Errorf("%q: %v, want %v", name, ids, want)
			}
		}
		for range 60 {
			open("many", "")
		}
		got, err := r.CasesAbout(ctx, "jilin/transport", "many", start.Add(time.Duration(n)*time.Minute))
		must(t, err)
		ids := idsOf(got)
		if len(ids) != 50 || ids[0] != fmt.Sprintf("c%03d", n-1) || !slices.IsSortedFunc(ids, func(a, b string) int { return strings.Compare(b, a) }) {
			t.Errorf("%d cases, from %v", len(ids), ids)
		}
		if got, err := r.CasesAbout(ctx, "jilin/health", "many", start.AddDate(1, 0, 0)); err != nil || len(got) != 0 {
			t.Errorf("another department: %v, %v", got, err)
		}
	})
}

func idsOf(list []docket.Docket) []string {
	var out []string
	for _, d := range list {
		out = append(out, string(d.ID))
	}
	return out
}
