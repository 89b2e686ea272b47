package subset

import "math"

// sums are the events and the people, by expectation, of some cells; whole numbers. The logarithm θ of the factor of the odds is never
// below 0: fewer events than expected are turned into more of their absence.
type sums struct {
	events float64
	people []float64
}

// A span is where a score is above 0: from low to high, nowhere when they are equal.
type span struct{ low, high float64 }

func newSums(events int64, people []int64) sums {
	s := sums{events: float64(events), people: make([]float64, len(people))}
	for i, n := range people {
		s.people[i] = float64(n)
	}
	return s
}

func (s *sums) clear() {
	s.events = 0
	clear(s.people)
}

func (s *sums) add(o *sums) {
	s.events += o.events
	for i, n := range o.people {
		s.people[i] += n
	}
}

func (s *sums) all() float64 {
	n := 0.0
	for _, x := range s.people {
		n += x
	}
	return n
}

// at returns the score at θ ≥ 0, its limit where θ is infinite. 1 − p + p·e^θ is written as e^θ·(1 + (1−p)·(e^−θ − 1)), which neither
// overflows nor loses small θ.
func (s *sums) at(theta float64, expected []float64) float64 {
	score := 0.0
	if !math.IsInf(theta, 1) {
		score = (s.events - s.all()) * theta
	}
	for i, n := range s.people {
		score -= float64(n * math.Log1p((1-expected[i])*math.Expm1(-theta)))
	}
	return score
}

// slope returns the derivative of at: the events less those that are expected with the odds times e^θ.
func (s *sums) slope(theta float64, expected []float64) float64 {
	out := s.events
	for i, n := range s.people {
		out -= float64(n * expected[i] / (1 + float64((1-expected[i])*math.Expm1(-theta))))
	}
	return out
}

// peak returns the θ of the largest score: 0 where there are no more events than expected, infinity where everybody has the event.
func (s *sums) peak(expected []float64) float64 {
	n := s.all()
	switch {
	case s.slope(0, expected) <= 0:
		return 0
	case s.events >= n:
		return math.Inf(1)
	case len(expected) == 1: // q = (Y/(N−Y))·((1−p)/p)
		p := expected[0]
		return max(0, math.Log(s.events/(n-s.events))+math.Log((1-p)/p))
	}
	// The odds of the events over those of the smallest and of the largest chance lie on both sides of q.
	low, high := math.Inf(1), 0.0
	for i, x := range s.people {
		if x > 0 {
			theta := math.Log(s.events/(n-s.events)) + math.Log((1-expected[i])/expected[i])
			low, high = min(low, theta), max(high, theta)
		}
	}
	low = max(low, 0)
	for range 200 {
		middle := (low + high) / 2
		if high-low <= 1e-13*(1+high) || middle == low || middle == high {
			break
		}
		if s.slope(middle, expected) > 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// positive returns where the score exceeds the penalty. The score is concave in θ, so that Newton's steps from 0 rise to the lower end
// without passing it, and steps from beyond the upper end fall to that.
func (s *sums) positive(expected []float64, penalty float64) span {
	peak := s.peak(expected)
	if peak == 0 || s.at(peak, expected) <= penalty {
		return span{}
	}
	out := span{low: s.newton(0, expected, penalty), high: math.Inf(1)}
	if !math.IsInf(peak, 1) {
		beyond := 2*peak + 1
		for s.at(beyond, expected) >= penalty {
			beyond *= 2
		}
		out.high = s.newton(beyond, expected, penalty)
	}
	return out
}

func (s *sums) newton(theta float64, expected []float64, penalty float64) float64 {
	for range 200 {
		step := (s.at(theta, expected) - penalty) / s.slope(theta, expected)
		if math.IsNaN(step) || math.IsInf(step, 0) {
			break
		}
		theta -= step
		if math.Abs(step) <= 1e-12*(1+theta) {
			break
		}
	}
	return theta
}

func total(people []int64) int64 {
	var n int64
	for _, x := range people {
		n += x
	}
	return n
}

// turned returns the chances that the event does not happen.
func turned(expected []float64) []float64 {
	out := make([]float64, len(expected))
	for i, p := range expected {
		out[i] = 1 - p
	}
	return out
}
