package ranking

import "math"

// expect goes through the tops of a list and hands out the expectation of a value of the number of a group's members among the first
// `top` people over all ways to break ties at random: within a run of equal positions the number is hypergeometric. Only the tops that
// are wanted are looked at; nil wants all.
func (l List) expect(group int, wanted func(top int) bool, value func(top, count int) float64, add func(top int, expected float64)) {
	at, before := 0, 0
	for _, run := range l.runs() {
		members := 0
		for _, g := range l.Groups[at : at+run] {
			if g == group {
				members++
			}
		}
		for drawn := 1; drawn <= run; drawn++ {
			top := at + drawn
			if wanted != nil && !wanted(top) {
				continue
			}
			least, most := max(0, drawn-(run-members)), min(drawn, members)
			if least == most {
				add(top, value(top, before+least))
				continue
			}
			sum := 0.0
			hypergeometric(run, members, drawn, func(x int, mass float64) { sum += float64(mass * value(top, before+x)) })
			add(top, sum)
		}
		at, before = at+run, before+members
	}
}

// hypergeometric hands out the numbers of members among the drawn with their probabilities, outwards from the likeliest one until a
// probability no longer counts.
func hypergeometric(people, members, drawn int, use func(x int, mass float64)) {
	least, most := max(0, drawn-(people-members)), min(drawn, members)
	mode := min(most, max(least, int(float64(drawn+1)*float64(members+1)/float64(people+2))))
	first := math.Exp(logChoose(members, mode) + logChoose(people-members, drawn-mode) - logChoose(people, drawn))
	use(mode, first)
	mass := first
	for x := mode + 1; x <= most && mass > 1e-18; x++ {
		mass *= float64(members-x+1) / float64(x) * float64(drawn-x+1) / float64(people-members-drawn+x)
		use(x, mass)
	}
	mass = first
	for x := mode - 1; x >= least && mass > 1e-18; x-- {
		mass *= float64(x+1) / float64(members-x) * float64(people-members-drawn+x+1) / float64(drawn-x)
		use(x, mass)
	}
}

func logChoose(n, k int) float64 {
	all, _ := math.Lgamma(float64(n) + 1)
	in, _ := math.Lgamma(float64(k) + 1)
	out, _ := math.Lgamma(float64(n-k) + 1)
	return all - in - out
}
