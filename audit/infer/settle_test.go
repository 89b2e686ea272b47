package infer

import (
	"testing"

	"auditd/audit"
)

var (
	fourFifths  = audit.Band{Lower: .8, Upper: 1.25}
	fivePerCent = audit.Band{Lower: -.05, Upper: .05}
)

type settleCase struct {
	why   string
	kind  string
	g, r  Proportion
	band  audit.Band
	want  audit.Verdict
	cause string
}

var settleCases = []settleCase{
	{"F1: .6, Koopman's upper end .7856 is below .8 already (methods 3.7)", audit.Ratio, P(36, 100), P(120, 200), fourFifths, audit.DisparityShown, ""},
	{"a ratio of .6 in ten people", audit.Ratio, P(3, 10), P(1000, 2000), fourFifths, audit.DisparityShown, ""},
	{"a ratio of 1 in ten people", audit.Ratio, P(5, 10), P(1000, 2000), fourFifths, audit.ParityShown, ""},
	{"nobody selected so far", audit.Ratio, P(0, 5), P(1000, 2000), fourFifths, audit.DisparityShown, ""},
	{"nobody selected in the reference", audit.Ratio, P(2, 5), P(0, 200), fourFifths, audit.DisparityShown, ""},
	{"a difference of .20", audit.Difference, P(7, 10), P(1000, 2000), fivePerCent, audit.DisparityShown, ""},
	{"a difference of .01", audit.Difference, P(51, 100), P(5000, 10_000), fivePerCent, audit.ParityShown, ""},
	{"a ratio of exactly .8: 48/100 over 120/200", audit.Ratio, P(48, 100), P(120, 200), fourFifths, "", WhyOnBandEdge},
	{"a difference of exactly .05", audit.Difference, P(55, 100), P(100, 200), fivePerCent, "", WhyOnBandEdge},
	{"a ratio of .6 over ten people: their rate may be .72 and the ratio then above .8", audit.Ratio, P(6, 10), P(10, 10), fourFifths, audit.DisparityShown, WhySmallRef},
	{"a ratio of .7999999983: 1e9 people give ±.00007", audit.Ratio, P(479_999_999, 1_000_000_000), P(600_000_000, 1_000_000_000), fourFifths, audit.DisparityShown, WhyOnBandEdge},
	{"a difference of .01 over 100 people: their interval alone is ±.08", audit.Difference, P(51, 100), P(50, 100), fivePerCent, audit.ParityShown, WhySmallRef},
	{"nobody in the group", audit.Ratio, P(0, 0), P(50, 100), fourFifths, "", WhyNoRate},
	{"no event anywhere", audit.Ratio, P(0, 9), P(0, 100), fourFifths, "", WhyNoRate},
	{"an unknown kind", "odds", P(1, 9), P(50, 100), fourFifths, "", WhyBadArgument},
}

// NeedSettle keeps its promise: with that many more records at the same rate the interval settles, with one fewer it does not.
func TestNeedSettle(t *testing.T) {
	for _, c := range settleCases {
		for _, level := range []float64{.95, .99} {
			got := NeedSettle(c.kind, c.g, c.r, c.band, level)
			if got.Toward != c.want || got.Why != c.cause {
				t.Errorf("%s: toward %q why %q, want %q %q", c.why, got.Toward, got.Why, c.want, c.cause)
				continue
			}
			if c.cause == WhySmallRef {
				if at := promised(c, level, needCap, float64(got.ReferenceNeeded)); !at {
					t.Errorf("%s: %d people in the reference do not settle it", c.why, got.ReferenceNeeded)
				}
				if got.ReferenceNeeded <= int64(c.r.N) {
					t.Errorf("%s: the reference has %v, said to need %d", c.why, c.r.N, got.ReferenceNeeded)
				}
			}
			if got.Why != "" {
				continue
			}
			if !promised(c, level, c.g.N+float64(got.Records), c.r.N) {
				t.Errorf("%s: %d further records do not settle it at %v", c.why, got.Records, level)
			}
			if got.Records > 0 && promised(c, level, c.g.N+float64(got.Records)-1, c.r.N) {
				t.Errorf("%s: %d further records settle it at %v, and one fewer too", c.why, got.Records, level)
			}
		}
	}
	if got := NeedSettle(audit.Ratio, P(36, 100), P(120, 200), fourFifths, .95); got.Records != 0 {
		t.Errorf("F1 is settled, said to need %d", got.Records)
	}
}

// promised computes the interval anew and compares it with the band, as a reader of the promise would.
func promised(c settleCase, level, people, referencePeople float64) bool {
	g := Proportion{c.g.X / c.g.N * people, people}
	r := Proportion{c.r.X / c.r.N * referencePeople, referencePeople}
	f := Koopman
	if c.kind == audit.Difference {
		f = Newcombe
	}
	wide, narrow := must(f(g, r, level)), must(f(g, r, 1-2*(1-level)))
	lower, upper := float64(c.band.Lower), float64(c.band.Upper)
	if c.want == audit.DisparityShown {
		return wide.Upper < lower || wide.Lower > upper
	}
	return narrow.Lower > lower && narrow.Upper < upper
}

// Above the number found, the comparison stays settled: the search may stop at the first. Checked at every size to twenty
// times the number for rates where the interval's coverage is most ragged.
func TestNeedSettleStaysSettled(t *testing.T) {
	for _, c := range settleCases {
		got := NeedSettle(c.kind, c.g, c.r, c.band, .95)
		if got.Why != "" || got.Records > 2000 {
			continue
		}
		for k := got.Records; k < 20*got.Records+100; k++ {
			if !promised(c, .95, c.g.N+float64(k), c.r.N) {
				t.Errorf("%s: settled with %d, open again with %d", c.why, got.Records, k)
				break
			}
		}
	}
}
