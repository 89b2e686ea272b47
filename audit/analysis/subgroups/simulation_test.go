package subgroups

import (
	"math/rand/v2"
	"os"
	"testing"

	"auditd/audit"
	"auditd/audit/infer"
)

// Where nothing depends on who one is, a search through 200 subgroups and more must not find anything in more than α of all audits;
// where one group is selected more often, it should be found. Seeds are fixed: the shares are the same in every run. AUDITD_ALL=1
// makes more of them.
func TestFalseFlagsStayBelowAlpha(t *testing.T) {
	audits := 200
	if os.Getenv("AUDITD_ALL") != "" {
		audits = 2000
	}
	for _, control := range []string{audit.ControlSplit, audit.ControlPermutation} {
		r := rand.New(rand.NewPCG(5, 1))
		null, planted, subgroups := 0, 0, 0
		for range audits {
			in := input(audit.SubgroupsPlan{Support: .01, Control: control, Permutations: 99, Metrics: []string{"selection_rate", "accuracy"}})
			in.Plan.Seed = r.Uint64()
			got := Search(in, random(r, 4000, []int{4, 4, 4, 4}, 0))
			subgroups = got.Examined
			if significant(got) > 0 {
				null++
			}
		}
		for range audits / 4 {
			in := input(audit.SubgroupsPlan{Support: .01, Control: control, Permutations: 99, Metrics: []string{"selection_rate"}})
			in.Plan.Seed = r.Uint64()
			if significant(Search(in, random(r, 4000, []int{4, 4, 4, 4}, .12))) > 0 {
				planted++
			}
		}
		share, power := float64(null)/float64(audits), float64(planted)/float64(audits/4)
		t.Logf("%s: %d subgroups of no effect, something found in %.3f of %d audits; a planted gap of 12 points found in %.2f", control, subgroups, share, audits, power)
		if subgroups < 200 {
			t.Errorf("only %d subgroups", subgroups)
		}
		// Above α by more than the chance of so many audits explains: the lower limit of the share at 98 %.
		if lower := infer.ClopperPearson(infer.P(int64(null), int64(audits)), .98).Lower; lower > .05 {
			t.Errorf("%s: false flags in %.3f of audits, at least %.3f, α is .05", control, share, lower)
		}
		if power < .8 {
			t.Errorf("%s: the planted gap was found in %.2f of audits only", control, power)
		}
	}
}

// significant counts the tested subgroups with an adjusted p-value below 5 %; the verdict asks for more, that the interval lies outside
// the band.
func significant(s *audit.Subgroups) int {
	n := 0
	for _, m := range s.Metrics {
		for _, x := range m.Tested {
			if x.Comparison.Test != nil && x.Comparison.Test.PAdjusted < .05 {
				n++
			}
		}
	}
	return n
}
