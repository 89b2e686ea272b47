package pdf

import (
	"slices"

	"auditd/audit"
	"auditd/report"
	"auditd/report/pdf/layout"
	"auditd/report/pdf/tagged"
)

// sign paints the shape of a verdict beside a baseline, as high as a capital letter. It is an artifact: the word beside it says
// the same.
func (c *composer) sign(s report.Shape, x, y, size float64) {
	d := 0.78 * size
	top, colour := y-d, verdictColour(s)
	switch s {
	case report.ShapeDisparity:
		c.page.Polygon(colour, x+d/2, top, x+d, y, x, y)
	case report.ShapeParity:
		c.page.Disc(x+d/2, y-d/2, d*0.47, colour)
	case report.ShapeInconclusive:
		c.page.Polygon(colour, x+d/2, top-0.03*size, x+d, y-d/2, x+d/2, y+0.03*size, x, y-d/2)
	default:
		w := 0.1 * size
		c.page.Outline(colour, w, x+w, top+w, x+d-w, top+w, x+d-w, y-w, x+w, y-w)
	}
}

// verdicts sets the verdict of each criterion: shape and word, then what was judged and a link to where it is explained.
func (c *composer) verdicts(e *tagged.Element, v *report.Verdicts) {
	const padding, gutter = 4.5, 14.0
	st := c.st.field
	first := 0.0
	for i := range v.Items {
		s := styled{st: st}
		c.badgeRuns(&s, &v.Items[i].Badge)
		if t, err := c.setter.Measure(s.runs); err == nil {
			first = max(first, t.Natural())
		}
	}
	first = min(first+gutter, measure*0.35)
	c.space(c.st.body.leading * 0.5)
	list := e.Child("L").Attribute("/O/List/ListNumbering/None")
	for i := range v.Items {
		item := &v.Items[i]
		li := list.Child("LI")
		badge := styled{st: st}
		c.badgeRuns(&badge, &item.Badge)
		bold := st
		bold.bold = true
		title := c.runs(item.Title, bold)
		if item.Ref != "" {
			in := inline{colour: linkColour, to: item.Ref, says: audit.Clean(layout.TextOf(title)) + ", " + c.labels.Name(item.Ref)}
			for k := range title {
				title[k].Mark = &in
			}
		}
		if len(item.Text) > 0 {
			title = append(title, layout.Run{Text: gapBetween(c.doc.Lang), Size: st.size, Mark: &inline{colour: st.colour}})
		}
		boxes := []*box{
			c.box(badge.runs, st, marginLeft+8, first-gutter/2, li.Child("Lbl")),
			c.box(slices.Concat(title, c.runs(item.Text, st)), st, marginLeft+8+first, measure-first-16, li.Child("LBody")),
		}
		colour := verdictColour(item.Badge.Shape)
		c.flow(&band{boxes: boxes, leading: st.leading, above: padding, below: padding, whole: true, paint: func(y, h float64) {
			c.page.Artifact(tagged.Layout)
			c.page.Rect(marginLeft, y+0.75, measure, h-1.5, faintColour)
			c.page.Rect(marginLeft, y+0.75, 3, h-1.5, colour)
		}})
		li.Close()
	}
	list.Close()
	c.space(c.st.body.leading * 0.6)
}

// gapBetween parts a title from the text that follows it on the same line.
func gapBetween(lang string) string {
	if isChinese(lang) {
		return "\u3000"
	}
	return "  "
}
