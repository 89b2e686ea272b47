package lattice

import (
	"math/bits"
	"slices"
)

// A plan's bounds, in numbers of patterns and of steps of the search, so that it is the same on every machine.
const (
	mostDeficits    = 4096             // patterns that one plan fills; above that the level is lowered
	collectionSteps = int64(2_000_000) // values tried for best combinations; then the first that is found is taken
	existenceSteps  = int64(200_000)   // values tried for whether a pattern can exist at all
)

// Exists says whether the values of a combination's attributes 0 to i can go together in one person, as far as attribute i has to do
// with it; those behind are not chosen yet. Asked for each i in turn, it leaves only combinations that can exist. It is not asked
// for attributes without values, which a combination leaves open.
type Exists func(i int, combination Pattern) bool

// A Plan is which records to add so that every pattern of at most its level reaches the threshold.
type Plan struct {
	Level        int         // the level asked for, or a lower one where that has too many patterns to fill
	Steps        []Uncovered // combinations of all attributes that have values, with the number of records to add
	Unattainable []Uncovered // the most general patterns that no combination that can exist would fill
	Bounded      bool        // the search was cut short: the steps fill what they say, fewer might have done
	Partial      bool        // the search ended without a combination that can exist: the steps do not fill everything
}

// Collect makes the plan for a level by the greedy algorithm for covering each pattern as often as it lacks records: always the
// combination that can exist and matches the most patterns still short, as often as the one that lacks the fewest (Asudeh et al.
// 2019, section IV; greedy bound: Chvátal 1979, ln + 1 of the best). The search must be complete up to that level.
//
// It suffices to fill the patterns of exactly that level: whoever is added to one is added to every more general one.
func Collect(l *Lattice, s Search, exists Exists, threshold int64, level int) Plan {
	p := Plan{Level: min(level, l.Deepest())}
	short, ok := uncoveredAt(l, s, p.Level)
	for !ok {
		p.Level--
		short, ok = uncoveredAt(l, s, p.Level)
	}
	g := newGreedy(l, exists, short, threshold)
	g.run()
	p.Steps, p.Bounded, p.Partial = g.steps, g.exhausted, g.stopped
	if !p.Partial {
		p.Unattainable = mostGeneral(l, s, exists, g.left(), threshold)
	}
	return p
}

// Deepest returns the greatest level that has patterns: an attribute of which no value is known cannot be fixed.
func (l *Lattice) Deepest() int {
	n := 0
	for _, d := range l.Dims {
		if len(d.Values) > 0 {
			n++
		}
	}
	return n
}

// uncoveredAt returns the uncovered patterns of exactly a level, by fixing further attributes of the maximal ones. It gives up when
// there are more than a plan can fill.
func uncoveredAt(l *Lattice, s Search, level int) (found []Uncovered, ok bool) {
	if level == 0 {
		return nil, true // the root is filled by whatever fills a level; alone it names nobody to look for
	}
	seen := map[string]bool{}
	p := l.Root()
	// Fixing attributes in every order would visit a pattern many times; from one maximal pattern, left to right is enough.
	var extend func(i, fixed int) bool
	extend = func(i, fixed int) bool {
		if fixed == level {
			if k := p.Key(); !seen[k] {
				seen[k] = true
				found = append(found, Uncovered{slices.Clone(p), s.Counter.Count(p)})
			}
			return len(found) <= mostDeficits
		}
		for j := i; j < len(p); j++ {
			if p[j] != Wildcard {
				continue
			}
			for v := range l.Dims[j].Values {
				p[j] = int32(v)
				if !extend(j+1, fixed+1) {
					return false
				}
			}
			p[j] = Wildcard
		}
		return true
	}
	for _, u := range s.Maximal {
		if u.Pattern.Level() > level {
			break // sorted by level
		}
		copy(p, u.Pattern)
		if !extend(0, u.Pattern.Level()) {
			return nil, false
		}
	}
	slices.SortFunc(found, func(a, b Uncovered) int { return comparePatterns(a.Pattern, b.Pattern) })
	return found, true
}

// A greedy is a plan in the making. A bitset has one bit for each pattern.
type greedy struct {
	lattice  *Lattice
	exists   Exists
	patterns []Uncovered
	lacking  []int64 // records that each pattern still lacks
	open     []uint64
	matches  [][][]uint64 // by attribute and value: the patterns that a record with the value can match
	steps    []Uncovered  // combinations and the number of records to add
	at       map[string]int

	tried     int64 // values tried so far
	exhausted bool  // some search ended at its bound, with a good combination if not the best
	stopped   bool  // no combination was found within the bound

	here, best Pattern
	sets       [][]uint64 // by depth, the open patterns that the values so far match
	most       int
}

