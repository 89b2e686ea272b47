package items

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/audittest"
	"auditd/audit/metric"
)

// A person is a group and the answers: 1, 0, or −1 where one is missing.
type person struct {
	group   string
	answers []int
}

// inputOf counts people naively, one after the other, into what the analysis asks for. The first group is the reference.
func inputOf(people []person, items int, groups ...string) *analysis.Input {
	plan := &audit.Plan{MinGroupSize: 30, Confidence: .95}
	plan.Multiplicity.Method = "holm"
	plan.Columns.Attributes = []audit.Attribute{{Name: "g", Column: "g"}}
	cells := &audit.Cells{}
	answers := []string{favourable, unfavourable, audit.Unknown}
	var totals []string
	for n := range items + 1 {
		totals = append(totals, strconv.Itoa(n))
	}
	for i := range items {
		plan.Columns.Items = append(plan.Columns.Items, audit.ItemColumn{Name: fmt.Sprint("item ", i+1)})
		counts := map[[3]int32]int64{}
		for _, p := range people {
			total := int32(0)
			for _, a := range p.answers {
				total += int32(a)
			}
			if slices.Contains(p.answers, -1) {
				total = int32(items + 1)
			}
			counts[[3]int32{int32(slices.Index(groups, p.group)), total, map[int]int32{1: 0, 0: 1, -1: 2}[p.answers[i]]}]++
		}
		t := audit.Table{Name: tableName("g", i), Axes: []audit.TableAxis{{Values: groups}, {Values: append(slices.Clone(totals), audit.Unknown)}, {Values: answers}}}
		for g := range groups {
			for total := range items + 2 {
				for a := range answers {
					if n := counts[[3]int32{int32(g), int32(total), int32(a)}]; n > 0 {
						t.Codes, t.N = append(t.Codes, int32(g), int32(total), int32(a)), append(t.N, n)
					}
				}
			}
		}
		cells.Tables = append(cells.Tables, t)
	}
	set := analysis.Set{Names: []string{"g"}}
	for _, g := range groups {
		set.Groups = append(set.Groups, metric.GroupCounts{Group: audit.Group{{Attribute: "g", Value: g}}})
	}
	return &analysis.Input{
		Plan: plan, Cells: cells, Out: &audit.Audit{}, Sets: []analysis.Set{set},
		Terms: metric.Terms{Confidence: .95, MinGroupSize: 30},
	}
}

func study(t *testing.T, in *analysis.Input) *audit.Items {
	t.Helper()
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	return in.Out.Items
}

func of(t *testing.T, out *audit.Items, item int, group string) *audit.ItemComparison {
	t.Helper()
	for i := range out.Comparisons {
		if c := &out.Comparisons[i]; c.Item == fmt.Sprint("item ", item) && c.Group.Label() == group {
			return c
		}
	}
	t.Fatalf("no comparison of %s by item %d", group, item)
	return nil
}

func many(n int, group string, answers ...int) []person {
	return slices.Repeat([]person{{group, answers}}, n)
}

// Two items: the total 1 is the only one that says anything. Of 100 people of A with total 1, 60 meet the first item, of 100 of B 30: the odds
// are 60/40 and 30/70, their ratio 3.5 and Δ = −2.35·ln 3.5 = −2.943993. For the second it is the same turned round. CMH: (60 − 45)²/(100·100·
// 90·110/(200²·199)) = 225/12.437186 = 18.090909.
func TestByHand(t *testing.T) {
	people := slices.Concat(many(60, "A", 1, 0), many(40, "A", 0, 1), many(30, "B", 1, 0), many(70, "B", 0, 1), many(50, "A", 1, 1), many(20, "B", 0, 0), many(4, "B", 1, -1))
	out := study(t, inputOf(people, 2, "A", "B"))
	first, second := of(t, out, 1, "B"), of(t, out, 2, "B")
	audittest.Near(t, "odds ratio", float64(*first.OddsRatio.Value), 3.5, 1e-12)
	audittest.Near(t, "Δ", float64(*first.Delta), -2.35*math.Log(3.5), 1e-12)
	audittest.Near(t, "Δ of the second", float64(*second.Delta), 2.35*math.Log(3.5), 1e-12)
	audittest.Near(t, "CMH", float64(*first.Test.Statistic), 18.090909, 1e-6)
	if out.People != 270 || out.Unknown != 4 || first.Unknown != 4 || first.N != 120 || first.ReferenceN != 150 || first.Totals != 1 || first.Skipped != 2 || first.SkippedN != 70 {
		t.Errorf("%+v of %+v", first, out)
	}
	if first.Test.FamilyN != 2 || out.Tests != 2 || first.Class != "C" {
		t.Errorf("family of %d, %d tests, class %q", first.Test.FamilyN, out.Tests, first.Class)
	}
	audittest.Near(t, "rate", float64(*first.Rate), 30./120, 1e-12)
}

