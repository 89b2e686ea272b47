package proxies

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/association"
	"auditd/audit/infer/score"
	"auditd/audit/metric"
)

// better predicts a group by naive Bayes and by logistic regression and keeps what ranks people better. Group is a position in f.groups.
func (s *study) better(p *audit.JointProxy, f *fit, group int) {
	tries := []struct {
		name string
		list []scored
	}{{"naive_bayes", f.scores(group, f.every())}}
	list, ok := f.logistic(group)
	if p.LogisticLeftOut = !ok; ok {
		tries = append(tries, struct {
			name string
			list []scored
		}{"logistic", list})
	}
	best := -1.0
	for _, try := range tries {
		h := histogram(try.list)
		if a := area(h); a <= best {
			continue
		}
		auc, w := score.NewAUC(h, s.in.Terms.Confidence)
		if w != infer.Defined {
			p.Status, p.Why = why(w)
			continue
		}
		best = auc.Value
		interval := auc.Interval
		p.AUC, p.Interval, p.Classifier, p.Status, p.Why = audit.Ptr(auc.Value), &interval, try.name, audit.StatusOK, ""
	}
	for _, try := range tries { // the certificate rests on the least error that is known, whoever makes it
		if e, interval := balancedError(try.list, 0, s.in.Terms.Confidence); p.BalancedError == nil || e < float64(*p.BalancedError) {
			p.BalancedError, p.ErrorInterval = audit.Ptr(math.Min(e, .5)), &interval
		}
	}
}

// certify holds the error of telling a group against what a decision with its selection rate would need to have a disparate impact. The
// lower limit of the error has to exceed the bound: chance must not hand out certificates.
func certify(p *audit.JointProxy, c audit.Counts, favourable bool) {
	name := "favourable_rate"
	if favourable {
		name = "selection_rate"
	}
	m, _ := metric.Get(name)
	r := m.RateOf(c, favourable)
	if r.Out.N == 0 || p.BalancedError == nil {
		return
	}
	beta := float64(r.Of.N) / float64(r.Out.N)
	x, w := association.FeldmanCertificate(beta, min(.5, p.ErrorInterval.Lower))
	if w != infer.Defined {
		return
	}
	p.SelectionRate, p.Bound, p.Certified = audit.Ptr(beta), audit.Ptr(x.Bound), x.Holds
}
