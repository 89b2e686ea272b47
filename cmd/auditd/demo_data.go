package main

import (
	"fmt"
	"strings"
)

const berkeleyPlan = `version: 1
title: Graduate admissions at Berkeley, autumn 1973
system: {name: Graduate admissions, department: six largest departments, purpose: admission}
columns:
  attributes: [gender]
  decision: {column: admitted, selected: ["yes"], not_selected: ["no"], favourable: true}
  strata: [department]
reference: {gender: men}
rules: [four_fifths, parity_tolerance]
`

// berkeleyCSV writes one row a person from the counts of applicants to the six largest departments at Berkeley in 1973, admitted and
// rejected: men, then women (the data set UCBAdmissions of R; Bickel, Hammel, O'Connell, Science 187, 1975).
func berkeleyCSV() string {
	counts := []struct {
		department string
		n          [4]int
	}{
		{"A", [4]int{512, 313, 89, 19}},
		{"B", [4]int{353, 207, 17, 8}},
		{"C", [4]int{120, 205, 202, 391}},
		{"D", [4]int{138, 279, 131, 244}},
		{"E", [4]int{53, 138, 94, 299}},
		{"F", [4]int{22, 351, 24, 317}},
	}
	var b strings.Builder
	b.WriteString("gender,department,admitted\n")
	for _, c := range counts {
		for i, row := range []string{"men,%s,yes\n", "men,%s,no\n", "women,%s,yes\n", "women,%s,no\n"} {
			b.WriteString(strings.Repeat(fmt.Sprintf(row, c.department), c.n[i]))
		}
	}
	return b.String()
}

const assistancePlan = `version: 1
title: Assistance screening
system: {name: Assistance screening, department: Department of Civil Affairs (invented), purpose: Decide which applications are approved without a visit}
columns:
  attributes: [sex, residence]
  decision: {column: approved, selected: ["1"], not_selected: ["0"], favourable: true}
intersections: 2
rules: [four_fifths, parity_tolerance]
`

// assistanceCSV writes invented applications: of every 20 of a group, the given number is approved. Rural applicants are approved
// less often, men and women alike.
func assistanceCSV(times int) string {
	var b strings.Builder
	b.WriteString("sex,residence,approved\n")
	for _, g := range []struct {
		sex, residence string
		approved       int
	}{{"女", "城镇", 13}, {"男", "城镇", 12}, {"女", "乡村", 8}, {"男", "乡村", 8}} {
		for i := range 20 * times {
			approved := 0
			if i%20 < g.approved {
				approved = 1
			}
			fmt.Fprintf(&b, "%s,%s,%d\n", g.sex, g.residence, approved)
		}
	}
	return b.String()
}

// phoneCSV writes applications with a column of telephone numbers that nobody declared. The numbers are counted up from one that no
// operator gives out.
func phoneCSV() string {
	lines := strings.Split(strings.TrimSpace(assistanceCSV(5)), "\n")
	lines[0] += ",联系电话"
	for i := range lines[1:] {
		lines[i+1] += fmt.Sprintf(",13900000%03d", i)
	}
	return strings.Join(lines, "\n") + "\n"
}
