package table

import "auditd/audit"

// sweepFields are what one side's shares at a cut are made of, and how sure they are.
func sweepFields[T any](prefix, who string, get func(*T) *audit.SweepCounts) []field[T] {
	count := func(name, of string, value func(*audit.SweepCounts) int64) field[T] {
		return field[T]{prefix + name, Integer, of + who + ".", func(r *T) any {
			if c := get(r); c != nil {
				return value(c)
			}
			return nil
		}}
	}
	out := []field[T]{
		count("n", "People with a score of ", func(c *audit.SweepCounts) int64 { return c.N }),
		count("favoured_n", "People on the side of the cut that is good for them, of ", func(c *audit.SweepCounts) int64 { return c.Favoured }),
		count("positives", "Positives of ", func(c *audit.SweepCounts) int64 { return c.Positives }),
		count("true_positives", "Positives above the cut of ", func(c *audit.SweepCounts) int64 { return c.TruePositives }),
		count("negatives", "Negatives of ", func(c *audit.SweepCounts) int64 { return c.Negatives }),
		count("false_positives", "Negatives above the cut of ", func(c *audit.SweepCounts) int64 { return c.FalsePositives }),
	}
	for _, share := range []struct {
		name string
		ends func(*audit.SweepCounts) *audit.Ends
		why  func(*audit.SweepCounts) string
	}{
		{"favoured", func(c *audit.SweepCounts) *audit.Ends { return c.FavouredEnds }, nil},
		{"true_positive_rate", func(c *audit.SweepCounts) *audit.Ends { return c.TPR }, func(c *audit.SweepCounts) string { return c.TPRWhy }},
		{"false_positive_rate", func(c *audit.SweepCounts) *audit.Ends { return c.FPR }, func(c *audit.SweepCounts) string { return c.FPRWhy }},
		{"positive_predictive_value", func(c *audit.SweepCounts) *audit.Ends { return c.PPV }, func(c *audit.SweepCounts) string { return c.PPVWhy }},
	} {
		end := func(value func(*audit.Ends) audit.Real) func(*T) any {
			return func(r *T) any {
				c := get(r)
				if c == nil || share.ends(c) == nil {
					return nil
				}
				return finite(value(share.ends(c)))
			}
		}
		out = append(out,
			field[T]{prefix + share.name + "_lower", Number, "Lower end of the interval of that share of " + who + ".", end(func(e *audit.Ends) audit.Real { return e.Lower })},
			field[T]{prefix + share.name + "_upper", Number, "Upper end of it.", end(func(e *audit.Ends) audit.Real { return e.Upper })})
		if share.why != nil {
			out = append(out, field[T]{prefix + share.name + "_why", Text, "Key of the message that says why " + who + " has no such share.", func(r *T) any {
				if c := get(r); c != nil {
					return text(share.why(c))
				}
				return nil
			}})
		}
	}
	return out
}
