package report

import "auditd/audit"

// furtherMethods names the methods that the further analyses used.
func (b *builder) furtherMethods(use func(prefix, name string), interval func(*audit.Interval), test func(*audit.Test)) {
	b.conditionalMethods(use, interval, test)
	b.stageMethods(use, interval, test)
	b.weightingMethods(use)
	if b.a.Repeated != nil {
		use("method.", "e_process")
	}
	b.designMethods(interval, test)
	b.smallGroupMethods(use, interval, test)
	b.itemMethods(interval, test)
	b.consistencyMethods(use, interval)
	b.concentrationMethods(use, interval)
	b.subsetScanMethods(use, interval, test)
	if s := b.a.Subgroups; s != nil {
		use("method.", "subgroups")
		use("method.", "subgroup_"+s.Control)
		for i := range s.Metrics {
			for k := range s.Metrics[i].Tested {
				interval(s.Metrics[i].Tested[k].Comparison.Interval)
				test(s.Metrics[i].Tested[k].Comparison.Test)
			}
		}
	}
	if p := b.a.Proxies; p != nil {
		use("method.", "proxies")
		for i := range p.Attributes {
			for k := range p.Attributes[i].Features {
				f := &p.Attributes[i].Features[k]
				interval(f.Interval)
				interval(f.AUCInterval)
				test(f.Test)
				if f.Use != nil {
					test(f.Use.Test)
				}
			}
		}
	}
	b.rankingMethods(use, interval, test)
	b.classMethods(use, interval, test)
	if len(b.a.Inequality) > 0 {
		use("method.", "inequality")
	}
	if b.a.Scan != nil {
		use("method.", "scan")
		for i := range b.a.Scan.Clusters {
			interval(b.a.Scan.Clusters[i].Comparison.Interval)
			test(b.a.Scan.Clusters[i].Comparison.Test)
		}
	}
	if m := b.a.Missingness; m != nil {
		use("method.", "missingness")
		for i := range m.Gaps {
			interval(m.Gaps[i].Comparison.Interval)
			test(m.Gaps[i].Comparison.Test)
		}
		if len(m.Corrected) > 0 {
			use("method.", "rogan_gladen")
		}
	}
	if s := b.a.Scores; s != nil {
		use("method.", "threshold_sweep")
		for i := range s.Attributes {
			for k := range s.Attributes[i].Groups {
				measuresUsed(s.Attributes[i].Groups[k].Measures, interval, test)
			}
			for k := range s.Attributes[i].Pairs {
				measuresUsed(s.Attributes[i].Pairs[k].Measures, interval, test)
			}
		}
	}
}

// measuresUsed names the methods of some measures of scores.
func measuresUsed(list []audit.ScoreMeasure, interval func(*audit.Interval), test func(*audit.Test)) {
	for i := range list {
		interval(list[i].Interval)
		test(list[i].Test)
	}
}
