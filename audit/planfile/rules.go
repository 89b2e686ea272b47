package planfile

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"auditd/audit"
	"auditd/audit/rule"
)

// rules reads the list of rules: a name, or an object with the name and the parameters of that rule.
func (r *reader) rules(n *yaml.Node) []audit.RuleChoice {
	if n == nil {
		return rule.Default()
	}
	var out []audit.RuleChoice
	seen := map[string]bool{}
	for i, c := range r.items(n, "rules") {
		choice := audit.RuleChoice{}
		if c.Kind == yaml.ScalarNode {
			choice.Name = r.scalar(c, "rules")
			if _, ok := r.rule(c, choice.Name); !ok {
				continue
			}
		} else {
			m := r.mapping(c, fmt.Sprintf("rules[%d]", i+1))
			choice.Name = m.required("name", "name the rule")
			known, ok := r.rule(c, choice.Name)
			if !ok {
				continue
			}
			for _, p := range known.Parameters {
				if m.value[p.Name] == nil {
					m.known = append(m.known, p.Name)
					continue
				}
				if choice.Parameters == nil {
					choice.Parameters = map[string]float64{}
				}
				choice.Parameters[p.Name] = m.number(p.Name, p.Default, p.Low, p.High)
			}
			m.done()
		}
		if seen[choice.Name] {
			r.fail(c, "keep it once", "the rule %s is listed twice", audit.Quote(choice.Name))
			continue
		}
		seen[choice.Name] = true
		out = append(out, choice)
	}
	return out
}

func (r *reader) rule(n *yaml.Node, name string) (rule.Rule, bool) {
	known, ok := rule.Get(name)
	if !ok && (name != "" || n.Kind == yaml.ScalarNode) { // an object without a name was told of
		remedy := "known rules: " + strings.Join(rule.Names(), ", ")
		if near := audit.Nearest(name, rule.Names()); near != "" {
			remedy = fmt.Sprintf("did you mean %q?", near)
		}
		r.fail(n, remedy, "unknown rule %s", audit.Quote(name))
	}
	return known, ok
}
