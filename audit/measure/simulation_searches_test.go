package measure

import (
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"auditd/audit"
	"auditd/audit/planfile"
)

// searching are plans that judge and, besides, let everything search that searches of its own accord, over the columns that nothing writes.
var searching = []struct{ name, plan string }{
	{"halves", "analyses: {subgroups: {depth: 3, control: split}, scan: {clusters: 6}}\n"},
	{"permutations", "analyses: {subgroups: {depth: 2, control: permutation, permutations: 199}, scan: {clusters: 3, metric: selection_rate}}\n"},
	{"permutations within strata", "  strata: [stratum]\nanalyses: {subgroups: {depth: 2, control: permutation, permutations: 199}, scan: true}\n"},
}

const searchingColumns = `version: 1
columns:
  attributes: [a, b]
  decision: {column: selected, selected: [1], favourable: true}
  label: {column: label, positive: [1]}
  features: [colour, {column: income, breaks: [3, 6]}]
  period: {column: date, by: quarter}
`

// TestParityWithSearchesOn audits people of whom nothing has to do with anything, with every search switched on. The findings
// share one allowance, α = 0.05, whatever is searched besides; every search keeps to its own. A reader who takes all of them together
// is told more: the share of reports with any false flag of any kind is logged, and held to the sum of the allowances. Monte Carlo adds
// three standard errors.
func TestParityWithSearchesOn(t *testing.T) {
	runs := 20
	switch {
	case raceDetector:
		runs = 4
	case os.Getenv("AUDITD_ALL") == "1":
		runs = 1000
	}
	limit := func(alpha float64) float64 { return alpha + 3*math.Sqrt(alpha*(1-alpha)/float64(runs)) }
	for _, w := range searching {
		plan, err := planfile.Parse("plan", []byte(searchingColumns+w.plan))
		if err != nil {
			t.Fatal(err)
		}
		flagged, kinds := flags(t, plan, runs)
		for _, kind := range slices.Sorted(maps.Keys(flagged)) {
			share, most := float64(flagged[kind])/float64(runs), limit(.05)
			if kind == "any" {
				most = limit(min(.5, .05*float64(kinds)))
			}
			t.Logf("%-28s %-28s %.4f of %d audits", w.name, kind, share, runs)
			if share > most {
				t.Errorf("%s, %s: %.4f of %d audits, limit %.4f", w.name, kind, share, runs, most)
			}
		}
	}
}

// flags counts the audits of nothing with a finding that shows a disparity, with anything shown by each family of tests that no rule
// judges, and with either; kinds is how many allowances there are.
func flags(t *testing.T, plan *audit.Plan, runs int) (flagged map[string]int, kinds int) {
	t.Helper()
	var mu sync.Mutex
	flagged = map[string]int{"findings": 0, "any": 0}
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for k := range workers {
		wg.Go(func() {
			for run := k; run < runs; run += workers {
				a, err := measured(plan, nothing(rand.New(rand.NewPCG(uint64(run), 11)), 1200))
				if err != nil {
					t.Error(err)
					return
				}
				least := families(a)
				mu.Lock()
				any := found(a)
				if any {
					flagged["findings"]++
				}
				for name, p := range least {
					if !searchesAlone(name) {
						continue
					}
					flagged[name] += 0
					if p <= .05 {
						flagged[name]++
						any = true
					}
				}
				if any {
					flagged["any"]++
				}
				kinds = max(kinds, len(flagged)-1)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return flagged, kinds
}

// searchesAlone reports whether a family of tests is that of an analysis with an allowance of its own.
func searchesAlone(family string) bool {
	name, _, _ := strings.Cut(family, "/")
	return slices.Contains([]string{"subgroups", "scan", "subset_scan", "periods", "proxies", "missingness", "conditional"}, name)
}
