package figure

import (
	"math"
	"strings"
	"testing"

	"auditd/report/figure/sheet"
	"auditd/report/font"

	"pgregory.net/rapid"
)

func TestTicks(t *testing.T) {
	s := paper{sheet.New(540, false, false, font.Default())}
	tests := []struct {
		name  string
		axis  Axis
		width float64 // points
		first []float64
		want  string
	}{
		{"a share, wide", Axis{Form: Percent, Max: 1}, 400, nil, "0% 10% 20% 30% 40% 50% 60% 70% 80% 90% 100%"},
		{"a share, narrow", Axis{Form: Percent, Max: 1}, 160, nil, "0% 20% 40% 60% 80% 100%"},
		{"a small share", Axis{Form: Percent, Max: 0.011}, 240, nil, "0.0% 0.2% 0.4% 0.6% 0.8% 1.0%"},
		{"a ratio with its band", Axis{Log: true, Min: 0.5, Max: 2}, 300, []float64{0.8, 1.25}, "0.5 0.8 1 1.25 2"},
		{"a ratio where the band's edges do not fit", Axis{Log: true, Min: 0.1, Max: 10}, 150, []float64{0.8, 1.25}, "0.1 0.2 0.5 1 2 5 10"},
		{"a difference in percentage points", Axis{Form: Hundred, Min: -0.2, Max: 0.2}, 200, nil, "−20 −10 0 10 20"},
		{"a difference of shares", Axis{Min: -0.2, Max: 0.1}, 150, nil, "−0.2 −0.1 0.0 0.1"},
		{"a count", Axis{Max: 25_000}, 260, nil, "0 5,000 10,000 15,000 20,000 25,000"},
	}
	for _, tt := range tests {
		ax := scale{Axis: tt.axis, left: 60, right: 60 + tt.width}
		var got []string
		for _, k := range ax.ticks(s, tt.first...) {
			got = append(got, k.label)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: ticks %q, want %q", tt.name, strings.Join(got, " "), tt.want)
		}
	}
}

func TestFit(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	tests := []struct {
		name         string
		axis         Axis
		values, ends []float64
		min, max     float64
	}{
		{"a given range is kept", Axis{Min: 0, Max: 1}, []float64{3}, nil, 0, 1},
		{"a range upside down is not a range", Axis{Min: 3, Max: 1}, []float64{1}, nil, 0, 1.04},     // 0 to 1 and 4 % of 1
		{"a linear axis begins at 0", Axis{}, []float64{0.5, 0.25}, nil, 0, 0.52},                    // 0.5 + 4 % of 0.5
		{"both signs get room", Axis{}, []float64{-1, 1}, nil, -1.08, 1.08},                          // 4 % of 2 on each side
		{"nothing to show", Axis{}, nil, nil, 0, 1.04},                                               // 0 to 1 and 4 %
		{"what is not finite is left out", Axis{}, []float64{nan, inf}, []float64{-inf, 1}, 0, 1.04}, // as above
		{"ratios show a half and a double", Axis{Log: true}, []float64{1}, nil, 0.5 / 1.08, 2 * 1.08},
		{"an unbounded interval does not stretch a ratio", Axis{Log: true}, []float64{1}, []float64{0, inf}, 0.5 / 1.08, 2 * 1.08},
		{"a far end stretches to 8 times, a far value to 64", Axis{Log: true}, []float64{1.0 / 1000}, []float64{1000}, 1 / (64 * 1.08), 8 * 1.08},
	}
	for _, tt := range tests {
		got := tt.axis.fit(tt.values, tt.ends)
		if math.Abs(got.Min-tt.min) > 1e-9 || math.Abs(got.Max-tt.max) > 1e-9 {
			t.Errorf("%s: %g to %g, want %g to %g", tt.name, got.Min, got.Max, tt.min, tt.max)
		}
	}
}

// TestScale: greater values never stand further left, and all stand on the axis.
func TestScale(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a, b := rapid.Float64().Draw(r, "a"), rapid.Float64().Draw(r, "b")
		ax := Axis{Log: rapid.Bool().Draw(r, "log")}.fit([]float64{a}, []float64{b})
		s := scale{Axis: ax, left: 10, right: 200}
		x, y := s.x(min(a, b)), s.x(max(a, b))
		if x > y || x < 10 || y > 200 {
			r.Fatalf("%g stands at %g, %g at %g", min(a, b), x, max(a, b), y)
		}
	})
}
