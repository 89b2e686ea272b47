package figure

import (
	"math"
	"slices"
	"strconv"

	"auditd/report/figure/sheet"
)

// AxisForm is how the numbers on an axis are written.
type AxisForm int

// The forms.
const (
	Plain   AxisForm = iota // 0.5 as 0.5
	Percent                 // 0.5 as 50%
	Hundred                 // 0.5 as 50, for percentage points, which the label names
)

// An Axis is the horizontal axis of a figure. With Min and Max both 0, or not a range, the range follows from the data; values and
// intervals that run off it end in an arrow.
type Axis struct {
	Label    string
	Log      bool // for ratios; values must be above 0 to be drawn
	Form     AxisForm
	Min, Max float64

	named []tick // names that stand in place of numbers, in ascending order
}

// A Band is a range of the axis that counts as alike, drawn as a shaded strip.
type Band struct {
	Lower, Upper float64
	Label        string // stands above the strip
}

// A Line is a value of the axis drawn as a vertical line: parity, an overall rate, a threshold.
type Line struct {
	At    float64
	Label string // stands above the line
}

// A scale maps values to x coordinates between left and right.
type scale struct {
	Axis
	left, right float64
	from, to    float64 // where labels may reach; both 0: over the whole sheet
}

// The farthest that the data may stretch an axis.
const (
	farValue = 64.0 // times parity on a logarithmic axis, for values
	farEnd   = 8.0  // likewise, for the ends of intervals
	farCount = 1e9  // on a linear axis, to either side
	nearest  = 1e-6 // shortest range of a linear axis
)

// fit returns the axis with its range chosen from the values that must be seen, and the ends of intervals that should be.
func (a Axis) fit(values, ends []float64) Axis {
	if a.Max > a.Min && !math.IsInf(a.Max-a.Min, 0) && (a.Min > 0 || !a.Log) {
		return a
	}
	a.Min, a.Max = 0, 0
	if a.Log {
		a.Min, a.Max = 0.5, 2
		stretch(&a, values, 1/farValue, farValue)
		stretch(&a, ends, 1/farEnd, farEnd)
		a.Min, a.Max = a.Min/1.08, a.Max*1.08
		return a
	}
	stretch(&a, values, -farCount, farCount)
	stretch(&a, ends, -farCount, farCount)
	if a.Max-a.Min < nearest {
		a.Max = a.Min + 1
	}
	pad := (a.Max - a.Min) * 0.04
	if a.Min < 0 {
		a.Min -= pad // bars and shares begin at 0 exactly
	}
	a.Max += pad
	return a
}

// stretch widens the range to the finite values, each held between least and most.
func stretch(a *Axis, values []float64, least, most float64) {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) || a.Log && v <= 0 {
			continue
		}
		v = min(max(v, least), most)
		a.Min, a.Max = min(a.Min, v), max(a.Max, v)
	}
}

// x returns the coordinate of v, held to the ends of the axis. What is not a number is put at the left; no figure draws it.
func (s scale) x(v float64) float64 {
	lo, hi := s.Min, s.Max
	if math.IsNaN(v) {
		return s.left
	}
	if s.Log {
		if v <= 0 {
			return s.left
		}
		v, lo, hi = math.Log(v), math.Log(lo), math.Log(hi)
	}
	return sheet.Round(s.left + (s.right-s.left)*min(max((v-lo)/(hi-lo), 0), 1))
}

// holds reports whether v lies on the axis.
func (s scale) holds(v float64) bool { return v >= s.Min && v <= s.Max }

// A tick is a labelled place on the axis.
type tick struct {
	at    float64
	label string
}

// ticks returns the marks that fit side by side, in ascending order. A logarithmic axis keeps those that matter most: parity,
// then the values of first, then halves and doubles.
func (s scale) ticks(sh paper, first ...float64) []tick {
	if s.Log {
		return s.logTicks(sh, first)
	}
	if s.named != nil {
		return s.namedTicks(sh)
	}
	for step := s.leastStep(); ; step = next(step) {
		ticks := s.every(step)
		if len(ticks) < 2 || s.apart(sh, ticks, 1.2) {
			return ticks
		}
	}
}

// namedTicks returns every k-th name, with the least k for which they fit.
func (s scale) namedTicks(sh paper) []tick {
	for k := 1; ; k++ {
		var kept []tick
		for i := 0; i < len(s.named); i += k {
			kept = append(kept, s.named[i])
		}
		if len(kept) < 2 || s.apart(sh, kept, 1.2) {
			return kept
		}
	}
}

// leastStep is a power of ten below a hundredth of the range, where the search for a readable step begins.
func (s scale) leastStep() float64 {
	return math.Pow(10, math.Floor(math.Log10((s.Max-s.Min)/100)))
}

// next returns the round number after step in the row 1, 2, 5, 10, 20, 50 …
func next(step float64) float64 {
	ten := math.Pow(10, math.Floor(math.Log10(step)+1e-9))
	switch lead := step / ten; {
	case lead < 1.5:
		return 2 * ten
	case lead < 3:
		return 5 * ten
	default:
		return 10 * ten
	}
}

func (s scale) every(step float64) []tick {
	var ticks []tick
	places := s.places(step)
	for k := math.Ceil(s.Min/step - 1e-9); k*step <= s.Max+step*1e-9; k++ {
		ticks = append(ticks, tick{k * step, s.write(k*step, places)})
	}
	return ticks
}

// places is how many decimals the multiples of step need as they are written.
func (s scale) places(step float64) int {
	if s.Form != Plain {
		step *= 100
	}
	return max(0, -int(math.Floor(math.Log10(step)+1e-9)))
}

// write formats a value of the axis; places below 0 means as many as it needs.
func (s scale) write(v float64, places int) string {
	suffix := ""
	if s.Form != Plain {
		v = sheet.Round(v * 100)
	}
	if s.Form == Percent {
		suffix = "%"
	}
	text := strconv.FormatFloat(math.Abs(v), 'f', places, 64)
	for i := len(text) - 3; places == 0 && i > 0; i -= 3 {
		text = text[:i] + "," + text[i:] // thousands
	}
	if v < 0 {
		text = "−" + text
	}
	return text + suffix
}

// middle returns where the label of a tick is centred: on the tick, as far as the sheet, or the panel beside another, allows.
func (s scale) middle(sh paper, t tick) float64 {
	from, to := s.from, s.to
	if from == 0 && to == 0 {
		to = sh.Width
	}
	half := sh.Measure(t.label, false) / 2
	return min(max(s.x(t.at), from+half), to-half)
}

// apart reports whether the labels of the ticks leave room between them, in type sizes.
func (s scale) apart(sh paper, ticks []tick, room float64) bool {
	for i := 1; i < len(ticks); i++ {
		step := s.middle(sh, ticks[i]) - s.middle(sh, ticks[i-1])
		if step < (sh.Measure(ticks[i].label, false)+sh.Measure(ticks[i-1].label, false))/2+room*sh.Size {
			return false
		}
	}
	return true
}

func (s scale) logTicks(sh paper, first []float64) []tick {
	candidates := append([]float64{1}, first...)
	candidates = append(candidates, 0.5, 2, 0.2, 5, 0.1, 10, 0.05, 20, 0.02, 50, 0.01, 100)
	var kept []tick
	for _, v := range candidates {
		if !s.holds(v) {
			continue
		}
		more := append(slices.Clone(kept), tick{v, s.write(v, -1)})
		slices.SortFunc(more, func(a, b tick) int { return compare(a.at, b.at) })
		if s.apart(sh, more, 0.8) {
			kept = more
		}
	}
	return kept
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}
