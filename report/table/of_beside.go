package table

import "auditd/audit"

func beside(a *audit.Audit) Table {
	type said = audit.Beside
	return build("beside", "What further methods say of the same counts; they judge nothing", a.Beside, []field[said]{
		{"metric", Text, "Rate that the method speaks of.", func(b *said) any { return text(b.Metric) }},
		{"kind", Text, "What it speaks of: rate, or the ratio or difference of two.", func(b *said) any { return text(b.Kind) }},
		{"against", Text, "What the group is compared with: reference or complement; no value of a rate.", func(b *said) any { return text(b.Against) }},
	}, groupFields(func(b *said) audit.Group { return b.Group }),
		namedGroup("reference", "Group it is compared with; no value of a rate, or when it is everybody else.", func(b *said) audit.Group { return b.Reference }),
		namedGroup("stratum", "Values that are held fixed; no value means none.", func(b *said) audit.Group { return b.Stratum }), []field[said]{
			{"method", Text, "Name of the method, as in the plan.", func(b *said) any { return text(b.Method) }},
		}, intervalFields(func(b *said) *audit.Interval { return b.Interval }), []field[said]{
			{"statistic", Number, "Statistic of the test; no value of an interval, or of an exact test without one.", func(b *said) any { return real(b.Statistic) }},
			{"p", Number, "The p-value of the test, two-sided, not adjusted for other tests; no value of an interval.", func(b *said) any {
				if b.P == nil {
					return nil
				}
				return p(*b.P)
			}},
			{"why", Text, "Key of the message that says why the method says nothing of these counts.", func(b *said) any { return text(b.Why) }},
		})
}
