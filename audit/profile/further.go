package profile

import (
	"fmt"
	"strings"
)

// further proposes, as comments, what further analyses need: a date, columns that are not protected, and what can be asked for with them. A
// person takes the comment away where the guess is right.
func (p *Profile) further(w func(string, ...any)) {
	var dates, features []string
	for i := range p.Columns {
		c := &p.Columns[i]
		switch {
		case c.Role != "" || c.Personal != "" || c.Distinct < 2:
		case c.Type == "date" && !hasWord(c.Name, birthHints):
			dates = append(dates, yamlText(c.Name))
		case numbers(c) || !c.More && c.Distinct <= maxGroups:
			features = append(features, feature(c))
		}
	}
	if len(dates) > 0 {
		w("  # Its values are dates; with the date of the decision, rates are followed over time.%s", also(dates[1:]))
		w("  # period: {column: %s, by: quarter}", dates[0])
	}
	if len(features) > 0 {
		w("  # Columns that are not protected are searched for proxies of the attributes, for gaps and, when asked for, for subgroups.")
		w("  # features: [%s]", strings.Join(features, ", "))
	}
}

// analyses proposes what is done only when it is asked for.
func (p *Profile) analyses(w func(string, ...any)) {
	asked := []string{"subgroups: true"}
	if len(p.byRole(RoleDecision)) > 0 && len(p.byRole(RoleLabel)) > 0 {
		asked = append(asked, "inequality: true")
	}
	if len(p.byRole(RoleWeight)) == 0 {
		asked = append(asked, "small_groups: true")
	}
	w("# analyses: {%s}  # costs more; done only when asked for", strings.Join(asked, ", "))
}

func also(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return " Others are " + strings.Join(names, ", ") + "."
}

// numbers reports whether a column holds so many numbers that they are to be cut into bins.
func numbers(c *Column) bool {
	_, ok := breaks(c)
	return ok
}

// feature proposes one column, with breaks for numbers.
func feature(c *Column) string {
	if b, ok := breaks(c); ok {
		return fmt.Sprintf("{column: %s, breaks: [%s]}", yamlText(c.Name), b)
	}
	return yamlText(c.Name)
}
