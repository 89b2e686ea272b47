package classes

import (
	"slices"

	"auditd/audit"
)

// counted is how many people of every group get every class.
type counted struct {
	names    []string // of the classes
	labelled bool     // the plan names the true class
	groups   map[string]*counts
}

// counts are those of one group.
type counts struct {
	n       []int64   // by class, whether or not the true class is known
	unknown int64     // without a known class
	joint   [][]int64 // by class and true class, both known
}

func newCounts(classes int) *counts {
	c := &counts{n: make([]int64, classes), joint: make([][]int64, classes)}
	for k := range c.joint {
		c.joint[k] = make([]int64, classes)
	}
	return c
}

func (c *counts) add(other *counts) {
	c.unknown += other.unknown
	for k := range c.n {
		c.n[k] += other.n[k]
		for y := range c.joint[k] {
			c.joint[k][y] += other.joint[k][y]
		}
	}
}

func (c *counts) people() int64 { return total(c.n) }

func total(list []int64) int64 {
	n := int64(0)
	for _, x := range list {
		n += x
	}
	return n
}

// of is the people of class y among those with both classes known.
func (c *counts) of(y int) int64 {
	n := int64(0)
	for k := range c.joint {
		n += c.joint[k][y]
	}
	return n
}

// count reads a table: one or two attributes, the class, and the true class where the plan names it.
func count(plan *audit.ClassesColumn, attributes []string, t *audit.Table) (*counted, error) {
	decided, truth := t.Axis(audit.AxisField, fieldName), t.Axis(audit.AxisField, labelName)
	out := &counted{labelled: truth >= 0, groups: map[string]*counts{}}
	out.names = classNames(plan, t, decided, truth)
	places := map[int][]int{} // by axis and value
	for axis, column := range map[int]string{decided: plan.Column, truth: labelColumn(plan)} {
		if axis < 0 {
			continue
		}
		at, err := placesOf(out.names, &t.Axes[axis], column)
		if err != nil {
			return nil, err
		}
		places[axis] = at
	}
	for k, n := range t.N {
		at := t.At(k)
		var group audit.Group
		for i, name := range attributes {
			group = append(group, audit.Item{Attribute: name, Value: t.Axes[i].Values[at[i]]})
		}
		key := group.Key()
		if out.groups[key] == nil {
			out.groups[key] = newCounts(len(out.names))
		}
		c := out.groups[key]
		class := places[decided][at[decided]]
		if class < 0 {
			c.unknown += n
			continue
		}
		c.n[class] += n
		if truth >= 0 {
			if y := places[truth][at[truth]]; y >= 0 {
				c.joint[class][y] += n
			}
		}
	}
	return out, nil
}

func labelColumn(plan *audit.ClassesColumn) string {
	if plan.Label == nil {
		return ""
	}
	return plan.Label.Column
}

// classNames are those of the order, else all that are given or would have been right, bytewise.
func classNames(plan *audit.ClassesColumn, t *audit.Table, axes ...int) []string {
	if len(plan.Order) > 0 {
		return plan.Order
	}
	var names []string
	for _, axis := range axes {
		if axis < 0 {
			continue
		}
		for i, v := range t.Axes[axis].Values {
			if i != t.Axes[axis].Unknown() {
				names = append(names, v)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// placesOf returns the place of every value of an axis among the classes, −1 for Unknown.
func placesOf(names []string, axis *audit.TableAxis, column string) ([]int, error) {
	out := make([]int, len(axis.Values))
	for i, v := range axis.Values {
		out[i] = slices.Index(names, v)
		if i == axis.Unknown() {
			out[i] = -1
		} else if out[i] < 0 {
			return nil, &audit.Error{
				Kind: audit.Invalid, Column: column, Value: audit.Quote(v), Text: "a class that columns.classes.order does not list",
				Remedy: "list every class, or map it to one that is listed",
			}
		}
	}
	return out, nil
}
