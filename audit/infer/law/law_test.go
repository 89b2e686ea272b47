package law

import (
	"math"
	"testing"

	"auditd/audit/infer"
)

// Reference values: scipy 1.10 t.sf, t.ppf, f.sf, chi2.sf, beta.cdf and kstwobign.sf of the arguments shown, or the closed form
// that the comment spells out.
func TestLaws(t *testing.T) {
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"t with 1 degree of freedom is Cauchy: 2·P(T>1) = ½", StudentTTwoSided(1, 1), .5},
		{"t with 2 degrees: 1 − t/√(2+t²), t = 2", StudentTTwoSided(-2, 2), 1 - 2/math.Sqrt(6)},
		{"t critical, 5 degrees: tables give 2.570582", StudentTCritical(.95, 5), 2.570582},
		{"t critical, 1 degree: tan(0.475π)", StudentTCritical(.95, 1), math.Tan(.475 * math.Pi)},
		{"t critical of many degrees is the normal one", StudentTCritical(.95, 1e8), 1.959963985},
		{"F(2, 2): 1/(1+x)", FSurvival(3, 2, 2), .25},
		{"F(1, 5) is t² with 5: the 5 % point", FSurvival(2.570582*2.570582, 1, 5), .05},
		{"chi-squared with 2: exp(−x/2)", infer.ChiSquaredSurvival(4, 2), math.Exp(-2)},
		{"Beta(1, 3): 1−(1−x)³", BetaCDF(.2, 1, 3), 1 - .8*.8*.8},
		{"its inverse", infer.BetaQuantile(1-.8*.8*.8, 1, 3), .2},
		{"Kolmogorov: the 5 % point is 1.3581", KolmogorovSurvival(1.3581015), .05},
		{"Kolmogorov: the two series meet at 1", KolmogorovSurvival(math.Nextafter(1, 0)), KolmogorovSurvival(1)},
		{"Kolmogorov far left", KolmogorovSurvival(.01), 1},
	} {
		if math.Abs(c.got-c.want) > 1e-6 {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
	for what, got := range map[string]float64{
		"t": StudentTTwoSided(1, 0), "t critical": StudentTCritical(.95, -1), "F": FSurvival(1, 0, 1), "chi-squared": infer.ChiSquaredSurvival(1, 0),
		"beta": BetaCDF(.5, 0, 1), "beta quantile": infer.BetaQuantile(2, 1, 1), "Kolmogorov": KolmogorovSurvival(math.NaN()),
	} {
		if !math.IsNaN(got) {
			t.Errorf("%s of impossible arguments: %v, want NaN", what, got)
		}
	}
}
