package strata

import (
	"math"

	"auditd/audit/infer"
)

// A Tally counts the people of a subgroup to whom a rate applies, by whether they have the event. For the false positive rate
// they are the people with a negative label: selected, and not.
type Tally struct {
	True, False int64
}

// A Divergence is how far a subgroup's rate lies from everybody's.
type Divergence struct {
	Rate       float64
	Divergence float64 // Rate minus the rate of all
	TAll       float64 // against all people, the subgroup among them: conservative
	// TComplement is against the people outside the subgroup; read it only if HasComplement.
	TComplement   float64
	HasComplement bool
	EffectSize    float64 // √2(ψ−ψ')/√(σ²+σ'²) against the complement, as Slice Finder has it
}

// NewDivergence compares a subgroup with all people, of whom it is part. Both t values are |μ−μ'|/√(v+v') of the posterior
// Beta(T+1, F+1). Pastor, de Alfaro and Baralis 2021 (SIGMOD); Chung et al. 2019 for the effect size; methods 10.1 and 10.2.
func NewDivergence(in, all Tally) (Divergence, infer.Why) {
	out := Tally{all.True - in.True, all.False - in.False}
	if in.True < 0 || in.False < 0 || out.True < 0 || out.False < 0 {
		return Divergence{}, infer.WhyNotComputable
	}
	if in.people() == 0 {
		return Divergence{}, infer.WhyNoDenominator
	}
	d := Divergence{Rate: in.rate(), Divergence: in.rate() - all.rate(), TAll: betaT(in, all)}
	if out.people() > 0 {
		d.TComplement, d.HasComplement = betaT(in, out), true
		p, q := in.rate(), out.rate()
		if spread := p*(1-p) + q*(1-q); spread > 0 {
			d.EffectSize = math.Sqrt2 * (p - q) / math.Sqrt(spread)
		}
	}
	return d, infer.Defined
}

func (t Tally) people() int64 { return t.True + t.False }

func (t Tally) rate() float64 { return float64(t.True) / float64(t.people()) }

func betaT(a, b Tally) float64 {
	mean := func(t Tally) (float64, float64) {
		n := float64(t.people())
		m := (float64(t.True) + 1) / (n + 2)
		return m, m * (1 - m) / (n + 3)
	}
	ma, va := mean(a)
	mb, vb := mean(b)
	return math.Abs(ma-mb) / math.Sqrt(va+vb)
}
