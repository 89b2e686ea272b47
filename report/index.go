package report

import (
	"strings"

	"auditd/audit"
)

// index finds estimates by what they are about. It keeps the order of the audit.
type index struct {
	estimates map[string]*audit.Estimate   // metric, group, stratum
	perSet    map[string][]*audit.Estimate // metric, attributes, stratum
	beside    map[string][]*audit.Beside   // kind, metric, group, reference, stratum
}

func newIndex(a *audit.Audit) *index {
	x := &index{
		estimates: map[string]*audit.Estimate{},
		perSet:    map[string][]*audit.Estimate{},
		beside:    map[string][]*audit.Beside{},
	}
	for i := range a.Estimates {
		e := &a.Estimates[i]
		x.estimates[key(e.Metric, e.Group.Key(), e.Stratum.Key())] = e
		set := key(e.Metric, setKey(attributesOf(e.Group)), e.Stratum.Key())
		x.perSet[set] = append(x.perSet[set], e)
	}
	for i := range a.Beside {
		b := &a.Beside[i]
		k := key(b.Kind, b.Metric, b.Group.Key(), b.Reference.Key(), b.Stratum.Key())
		x.beside[k] = append(x.beside[k], b)
	}
	return x
}

func key(parts ...string) string { return strings.Join(parts, "\x00") }

func setKey(attributes []string) string { return strings.Join(attributes, "\x01") }

func (x *index) estimate(metric string, g audit.Group, s audit.Stratum) *audit.Estimate {
	return x.estimates[key(metric, g.Key(), s.Key())]
}

// set returns the estimates of one metric over one attribute set in one stratum.
func (x *index) set(metric string, attributes []string, s audit.Stratum) []*audit.Estimate {
	return x.perSet[key(metric, setKey(attributes), s.Key())]
}