func newGreedy(l *Lattice, exists Exists, short []Uncovered, threshold int64) *greedy {
	words := (len(short) + 63) / 64
	g := &greedy{
		lattice: l, exists: exists, patterns: short, at: map[string]int{}, open: make([]uint64, words),
		lacking: make([]int64, len(short)), here: l.Root(), best: l.Root(), sets: make([][]uint64, len(l.Dims)+1),
	}
	for i := range g.sets {
		g.sets[i] = make([]uint64, words)
	}
	for i, d := range l.Dims {
		g.matches = append(g.matches, make([][]uint64, len(d.Values)))
		for v := range d.Values {
			set := make([]uint64, words)
			for k, u := range short {
				if u.Pattern[i] == Wildcard || u.Pattern[i] == int32(v) {
					set[k/64] |= 1 << (k % 64)
				}
			}
			g.matches[i][v] = set
		}
	}
	for k, u := range short {
		g.lacking[k] = threshold - u.Count
		g.open[k/64] |= 1 << (k % 64)
	}
	return g
}

// run adds combinations until none matches a pattern that is short.
func (g *greedy) run() {
	for size(g.open) > 0 {
		copy(g.sets[0], g.open)
		g.most = 0
		g.search(0)
		if g.most == 0 {
			g.stopped = g.exhausted
			return
		}
		g.take()
	}
}

// take adds the best combination as often as the least short of the patterns it matches needs it.
func (g *greedy) take() {
	var hit []int
	records := int64(0)
	for k := range g.patterns {
		if g.lacking[k] > 0 && matches(g.patterns[k].Pattern, g.best) {
			if len(hit) == 0 || g.lacking[k] < records {
				records = g.lacking[k]
			}
			hit = append(hit, k)
		}
	}
	for _, k := range hit {
		if g.lacking[k] -= records; g.lacking[k] == 0 {
			g.open[k/64] &^= 1 << (k % 64)
		}
	}
	key := g.best.Key()
	i, ok := g.at[key]
	if !ok {
		i = len(g.steps)
		g.at[key] = i
		g.steps = append(g.steps, Uncovered{Pattern: slices.Clone(g.best)})
	}
	g.steps[i].Count += records
}

// matches reports whether a combination is one of those that the pattern means.
func matches(p, combination Pattern) bool {
	for i, v := range p {
		if v != Wildcard && v != combination[i] {
			return false
		}
	}
	return true
}

// search looks for the combination that matches the most open patterns, by branch and bound over the attributes: values that match
// more come first, and what cannot beat the best so far is left. Of equals the first found stands.
func (g *greedy) search(i int) {
	if i == len(g.here) {
		if n := size(g.sets[i]); n > g.most {
			g.most = n
			copy(g.best, g.here)
		}
		return
	}
	if len(g.matches[i]) == 0 {
		// Of this attribute no value is known, so that none can be asked for.
		copy(g.sets[i+1], g.sets[i])
		g.search(i + 1)
		return
	}
	type choice struct{ value, hits int }
	choices := make([]choice, 0, len(g.matches[i]))
	for v, set := range g.matches[i] {
		if n := common(g.sets[i], set); n > g.most {
			choices = append(choices, choice{v, n})
		}
	}
	slices.SortStableFunc(choices, func(a, b choice) int { return b.hits - a.hits })
	for _, c := range choices {
		if c.hits <= g.most {
			return // sorted: the others match no more
		}
		g.tried++
		// Once the bound is reached, each search is content with its first combination; without any it goes on a while, for one.
		if g.tried > collectionSteps && (g.most > 0 || g.tried > 2*collectionSteps) {
			g.exhausted = true
			return
		}
		g.here[i] = int32(c.value)
		if !g.exists(i, g.here) {
			continue
		}
		for w := range g.sets[i] {
			g.sets[i+1][w] = g.sets[i][w] & g.matches[i][c.value][w]
		}
		g.search(i + 1)
	}
	g.here[i] = Wildcard
}

// left returns the patterns that no combination would fill.
func (g *greedy) left() []Uncovered {
	var left []Uncovered
	for k, n := range g.lacking {
		if n > 0 {
			left = append(left, g.patterns[k])
		}
	}
	return left
}

func size(set []uint64) int {
	n := 0
	for _, w := range set {
		n += bits.OnesCount64(w)
	}
	return n
}

func common(a, b []uint64) int {
	n := 0
	for w := range a {
		n += bits.OnesCount64(a[w] & b[w])
	}
	return n
}
