package figure

import (
	"image/color"
	"math"

	"auditd/audit"
	"auditd/report/figure/sheet"
)

// A SubgroupLattice shows a subgroup below all more general groups that it refines, from everybody down, each with its rate: whether it
// takes all conditions together, or one of them alone, to be treated differently. Darker is more.
type SubgroupLattice struct {
	Text
	Levels   []LatticeLevel // everybody first; each level has one condition more
	Undrawn  string         // stands where a rate is not defined
	Min, Max float64        // ends of the ramp
}

// A LatticeLevel is the groups with one number of conditions, under a heading.
type LatticeLevel struct {
	Label string
	Nodes []LatticeNode
}

// A LatticeNode is one group. Conditions has one text for each condition; a node is joined to those of the level above whose conditions
// it has. Rate is 0 to 1, NaN where it is not defined.
type LatticeNode struct {
	Conditions []string
	Label      string // printed when there are no conditions
	Rate       float64
	Printed    string
	N          string
}

// Kind returns "subgroup_lattice".
func (f SubgroupLattice) Kind() string { return "subgroup_lattice" }

func (f SubgroupLattice) check() error {
	for i, l := range f.Levels {
		for _, n := range l.Nodes {
			if len(n.Conditions) != i {
				return audit.Errorf(audit.Internal, "a group of level %d of the lattice has %d conditions", i, len(n.Conditions))
			}
		}
	}
	return nil
}

// Measures of a lattice in type sizes.
const (
	latticeBox   = 17.0 // widest box
	latticeGap   = 1.2  // between boxes
	latticeDrop  = 2.0  // between levels, for the lines
	latticeLeast = 9.0  // narrowest box that can be read
)

func (f SubgroupLattice) lay(s paper) {
	most := 1
	for _, l := range f.Levels {
		most = max(most, len(l.Nodes))
	}
	labels := 0.0
	for _, l := range f.Levels {
		labels = max(labels, s.Measure(l.Label, false))
	}
	labels = min(labels, 0.22*s.Width) + s.Size
	w := min((s.Width-labels+latticeGap*s.Size)/float64(most)-latticeGap*s.Size, latticeBox*s.Size)
	if s.Narrow || w < latticeLeast*s.Size {
		f.layList(s)
		return
	}
	f.layLevels(s, labels, w)
}

// A spot is where a box stands.
type spot struct{ x, top, bottom float64 }

// layLevels draws the levels below each other with lines between a group and its refinements.
func (f SubgroupLattice) layLevels(s paper, labels, w float64) {
	y := 0.3 * s.Size
	var above []spot
	for i, l := range f.Levels {
		if i > 0 {
			y += latticeDrop * s.Size
		}
		lines := 1
		for _, n := range l.Nodes {
			lines = max(lines, len(f.wrapped(s, n, w)))
		}
		h := s.Leading()*float64(lines+1) + 0.9*s.Size
		step := w + latticeGap*s.Size
		left := labels + (s.Width-labels-step*float64(len(l.Nodes))+latticeGap*s.Size)/2
		spots := make([]spot, len(l.Nodes))
		for j, n := range l.Nodes {
			spots[j] = spot{left + step*float64(j) + w/2, y, y + h}
			if i == 0 {
				continue
			}
			for k, parent := range f.Levels[i-1].Nodes {
				if refines(n, parent) {
					s.Line(above[k].x, above[k].bottom, spots[j].x, y, s.Rule, 0.8)
				}
			}
		}
		for j, n := range l.Nodes {
			f.box(s, n, spots[j].x-w/2, y, w, h)
		}
		s.Block(0, y+h/2, s.Wrap(l.Label, labels-s.Size, 3, false), sheet.Style{Colour: s.Muted})
		above = spots
		y += h
	}
	s.Height = y + 0.5*s.Size
}

// refines reports whether a group has all conditions of another.
func refines(n, parent LatticeNode) bool {
	has := map[string]bool{}
	for _, c := range n.Conditions {
		has[c] = true
	}
	for _, c := range parent.Conditions {
		if !has[c] {
			return false
		}
	}
	return true
}

// wrapped returns the lines that name a group.
func (f SubgroupLattice) wrapped(s paper, n LatticeNode, w float64) []string {
	if len(n.Conditions) == 0 {
		return s.Wrap(n.Label, w-0.8*s.Size, 2, false)
	}
	var lines []string
	for _, c := range n.Conditions {
		lines = append(lines, s.Wrap(c, w-0.8*s.Size, 2, false)...)
	}
	return lines
}

// box draws one group: its conditions, then rate and number of people.
func (f SubgroupLattice) box(s paper, n LatticeNode, x, y, w, h float64) {
	ground := f.ground(s, n)
	s.Rect(x, y, w, h, ground)
	s.Frame(x, y, w, h, s.Rule, 0.6)
	st := sheet.Style{Colour: s.On(ground), Anchor: sheet.Middle}
	lines := f.wrapped(s, n, w)
	base := y + 0.45*s.Size + s.Leading() - 0.3*s.Size
	for _, line := range lines {
		s.Text(x+w/2, base, line, st)
		base += s.Leading()
	}
	f.value(s, n, x+w/2, y+h-0.6*s.Size, w-0.8*s.Size, st)
}

// value prints rate and number of people on one line.
func (f SubgroupLattice) value(s paper, n LatticeNode, x, y, w float64, st sheet.Style) {
	printed := n.Printed
	if math.IsNaN(n.Rate) {
		printed = f.Undrawn
	}
	gap := 0.7 * s.Size
	both := s.Measure(printed, true) + gap + s.Measure(n.N, false)
	if both > w { // the number of people stands in the table
		st.Bold = true
		s.Text(x, y, s.Cut(printed, w, true), st)
		return
	}
	st.Anchor = sheet.Start
	st.Bold = true
	s.Text(x-both/2, y, printed, st)
	st.Bold = false
	s.Text(x-both/2+s.Measure(printed, true)+gap, y, n.N, st)
}

func (f SubgroupLattice) ground(s paper, n LatticeNode) color.NRGBA {
	if math.IsNaN(n.Rate) || f.Max <= f.Min {
		return s.Page
	}
	return s.Shade((n.Rate - f.Min) / (f.Max - f.Min))
}

// layList draws every group as a line of its own, level below level, for a telephone.
func (f SubgroupLattice) layList(s paper) {
	y := 0.0
	for _, l := range f.Levels {
		y += 0.5 * s.Size
		for _, line := range s.Wrap(l.Label, s.Width, 2, true) {
			y += s.Leading()
			s.Text(0, y-0.3*s.Size, line, sheet.Style{Bold: true})
		}
		for _, n := range l.Nodes {
			h := s.Leading()*float64(len(f.wrapped(s, n, s.Width))+1) + 0.9*s.Size
			y += 0.3 * s.Size
			f.box(s, n, 0, y, s.Width, h)
			y += h
		}
	}
	s.Height = y + 0.5*s.Size
}
