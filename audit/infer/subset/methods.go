package subset

import "auditd/audit/infer"

// Methods returns every method of this package in a fixed order.
func Methods() []infer.Method {
	return []infer.Method{
		{Name: "bernoulli_scan", Title: "score of the subset of people, of all unions of values, whose events depart farthest from what is expected", Source: "Zhang and Neill 2016, arXiv:1611.08292; McFowland, Speakman and Neill 2013, Journal of Machine Learning Research 14:1533"},
	}
}