// What cannot be said is said with its reason: few people have no class, an item that nobody of a group meets has no odds ratio and is tested
// all the same, an item that all meet says nothing.
func TestEdges(t *testing.T) {
	people := slices.Concat(many(60, "A", 1, 0, 1), many(60, "A", 0, 1, 1), many(60, "B", 0, 1, 1), many(12, "C", 1, 0, 1), many(12, "C", 0, 1, 1))
	out := study(t, inputOf(people, 3, "A", "B", "C", "D"))
	if b := of(t, out, 1, "B"); b.Delta != nil || b.Why != "reference_rate_is_zero" || b.Status != audit.StatusInfiniteRatio || b.Test == nil {
		t.Errorf("nobody of B meets the item: %+v", b)
	}
	if c := of(t, out, 1, "C"); c.Status != audit.StatusLowN || c.Class != "" || c.Delta == nil {
		t.Errorf("24 people: %+v", c)
	}
	if b := of(t, out, 3, "B"); b.Delta != nil || b.Test != nil || b.Why != "no_informative_stratum" {
		t.Errorf("everybody meets the item: %+v", b)
	}
	if d := of(t, out, 1, "D"); d.N != 0 || d.Rate != nil || d.Status != audit.StatusLowN {
		t.Errorf("nobody is in the group: %+v", d)
	}
	if last := out.Comparisons[len(out.Comparisons)-1]; last.Delta != nil {
		t.Error("undefined ones do not stand last")
	}
}

// rasch answers items by ability and difficulty; the third is harder for group B by the gap.
func rasch(r *rand.Rand, n int, group string, mean, gap float64) []person {
	var out []person
	for range n {
		ability := mean + r.NormFloat64()
		p := person{group: group}
		for i, difficulty := range []float64{-1, -.5, 0, .5, 1, -.7, .7, .2} {
			if i == 2 && group == "B" {
				difficulty += gap
			}
			answer := 0
			if r.Float64() < 1/(1+math.Exp(difficulty-ability)) {
				answer = 1
			}
			p.answers = append(p.answers, answer)
		}
		out = append(out, p)
	}
	return out
}

// Groups that differ in ability, by items that ask the same of both: in no more than 5 of 100 audits of 8 items some difference survives the
// adjustment. (The total matches ability exactly in Rasch's model, so that the hypothesis holds; seeds are fixed.) An item that is 0.8 logits
// harder is found in most.
func TestFalseAlarmsAndPower(t *testing.T) {
	const audits = 200
	alarms, found := 0, 0
	r := rand.New(rand.NewPCG(12, 5))
	for range audits {
		for _, gap := range []float64{0, .8} {
			out := study(t, inputOf(slices.Concat(rasch(r, 600, "A", .3, gap), rasch(r, 400, "B", -.3, gap)), 8, "A", "B"))
			if any := slices.ContainsFunc(out.Comparisons, func(c audit.ItemComparison) bool { return c.Test != nil && c.Test.PAdjusted < .05 }); any && gap == 0 {
				alarms++
			}
			if c := of(t, out, 3, "B"); gap > 0 && c.Test.PAdjusted < .05 && *c.Delta < 0 {
				found++
			}
		}
	}
	t.Logf("alarms in %d of %d audits without a difference, found in %d of %d with one", alarms, audits, found, audits)
	if alarms > 16 { // P(Bin(200, .05) > 16) = .024
		t.Error("too many alarms")
	}
	if found < 160 {
		t.Error("too few found")
	}
}

// The order of groups in the data, and exchanging people of no known group, leave no trace in the numbers; names may be hostile.
func TestUnknownGroupIsNotCompared(t *testing.T) {
	people := slices.Concat(many(60, "A", 1, 0), many(40, "A", 0, 1), many(30, "<b>\u202e", 1, 0), many(70, "<b>\u202e", 0, 1))
	with := study(t, inputOf(slices.Concat(people, many(500, audit.Unknown, 0, 1)), 2, "A", "<b>\u202e", audit.Unknown))
	without := study(t, inputOf(people, 2, "A", "<b>\u202e"))
	if fmt.Sprint(*with.Comparisons[0].Delta) != fmt.Sprint(*without.Comparisons[0].Delta) || len(with.Comparisons) != 2 || with.People != 700 {
		t.Errorf("%+v and %+v", with, without)
	}
}
