package ranking

import (
	"slices"

	"auditd/audit/infer"
)

// methods is the registry, in the order in which it is shown.
var methods = []infer.Method{
	{Name: "exposure", Title: "attention that positions give to groups, by itself and for their relevance", Source: "Singh and Joachims 2018, KDD"},
	{Name: "skew", Title: "share of a top against the wanted share", Source: "Geyik, Ambler and Kenthapadi 2019, KDD"},
	{Name: "ndkl", Title: "divergence of all tops from wanted shares", Source: "Geyik, Ambler and Kenthapadi 2019, KDD"},
	{Name: "infeasible_index", Title: "tops with fewer members than wanted", Source: "Geyik, Ambler and Kenthapadi 2019, KDD"},
	{Name: "rnd", Title: "difference of tops from the whole, over the worst possible", Source: "Yang and Stoyanovich 2017, SSDBM"},
	{Name: "fair", Title: "test of a group's representation in every top, with its exact size", Source: "Zehlike et al. 2017, CIKM"},
	{Name: "fair_pool", Title: "exact test that a list is as short of a group in its tops as a random order of the same people", Source: "Zehlike et al. 2017, CIKM, with hypergeometric counts"},
	{Name: "fair_target", Title: "exact test that a list is as short of a group in its tops as drawing at a target share", Source: "Zehlike et al. 2017, CIKM"},
	{Name: "impact_ratio", Title: "clicks of one group over those of another, by themselves and for their relevance", Source: "Singh and Joachims 2018, KDD"},
}

// Methods returns every method of this package in a fixed order.
func Methods() []infer.Method { return slices.Clone(methods) }
