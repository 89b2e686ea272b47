package strata

import (
	"math"

	"auditd/audit/infer"
)

// GammaUnfairness returns the weight of a subgroup's divergence: α·β, where α is the share of all people who are in the subgroup and to
// whom the rate applies, and β how far the subgroup's rate lies from everybody's. A rate far away weighs little where few people have
// it. people are all people, with or without the rate; in is part of all. Kearns, Neel, Roth and Wu 2018 (ICML); methods 10.3.
func GammaUnfairness(in, all Tally, people int64) (float64, infer.Why) {
	out := Tally{all.True - in.True, all.False - in.False}
	if in.True < 0 || in.False < 0 || out.True < 0 || out.False < 0 || people < all.people() {
		return 0, infer.WhyNotComputable
	}
	if in.people() == 0 {
		return 0, infer.WhyNoDenominator
	}
	share := float64(in.people()) / float64(people)
	return share * math.Abs(all.rate()-in.rate()), infer.Defined
}
