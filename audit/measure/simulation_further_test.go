package measure

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"auditd/audit"
	"auditd/audit/ingest"
	"auditd/audit/planfile"
	"auditd/audit/tally"
)

// everyAnalysis is a plan that asks for all analyses of one audit, over the columns that nothing writes.
const everyAnalysis = `version: 1
columns:
  attributes: [a, b]
  decision: {column: selected, selected: [1], favourable: true}
  label: {column: label, positive: [1]}
  score: {column: score, higher: favourable}
  outcome: {column: truth}
  strata: [stratum]
  features: [colour, {column: income, breaks: [3, 6]}]
  stages: [{name: first, column: first, passed: [1]}, {name: second, column: second, passed: [1]}]
  period: {column: date, by: quarter}
  annotators: [reader, writer]
  rank: {column: place, list: list}
  classes: {column: class, order: [none, part, all]}
  pair: {column: changed}
  cluster: cluster
rules: [four_fifths, parity_tolerance, calibration]
analyses: {subgroups: {depth: 2}, scan: true, inequality: true, small_groups: true, scores: {cuts: [0.3, 0.5]}}
`

// nothing writes people of whom no column has to do with any other, but that labels go with scores and annotators with labels.
func nothing(r *rand.Rand, people int) []byte {
	var b bytes.Buffer
	b.WriteString("a,b,selected,label,score,truth,stratum,colour,income,first,second,date,reader,writer,place,list,class,changed,cluster\n")
	bit := func(p float64) int {
		if r.Float64() < p {
			return 1
		}
		return 0
	}
	known := func(v int) string { // one label in twenty is missing
		if bit(.05) == 1 {
			return ""
		}
		return fmt.Sprint(v)
	}
	for i := range people {
		score := math.Round(r.Float64()*100) / 100
		label := bit(score)
		fmt.Fprintf(&b, "a%d,b%d,%d,%s,%v,%.2f,s%d,c%d,%d,%d,%d,2024-%02d-01,%d,%d,%d,l%d,%s,%d,k%d\n", r.IntN(4), r.IntN(2), bit(.4), known(label), score,
			score+r.NormFloat64(), r.IntN(3), r.IntN(4), r.IntN(10), bit(.9), bit(.8), 1+r.IntN(12), label^bit(.1), label^bit(.1), 1+i/12, i%12,
			[]string{"none", "part", "all"}[r.IntN(3)], bit(.4), r.IntN(30))
	}
	return b.Bytes()
}

// measured counts and measures a file.
func measured(plan *audit.Plan, data []byte) (*audit.Audit, error) {
	c := plan.Columns
	fields, tables := Tables(plan)
	request := tally.Request{
		Attributes: c.Attributes, Strata: c.Strata, Decision: c.Decision, Label: c.Label, Weight: c.Weight, Fields: fields, Tables: tables, MaxGroups: plan.MaxGroups,
	}
	source := ingest.Source{
		Name: "data.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }, At: bytes.NewReader(data), Size: int64(len(data)),
	}
	cells, notices, err := tally.Files(context.Background(), request, plan.Files, []tally.Part{{Source: source}}, nil)
	if err != nil {
		return nil, err
	}
	return runWith(Input{Plan: plan, Cells: cells, Notices: notices, Workers: 1}, 2)
}

// families returns the least adjusted p-value of every family of tests that is anywhere in the results.
func families(a *audit.Audit) map[string]float64 {
	out := map[string]float64{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() {
				return
			}
			if t, ok := v.Interface().(*audit.Test); ok {
				if p := float64(t.PAdjusted); t.Family != "" && !math.IsNaN(p) {
					if least, have := out[t.Family]; !have || p < least {
						out[t.Family] = p
					}
				}
				return
			}
			walk(v.Elem())
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		}
	}
	walk(reflect.ValueOf(a))
	return out
}

// atLeast returns the probability that at least k of n audits find something when each does with the probability p.
func atLeast(k, n int, p float64) float64 {
	sum := 0.0
	for x := k; x <= n; x++ {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(x + 1))
		c, _ := math.Lgamma(float64(n - x + 1))
		sum += math.Exp(a - b - c + float64(x)*math.Log(p) + float64(n-x)*math.Log1p(-p))
	}
	return sum
}

// TestNothingIsFoundInNothing asks for every analysis of people of whom nothing has to do with anything. In each family of tests,
// whatever analysis it belongs to, the share of audits with any adjusted p-value at or below α = 0.05 stays at or below α, and so does
// the share of audits with any finding that shows a disparity; Monte Carlo adds four standard errors √(0.05·0.95/runs), since
// some sixty families are looked at. A family that is new is held to it without a line here.
func TestNothingIsFoundInNothing(t *testing.T) {
	runs := 12
	switch {
	case raceDetector:
		runs = 4
	case os.Getenv("AUDITD_ALL") == "1":
		runs = 200
	}
	plan, err := planfile.Parse("plan", []byte(everyAnalysis))
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	shown, made := map[string]int{}, map[string]int{}
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for k := range workers {
		wg.Go(func() {
			for run := k; run < runs; run += workers {
				a, err := measured(plan, nothing(rand.New(rand.NewPCG(uint64(run), 7)), 1200))
				if err != nil {
					t.Error(err)
					return
				}
				least := families(a)
				mu.Lock()
				made["findings"]++
				if found(a) {
					shown["findings"]++
				}
				for name, p := range least {
					made[name]++
					if p <= .05 {
						shown[name]++
					}
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for _, name := range slices.Sorted(maps.Keys(made)) {
		share := float64(shown[name]) / float64(made[name])
		t.Logf("%-60s %.3f of %d", name, share, made[name])
		if chance := atLeast(shown[name], made[name], .05); chance < 1e-5 {
			t.Errorf("%s: %.3f of %d audits find something in nothing; at 0.05 the chance of so many is %.1g", name, share, made[name], chance)
		}
	}
	for _, word := range []string{"subgroups", "scan", "proxies", "missingness", "periods", "classes", "regression", "pairs", "scores", "stages", "design"} {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(made)), func(name string) bool { return strings.Contains(name, word) }) {
			t.Errorf("no family of tests is that of %s: %v", word, slices.Sorted(maps.Keys(made)))
		}
	}
}
