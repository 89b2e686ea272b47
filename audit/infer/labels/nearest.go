package labels

import "slices"

// A ring is the people at one distance, decided 0 and 1.
type ring struct {
	distance int64
	n        [2]int64
}

// A nearest keeps the rings, from the nearest on, that together hold as many people as are needed, and no ring more.
type nearest struct {
	rings  []ring
	people int64
}

// add adds people at a distance, and lets go of the rings that are no longer needed.
func (x *nearest) add(distance int64, n [2]int64, need int64) {
	end := len(x.rings)
	if x.people >= need && distance > x.rings[end-1].distance {
		return
	}
	at, there := slices.BinarySearchFunc(x.rings, distance, func(r ring, d int64) int {
		switch {
		case r.distance < d:
			return -1
		case r.distance > d:
			return 1
		}
		return 0
	})
	if !there {
		x.rings = slices.Insert(x.rings, at, ring{distance: distance})
	}
	x.rings[at].n[0] += n[0]
	x.rings[at].n[1] += n[1]
	x.people += n[0] + n[1]
	for {
		farthest := x.rings[len(x.rings)-1]
		people := farthest.n[0] + farthest.n[1]
		if x.people-people < need {
			return
		}
		x.rings, x.people = x.rings[:len(x.rings)-1], x.people-people
	}
}
