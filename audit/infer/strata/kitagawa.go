package strata

import "auditd/audit/infer"

// A Decomposition splits the gap rate(A) − rate(B) into what comes from the groups being spread differently over the strata and
// what comes from different rates within them. All parts are of the people in strata that have both groups.
type Decomposition struct {
	Gap         float64   // among people with common support
	Composition float64   // two-fold: Composition + Rate = Gap
	Rate        float64   //
	Endowment   float64   // three-fold: Endowment + Coefficient + Interaction = Gap; B is the base
	Coefficient float64   //
	Interaction float64   //
	ByStratum   []Parts   // in the order of the strata; zero where there is no common support
	CrudeGap    float64   // of all people, also those without common support
	NoSupport   []float64 // share of A's people, then of B's, in strata that the other group does not enter
}

// Parts are one stratum's share in a decomposition. Composition is centred on the mean of the two overall rates, so that a
// stratum with a middling rate contributes little; the sum over strata is the same.
type Parts struct {
	Composition, Rate float64
}

// Kitagawa decomposes a difference of rates over strata. Rates are never imputed: people in strata of one group only are set
// aside and their share reported. Kitagawa 1955, Journal of the American Statistical Association 50:1168; methods 5.3.
func Kitagawa(strata []Stratum) (Decomposition, infer.Why) {
	kept, _, why := choose(strata, Stratum.hasBoth)
	if why != infer.Defined {
		return Decomposition{}, why
	}
	all, common := crude(strata), crude(kept)
	d := Decomposition{
		Gap:       common.A.Value() - common.B.Value(),
		CrudeGap:  all.A.Value() - all.B.Value(),
		NoSupport: []float64{1 - common.A.N/all.A.N, 1 - common.B.N/all.B.N},
		ByStratum: make([]Parts, len(strata)),
	}
	centre := (common.A.Value() + common.B.Value()) / 2
	for k, s := range strata {
		if !s.hasBoth() {
			continue
		}
		wa, wb := s.A.N/common.A.N, s.B.N/common.B.N
		ra, rb := s.A.Value(), s.B.Value()
		d.Composition += (wa - wb) * (ra + rb) / 2
		d.Rate += (wa + wb) / 2 * (ra - rb)
		d.Endowment += (wa - wb) * rb
		d.Coefficient += wb * (ra - rb)
		d.Interaction += (wa - wb) * (ra - rb)
		d.ByStratum[k] = Parts{Composition: (wa - wb) * ((ra+rb)/2 - centre), Rate: (wa + wb) / 2 * (ra - rb)}
	}
	return d, infer.Defined
}

// Standardised returns the rates that A and B would have if each were spread over the strata as both together are. Strata that
// one group does not enter are left out. Directly standardised rates; methods 5.3.
func Standardised(strata []Stratum) (a, b float64, why infer.Why) {
	kept, _, why := choose(strata, Stratum.hasBoth)
	if why != infer.Defined {
		return 0, 0, why
	}
	all := crude(kept)
	for _, s := range kept {
		w := s.people() / all.people()
		a += w * s.A.Value()
		b += w * s.B.Value()
	}
	return a, b, infer.Defined
}
