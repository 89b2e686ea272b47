package figure

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"auditd/report/figure/sheet"

	"pgregory.net/rapid"
)

// hostile names are texts that have broken charts: markup, control and direction characters, characters of other scripts,
// combining marks, no break for long, nothing at all.
var hostileNames = []string{
	"", " ", "a", `<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "&amp;&#0;]]>", "a\x00b\x1b[31m", "\u202egnp.exe",
	"line\nbreak\ttab", "\ufffe\uffff", "\xff\xfe not utf-8", strings.Repeat("无法断行的长名称", 40), strings.Repeat("W", 10000),
	strings.Repeat("word ", 2000), "ئۇيغۇر ئاپتونوم رايونى", "བོད་རང་སྐྱོང་ལྗོངས།", "e\u0301\u0301\u0301\u0301", "👩‍👩‍👧‍👦🇨🇳", "镕喆䶮𠅤", "NaN", "–",
}

// box is the rectangle that a label covers: from the top of its ideographs, 0.88 em above the baseline, to their foot.
type box struct {
	left, top, right, bottom float64
	text                     string
}

func boxes(d *sheet.Drawing) []box {
	var bs []box
	for _, p := range d.Pieces {
		if l, ok := p.(sheet.Label); ok {
			x := l.Left()
			bs = append(bs, box{x, l.At.Y - 0.88*l.Size, x + l.Width, l.At.Y + 0.12*l.Size, l.Text})
		}
	}
	return bs
}

// checkLayout fails when two labels overlap, when one leaves the sheet or is smaller than 9 points, or when a shape is not finite.
func checkLayout(t interface{ Errorf(string, ...any) }, name string, d *sheet.Drawing) {
	const slack = 0.05 // points; coordinates are rounded
	bs := boxes(d)
	for i, a := range bs {
		if a.left < -slack || a.right > d.Width+slack || a.top < -slack || a.bottom > d.Height+slack {
			t.Errorf("%s: %.40q leaves the sheet of %g × %g: %.1f–%.1f, %.1f–%.1f", name, a.text, d.Width, d.Height, a.left, a.right, a.top, a.bottom)
		}
		for _, b := range bs[i+1:] {
			if a.left < b.right-slack && b.left < a.right-slack && a.top < b.bottom-slack && b.top < a.bottom-slack {
				t.Errorf("%s: %.40q and %.40q overlap", name, a.text, b.text)
			}
		}
	}
	for _, p := range d.Pieces {
		switch p := p.(type) {
		case sheet.Label:
			if p.Size < 9 {
				t.Errorf("%s: %.40q is set in %g points", name, p.Text, p.Size)
			}
		case sheet.Shape:
			for _, q := range p.Points {
				if !(q.X >= -slack && q.X <= d.Width+slack && q.Y >= -slack && q.Y <= d.Height+slack) {
					t.Errorf("%s: a shape leaves the sheet at %v", name, q)
				}
			}
		}
	}
}

// widths from the narrowest allowed to a wide screen.
var layoutOptions = []Options{
	{Narrow: true, Width: leastWidth},
	{Narrow: true},
	{Narrow: true, Width: 300},
	{Width: leastWidth},
	{Width: 240},
	{Width: 360},
	{},
	{Width: Pixels(1280)},
}

func TestExamplesDoNotOverlap(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		for _, f := range examples(lang) {
			for _, o := range layoutOptions {
				d, err := Lay(f, o)
				if err != nil {
					t.Fatal(err)
				}
				checkLayout(t, fmt.Sprintf("%s %s at %g", f.Kind(), lang, d.Width), d)
			}
		}
	}
}

// TestManyShapesOfData draws figures of 0 to 40 rows with names and numbers of every kind: nothing overlaps, nothing leaves the
// sheet, nothing panics.
func TestManyShapesOfData(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := randomFigure(r)
		o := rapid.SampledFrom(layoutOptions).Draw(r, "options")
		d, err := Lay(f, o)
		if err != nil {
			r.Fatalf("%s: %v", f.Kind(), err)
		}
		checkLayout(r, fmt.Sprintf("%s narrow=%v at %g", f.Kind(), o.Narrow, d.Width), d)
	})
}

// A maker draws random parts of figures.
type maker struct{ *rapid.T }

func (m maker) label(what string) string {
	if rapid.Bool().Draw(m.T, what+" plain") {
		return rapid.StringMatching(`[a-z\p{Han}]{1,12}( [a-z]{1,9}){0,6}`).Draw(m.T, what)
	}
	return rapid.SampledFrom(hostileNames).Draw(m.T, what)
}

func (m maker) number(what string) float64 {
	odd := []float64{0, 1, math.NaN(), math.Inf(1), math.Inf(-1), 1e300, 5e-324}
	return rapid.OneOf(rapid.Float64Range(-2, 2), rapid.Float64(), rapid.SampledFrom(odd)).Draw(m.T, what)
}

func (m maker) share(what string) float64 {
	return rapid.OneOf(rapid.Float64Range(0, 1), rapid.Just(math.NaN())).Draw(m.T, what)
}

func (m maker) yes(what string) bool { return rapid.Bool().Draw(m.T, what) }

func (m maker) to(most int, what string) int { return rapid.IntRange(0, most).Draw(m.T, what) }

func (m maker) mark() Mark { return Mark(m.to(int(Over), "mark")) }

// randomFigure returns a figure of any kind. A kind without a line here fails.
func randomFigure(r *rapid.T) Figure {
	m := maker{r}
	text := Text{m.label("title"), m.label("description")}
	switch kind := rapid.SampledFrom(Kinds()).Draw(r, "kind"); kind {
	case "forest":
		return m.forest(text)
	case "heat_map":
		return m.heatMap(text)
	case "coverage_bars":
		return m.coverage(text)
	case "rate_dots":
		return m.rates(text)
	case "missing_bars":
		return m.missing(text)
	case "top_shares":
		return m.topShares(text)
	case "class_shares":
		return m.classShares(text)
	case "pattern_matrix":
		return m.patterns(text)
	case "decomposition_bars":
		return m.decomposition(text)
	case "funnel":
		return m.funnel(text)
	case "subgroup_lattice":
		return m.lattice(text)
	case "calibration_curves":
		return m.calibration(text)
	case "roc_curves":
		return m.roc(text)
	case "score_distributions":
		return m.distributions(text)
	case "threshold_sweep":
		return m.sweep(text)
	case "drift_lines":
		return m.drift(text)
	default:
		r.Fatalf("no random %s: add it here", kind)
		return nil
	}
}

func (m maker) forest(text Text) Figure {
	f := Forest{
		Text: text, Heads: ForestHeads{m.label("head"), "v", m.label("n"), ""}, Axis: Axis{Label: m.label("axis"), Log: m.yes("log")},
		Band: &Band{0.8, 1.25, m.label("band")}, Line: &Line{1, m.label("line")}, Small: m.label("small"), Arrow: m.label("arrow"),
	}
	for range m.to(40, "rows") {
		reason := ""
		if m.yes("undefined") {
			reason = m.label("reason")
		}
		f.Rows = append(f.Rows, ForestRow{
			m.label("section"), m.label("label"), m.number("value"), m.number("lower"), m.number("upper"), m.label("printed"),
			"12", m.mark(), m.label("verdict"), m.yes("small"), reason,
		})
	}
	return f
}

func (m maker) heatMap(text Text) Figure {
	f := HeatMap{Text: text, RowHead: m.label("row head"), ColumnHead: m.label("column head"), Words: CellWords{"a", m.label("word"), "c", "d"}}
	for range m.to(14, "columns") {
		f.Columns = append(f.Columns, m.label("column"))
	}
	for range m.to(12, "rows") {
		var cells []Cell
		for range f.Columns {
			cells = append(cells, Cell{CellState(m.to(int(CellWithheld), "state")), m.number("value"), m.label("text"), "n 1"})
		}
		f.Rows, f.Cells = append(f.Rows, m.label("row")), append(f.Cells, cells)
	}
	return f
}

func (m maker) coverage(text Text) Figure {
	f := CoverageBars{Text: text, Label: m.label("axis"), Data: m.label("data"), Population: "p"}
	for range m.to(40, "rows") {
		f.Rows = append(f.Rows, CoverageRow{
			m.label("section"), m.label("label"), m.share("share"), m.share("lower"), m.share("upper"), m.share("population"),
			m.label("printed"), "3%", m.mark(), m.label("verdict"), "",
		})
	}
	return f
}

func (m maker) rates(text Text) Figure {
	f := RateDots{Text: text, Label: m.label("axis"), Line: &Line{m.share("line"), m.label("line label")}, Small: m.label("small")}
	for range m.to(40, "rows") {
		f.Rows = append(f.Rows, RateRow{
			m.label("section"), m.label("label"), m.share("rate"), m.share("lower"), m.share("upper"), m.label("printed"), "9", m.yes("small"), "",
		})
	}
	return f
}

func (m maker) topShares(text Text) Figure {
	f := TopShares{Text: text, Label: m.label("axis"), Share: m.label("share"), Whole: m.label("whole"), Minimum: m.label("minimum")}
	for range m.to(40, "rows") {
		f.Rows = append(f.Rows, TopRow{
			m.label("section"), m.label("label"), m.share("share"), m.share("lower"), m.share("upper"), m.share("whole"), m.share("minimum"), m.label("printed"), "9", "",
		})
	}
	return f
}

func (m maker) classShares(text Text) Figure {
	f := ClassShares{Text: text, Label: m.label("axis"), Small: m.label("small")}
	classes := 1 + m.to(8, "classes")
	for range classes {
		f.Classes = append(f.Classes, m.label("class"))
	}
	for range m.to(40, "rows") {
		r := ClassRow{Section: m.label("section"), Label: m.label("label"), N: "9", Small: m.yes("small")}
		for range classes {
			r.Shares = append(r.Shares, m.share("share")/float64(classes))
		}
		f.Rows = append(f.Rows, r)
	}
	return f
}

func (m maker) missing(text Text) Figure {
	f := MissingBars{Text: text, Label: m.label("axis"), Small: m.label("small")}
	for range m.to(40, "rows") {
		f.Rows = append(f.Rows, MissingRow{
			m.label("section"), m.label("label"), m.share("share"), m.share("lower"), m.share("upper"), m.label("printed"), "9", m.yes("small"), "",
		})
	}
	return f
}

func (m maker) patterns(text Text) Figure {
	f := PatternMatrix{Text: text, Label: m.label("axis"), Threshold: Line{100, m.label("threshold")}, Any: m.label("any"), Expected: m.label("expected")}
	for range 1 + m.to(7, "attributes") {
		f.Attributes = append(f.Attributes, m.label("attribute"))
	}
	for range m.to(40, "rows") {
		values := make([]string, len(f.Attributes))
		for i := range values {
			values[i] = m.label("value")
		}
		f.Rows = append(f.Rows, PatternRow{values, math.Abs(m.number("count")), m.number("expected"), m.label("printed"), m.label("kind"), m.mark()})
	}
	return f
}
