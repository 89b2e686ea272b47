package table

import "auditd/audit"

func evidence(a *audit.Audit) Table {
	type row struct {
		r     *audit.Repeated
		e     *audit.Evidence
		block *audit.EvidenceBlock
		k     int
	}
	var items []row
	if a.Repeated != nil {
		for i := range a.Repeated.Evidence {
			e := &a.Repeated.Evidence[i]
			for k := range e.Blocks {
				items = append(items, row{a.Repeated, e, &e.Blocks[k], k})
			}
		}
	}
	return build("evidence", "Evidence of all audits of the system, audit by audit", items, []field[row]{
		{"metric", Text, "Metric that is compared.", func(r *row) any { return text(r.e.Metric) }},
	}, groupFields(func(r *row) audit.Group { return r.e.Group }), namedGroup("reference", "Group it is compared with.", func(r *row) audit.Group { return r.e.Reference }), []field[row]{
		{"audits", Integer, "Number of audits, this one included.", func(r *row) any { return int64(r.r.Audits) }},
		{"inputs_json", Text, "SHA-256 of the files of all audits, a JSON array.", func(r *row) any { return list(r.r.Inputs) }},
		{"audit", Integer, "Which audit the counts are of, from 1.", func(r *row) any { return int64(r.k + 1) }},
		{"numerator", Integer, "People of the group in the numerator then.", func(r *row) any { return r.block.Of }},
		{"denominator", Integer, "People of the group in the denominator then.", func(r *row) any { return r.block.Out }},
		{"reference_numerator", Integer, "People of the reference in the numerator then.", func(r *row) any { return r.block.ReferenceOf }},
		{"reference_denominator", Integer, "People of the reference in the denominator then.", func(r *row) any { return r.block.ReferenceOut }},
		{"own", Number, "Own e-value of the last audit.", func(r *row) any { return real(r.e.Own) }},
		{"log_e", Number, "Logarithm of the evidence of all audits together.", func(r *row) any { return finite(r.e.LogE) }},
		{"e", Number, "Evidence of all audits together; no value where it is too large.", func(r *row) any { return real(r.e.E) }},
		{"p", Number, "The p-value that is valid at any time, 1 over the evidence.", func(r *row) any { return p(r.e.P) }},
		{"reached", Boolean, "True when the evidence alone reaches its limit.", func(r *row) any { return r.e.Reached }},
		{"shown", Boolean, "True when it survives the adjustment for all comparisons.", func(r *row) any { return r.e.Shown }},
		{"why", Text, "Key of the message that says why there is no evidence.", func(r *row) any { return text(r.e.Why) }},
	})
}
