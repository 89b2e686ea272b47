package strata

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"auditd/audit/infer"
)

// An Item is one value of one attribute, both by number.
type Item struct {
	Attribute, Value int
}

// An Itemset describes a subgroup: items of different attributes, in the order of the attributes. The empty one is everybody.
type Itemset []Item

// A Subgroup is an itemset with its divergence.
type Subgroup struct {
	Items      Itemset
	Divergence float64
}

// key is a map key; attributes and values are numbers, so no separator can occur in them.
func (s Itemset) key() string {
	var b strings.Builder
	for _, i := range s {
		fmt.Fprintf(&b, "%d=%d ", i.Attribute, i.Value)
	}
	return b.String()
}

// without returns the itemset less its k-th item.
func (s Itemset) without(k int) Itemset { return slices.Delete(slices.Clone(s), k, k+1) }

func (s Itemset) sorted() Itemset {
	c := slices.Clone(s)
	slices.SortFunc(c, func(a, b Item) int { return cmp.Compare(a.Attribute, b.Attribute) })
	return c
}

// subset returns the items whose bits are set.
func (s Itemset) subset(set int) Itemset {
	var c Itemset
	for k, i := range s {
		if set&(1<<k) != 0 {
			c = append(c, i)
		}
	}
	return c
}

// LocalShapley divides the divergence of an itemset among its items. tally counts the people of any subset of them, and the
// empty one all people. A subset to whom the rate does not apply leaves everything undefined. Pastor, de Alfaro and Baralis
// 2021, definition 4.1; methods 10.1.
func LocalShapley(items Itemset, tally func(Itemset) Tally) ([]float64, infer.Why) {
	all := tally(nil)
	shares, ok := Shapley(len(items), func(set int) (float64, bool) {
		t := tally(items.subset(set))
		if t.people() <= 0 || all.people() <= 0 {
			return 0, false
		}
		return t.rate() - all.rate(), true
	})
	if !ok {
		return nil, infer.WhyUndefinedPart
	}
	return shares, infer.Defined
}

// GlobalShapley returns what an itemset contributes to divergence over all subgroups that were mined: its contribution to every
// subgroup that it can join, over all orders of attributes and on average over the values of the others. cardinalities holds
// the number of values of every attribute. Subgroups that are not listed, because their support is too small, contribute
// nothing. Over all items, when every subgroup is listed, the contributions add up to the mean divergence of the subgroups that
// fix all attributes. Pastor, de Alfaro and Baralis 2021, definition 4.3; methods 10.1.
func GlobalShapley(items Itemset, mined []Subgroup, cardinalities []int) (float64, infer.Why) {
	own := map[int]bool{}
	for _, i := range items {
		if i.Attribute < 0 || i.Attribute >= len(cardinalities) || own[i.Attribute] {
			return 0, infer.WhyNotComputable
		}
		own[i.Attribute] = true
	}
	if len(items) == 0 {
		return 0, infer.WhyNotComputable
	}
	divergence := map[string]float64{"": 0}
	for _, s := range mined {
		for _, i := range s.Items {
			if i.Attribute < 0 || i.Attribute >= len(cardinalities) || cardinalities[i.Attribute] < 1 {
				return 0, infer.WhyNotComputable
			}
		}
		divergence[s.Items.sorted().key()] = s.Divergence
	}
	total := 0.0
	for _, s := range mined {
		rest, ok := s.Items.sorted().less(items)
		if !ok {
			continue
		}
		before, ok := divergence[rest.key()]
		if !ok {
			continue
		}
		total += globalWeight(rest, items, cardinalities) * (s.Divergence - before)
	}
	return total, infer.Defined
}

// less returns the items that are not in part, false unless all of part is in the itemset.
func (s Itemset) less(part Itemset) (Itemset, bool) {
	var rest Itemset
	found := 0
	for _, i := range s {
		if slices.Contains(part, i) {
			found++
		} else {
			rest = append(rest, i)
		}
	}
	return rest, found == len(part)
}

// globalWeight is |B|!(|A|−|B|−|I|)!/(|A|!·∏m), the product over the attributes of B and I.
func globalWeight(rest, items Itemset, cardinalities []int) float64 {
	logFactorial := func(n int) float64 {
		l, _ := math.Lgamma(float64(n) + 1)
		return l
	}
	a, b, i := len(cardinalities), len(rest), len(items)
	w := logFactorial(b) + logFactorial(a-b-i) - logFactorial(a)
	for _, list := range []Itemset{rest, items} {
		for _, item := range list {
			w -= math.Log(float64(cardinalities[item.Attribute]))
		}
	}
	return math.Exp(w)
}

// Prune leaves out every subgroup that one of its items hardly changes: dropping the item moves the divergence by less than
// epsilon. What is left is as general as the finding allows. A subgroup whose more general neighbour was not mined is kept;
// the divergence of everybody is 0. Pastor, de Alfaro and Baralis 2021, section 5; methods 10.1 and 10.5.
func Prune(mined []Subgroup, epsilon float64) []Subgroup {
	return filter(mined, func(s Subgroup, general float64) bool { return math.Abs(s.Divergence-general) < epsilon })
}

// filter leaves out the subgroups for which the predicate holds with the divergence of one more general neighbour.
func filter(mined []Subgroup, drop func(s Subgroup, general float64) bool) []Subgroup {
	divergence := map[string]float64{"": 0}
	for _, s := range mined {
		divergence[s.Items.sorted().key()] = s.Divergence
	}
	var kept []Subgroup
	for _, s := range mined {
		items := s.Items.sorted()
		redundant := false
		for k := range items {
			general, ok := divergence[items.without(k).key()]
			redundant = redundant || ok && drop(s, general)
		}
		if !redundant {
			kept = append(kept, s)
		}
	}
	return kept
}

// A Corrective is an item that brings a subgroup closer to everybody.
type Corrective struct {
	Subgroup Itemset // with the item
	Item     Item
	Factor   float64 // divergence without the item minus with it, both without sign: above 0
}

// Correctives returns every item that makes the divergence of a mined subgroup smaller in size, in the order of the subgroups.
// Pastor, de Alfaro and Baralis 2021, definition 4.2; methods 10.1.
func Correctives(mined []Subgroup) []Corrective {
	divergence := map[string]float64{"": 0}
	for _, s := range mined {
		divergence[s.Items.sorted().key()] = s.Divergence
	}
	var found []Corrective
	for _, s := range mined {
		items := s.Items.sorted()
		for k, item := range items {
			general, ok := divergence[items.without(k).key()]
			if factor := math.Abs(general) - math.Abs(s.Divergence); ok && factor > 0 {
				found = append(found, Corrective{Subgroup: items, Item: item, Factor: factor})
			}
		}
	}
	return found
}

// LeastSupport returns the fewest people that a subgroup must have to be mined: 30, or half a percent of n if that is more.
// Methods 10.5, declared before the search.
func LeastSupport(n int64) int64 { return max(30, (n+199)/200) }
