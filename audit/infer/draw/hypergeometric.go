package draw

import "math/rand/v2"

// Hypergeometric returns how many of n people drawn without putting back are among the marked, of whom there are marked out of
// people; numbers out of range are moved into it. Up to 64 draws it draws them one at a time. Beyond, it inverts outwards from
// the mode, so that the work grows with the standard deviation of the count, at most with half the root of n.
func Hypergeometric(r *rand.Rand, people, marked, n int64) int64 {
	people = max(people, 0)
	marked, n = min(max(marked, 0), people), min(max(n, 0), people)
	switch { // by symmetry, draw the smaller part of the smaller kind
	case n > people-n:
		return marked - Hypergeometric(r, people, marked, people-n)
	case marked > people-marked:
		return n - Hypergeometric(r, people, people-marked, n)
	case marked < n:
		return Hypergeometric(r, people, n, marked)
	}
	if n <= 64 {
		return drawOneByOne(r, people, marked, n)
	}
	return invertHypergeometric(r, float64(people), float64(marked), float64(n))
}

func drawOneByOne(r *rand.Rand, people, marked, n int64) int64 {
	found := int64(0)
	for range n {
		if r.Int64N(people) < marked {
			found++
			marked--
		}
		people--
	}
	return found
}

// invertHypergeometric uses up a uniform number from the mode outwards, both sides in turn.
func invertHypergeometric(r *rand.Rand, people, marked, n float64) int64 {
	mode := float64(int64((n + 1) * ((marked + 1) / (people + 2))))
	atMode := portableExp(-hypergeometricLogMass(mode, people, marked, n))
	for {
		u := r.Float64()
		if u -= atMode; u < 0 {
			return int64(mode)
		}
		up, down := mode, mode
		massUp, massDown := atMode, atMode
		for massUp > 0 || massDown > 0 {
			if massUp > 0 {
				massUp = float64(massUp * ((marked - up) / (up + 1) * ((n - up) / (people - marked - n + up + 1))))
				up++
				if u -= massUp; u < 0 {
					return int64(up)
				}
			}
			if massDown > 0 {
				massDown = float64(massDown * (down / (marked - down + 1) * ((people - marked - n + down) / (n - down + 1))))
				down--
				if u -= massDown; u < 0 {
					return int64(down)
				}
			}
		}
	}
}

// hypergeometricLogMass is the log probability of x, as Poisson masses of the four cells at their expected counts over those of
// the margins, which cancel no large numbers. All margins are positive.
func hypergeometricLogMass(x, people, marked, n float64) float64 {
	share := n / people
	cells := poissonLogMass(x, float64(marked*share)) + poissonLogMass(n-x, float64((people-marked)*share)) +
		poissonLogMass(marked-x, float64(marked*(1-share))) + poissonLogMass(people-marked-n+x, float64((people-marked)*(1-share)))
	rows := poissonLogMass(n, n) + poissonLogMass(people-n, people-n)
	columns := poissonLogMass(marked, marked) + poissonLogMass(people-marked, people-marked)
	return cells - rows - columns + poissonLogMass(people, people)
}

// Split deals the people of two groups out again at random, category by category: first and second get as many people as a and
// b have in all, and every category keeps its sum. It is the permutation of group labels, drawn by categories. All four lists
// are equally long.
func Split(r *rand.Rand, a, b, first, second []int64) {
	left, want := int64(0), int64(0)
	for k := range a {
		left += a[k] + b[k]
		want += a[k]
	}
	for k := range a {
		category := a[k] + b[k]
		first[k] = Hypergeometric(r, left, category, want)
		second[k] = category - first[k]
		left -= category
		want -= first[k]
	}
}
