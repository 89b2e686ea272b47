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
	{Narrow: true, Width: leastWidth}, {Narrow: true}, {Narrow: true, Width: 300},
	{Width: leastWidth}, {Width: 240}, {Width: 360}, {}, {Width: Pixels(1280)},
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

func randomFigure(r *rapid.T) Figure {
	label := func(what string) string {
		if rapid.Bool().Draw(r, what+" plain") {
			return rapid.StringMatching(`[a-z\p{Han}]{1,12}( [a-z]{1,9}){0,6}`).Draw(r, what)
		}
		return rapid.SampledFrom(hostileNames).Draw(r, what)
	}
	number := func(what string) float64 {
		return rapid.OneOf(rapid.Float64Range(-2, 2), rapid.Float64(), rapid.SampledFrom([]float64{0, 1, math.NaN(), math.Inf(1), math.Inf(-1), 1e300, 5e-324})).Draw(r, what)
	}
	share := func(what string) float64 {
		return rapid.OneOf(rapid.Float64Range(0, 1), rapid.Just(math.NaN())).Draw(r, what)
	}
	mark := func() Mark { return Mark(rapid.IntRange(int(Unjudged), int(Over)).Draw(r, "mark")) }
	small := func() bool { return rapid.Bool().Draw(r, "small") }
	rows := rapid.IntRange(0, 40).Draw(r, "rows")
	text := Text{label("title"), label("description")}
	switch rapid.SampledFrom(Kinds()).Draw(r, "kind") {
	case "forest":
		f := Forest{Text: text, Heads: ForestHeads{label("head"), "v", label("n"), ""}, Axis: Axis{Label: label("axis"), Log: small()},
			Band: &Band{0.8, 1.25, label("band")}, Line: &Line{1, label("line")}, Small: label("small"), Arrow: label("arrow")}
		for range rows {
			f.Rows = append(f.Rows, ForestRow{label("section"), label("label"), number("value"), number("lower"), number("upper"), label("printed"),
				"12", mark(), label("verdict"), small(), rapid.SampledFrom([]string{"", "", label("reason")}).Draw(r, "reason")})
		}
		return f
	case "heat_map":
		f := HeatMap{Text: text, RowHead: label("row head"), ColumnHead: label("column head"), Words: CellWords{"a", label("word"), "c", "d"}}
		columns := rapid.IntRange(0, 14).Draw(r, "columns")
		for range columns {
			f.Columns = append(f.Columns, label("column"))
		}
		for range min(rows, 12) {
			var cells []Cell
			for range columns {
				cells = append(cells, Cell{CellState(rapid.IntRange(0, 4).Draw(r, "state")), number("value"), label("text"), "n 1"})
			}
			f.Rows, f.Cells = append(f.Rows, label("row")), append(f.Cells, cells)
		}
		return f
	case "coverage_bars":
		f := CoverageBars{Text: text, Label: label("axis"), Data: label("data"), Population: "p"}
		for range rows {
			f.Rows = append(f.Rows, CoverageRow{label("section"), label("label"), share("share"), share("lower"), share("upper"), share("population"),
				label("printed"), "3%", mark(), label("verdict"), ""})
		}
		return f
	case "rate_dots":
		f := RateDots{Text: text, Label: label("axis"), Line: &Line{share("line"), label("line label")}, Small: label("small")}
		for range rows {
			f.Rows = append(f.Rows, RateRow{label("section"), label("label"), share("rate"), share("lower"), share("upper"), label("printed"), "9", small(), ""})
		}
		return f
	case "missing_bars":
		f := MissingBars{Text: text, Label: label("axis"), Small: label("small")}
		for range rows {
			f.Rows = append(f.Rows, MissingRow{label("section"), label("label"), share("share"), share("lower"), share("upper"), label("printed"), "9", small(), ""})
		}
		return f
	default:
		f := PatternMatrix{Text: text, Label: label("axis"), Threshold: Line{100, label("threshold")}, Any: label("any"), Expected: label("expected")}
		for range rapid.IntRange(1, 8).Draw(r, "attributes") {
			f.Attributes = append(f.Attributes, label("attribute"))
		}
		for range rows {
			values := make([]string, len(f.Attributes))
			for i := range values {
				values[i] = label("value")
			}
			f.Rows = append(f.Rows, PatternRow{values, math.Abs(number("count")), number("expected"), label("printed"), label("kind"), mark()})
		}
		return f
	}
}
