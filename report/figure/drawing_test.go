package figure

import (
	"bytes"
	"image/color"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"auditd/audit"
	"auditd/report/figure/sheet"
	"auditd/report/font"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"
	"gonum.org/v1/plot/vg/vgimg"
)

// What a wide figure in colour is drawn with.
var (
	plain    = sheet.New(DefaultWidth, false, false, font.Default())
	colours  = plain.Palette
	typeSize = plain.Size
)

// labels returns the texts of a drawing.
func labels(t *testing.T, f Figure, o Options) []string {
	t.Helper()
	d, err := Lay(f, o)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, p := range d.Pieces {
		if l, ok := p.(sheet.Label); ok {
			texts = append(texts, l.Text)
		}
	}
	return texts
}

// shapes returns the closed shapes with a number of corners, a circle counted as 1, in a fill colour.
func shapes(t *testing.T, f Figure, corners int, fill color.NRGBA) []sheet.Shape {
	t.Helper()
	d, err := Lay(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var found []sheet.Shape
	for _, p := range d.Pieces {
		if s, ok := p.(sheet.Shape); ok && s.Closed && len(s.Points) == corners && s.Fill == fill {
			found = append(found, s)
		}
	}
	return found
}

func TestVerdictsDifferInShape(t *testing.T) {
	tests := []struct {
		mark    Mark
		corners int
		fill    color.NRGBA
	}{
		{Disparity, 3, colours.Disparity},
		{Parity, 1, colours.Parity},
		{Inconclusive, 4, colours.Inconclusive},
		{Unjudged, 4, colours.Page}, // an open square
	}
	for _, tt := range tests {
		f := Forest{Rows: []ForestRow{{Label: "a", Value: 1, Lower: 0.9, Upper: 1.1, Mark: tt.mark}}, Axis: Axis{Log: true}}
		if got := shapes(t, f, tt.corners, tt.fill); len(got) != 1 {
			t.Errorf("mark %d: %d shapes with %d corners in %v, want 1", tt.mark, len(got), tt.corners, tt.fill)
		}
		f.Rows[0].Small = true
		if got := shapes(t, f, tt.corners, colours.Page); len(got) != 1 {
			t.Errorf("mark %d of a small group: %d open shapes, want 1", tt.mark, len(got))
		}
	}
}

func TestIntervalsOffTheAxis(t *testing.T) {
	tests := []struct {
		name         string
		lower, upper float64
		arrows       int
	}{
		{"on the axis", 0.6, 1.8, 0},
		{"no upper bound", 0.6, math.Inf(1), 1},
		{"down to zero", 0, 1.8, 1},
		{"both", math.Inf(-1), math.Inf(1), 2},
		{"no interval", math.NaN(), math.NaN(), 0},
	}
	for _, tt := range tests {
		f := Forest{
			Rows:  []ForestRow{{Label: "a", Value: 1, Lower: tt.lower, Upper: tt.upper, Mark: Parity}},
			Axis:  Axis{Log: true, Min: 0.5, Max: 2},
			Arrow: "goes on",
		}
		if got := shapes(t, f, 3, colours.Parity); len(got) != tt.arrows {
			t.Errorf("%s: %d arrowheads, want %d", tt.name, len(got), tt.arrows)
		}
		if got := slices.Contains(labels(t, f, Options{}), "goes on"); got != (tt.arrows > 0) {
			t.Errorf("%s: the arrow is explained: %v", tt.name, got)
		}
	}
}

// TestUndefinedIsSaidInWords: a value without a number has no mark, and its reason stands in the figure.
func TestUndefinedIsSaidInWords(t *testing.T) {
	for _, o := range []Options{{}, {Narrow: true}} {
		f := Forest{Rows: []ForestRow{{Label: "a", Value: math.NaN(), Reason: "nobody in the group", Mark: Disparity}}}
		if got := shapes(t, f, 3, colours.Disparity); len(got) != 0 {
			t.Errorf("an undefined value has a mark")
		}
		if texts := labels(t, f, o); !slices.Contains(texts, "nobody in the group") {
			t.Errorf("narrow=%v: texts %q lack the reason", o.Narrow, texts)
		}
	}
}

// TestLongNamesAreCut: what does not fit ends in an ellipsis, and begins as the name does.
func TestLongNamesAreCut(t *testing.T) {
	name := strings.Repeat("Migrant workers without a permit ", 300)
	texts := labels(t, RateDots{Rows: []RateRow{{Label: name, Rate: 0.5}}}, Options{})
	joined := strings.Join(texts[:mostLines], " ")
	if !strings.HasPrefix(name, texts[0]) || !strings.HasSuffix(joined, "…") {
		t.Errorf("a long name is shown as %q", joined)
	}
}

// TestHeightGrowsWithRows: 40 rows are 20 times as many as 2; the axis and the head stay.
func TestHeightGrowsWithRows(t *testing.T) {
	height := func(n int) float64 {
		d, err := Lay(RateDots{Rows: slices.Repeat([]RateRow{{Label: "a", Rate: 0.5}}, n)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return d.Height
	}
	row := 1.3*typeSize + rowPad*typeSize // one line with its room
	if got, want := height(12)-height(2), 10*row; math.Abs(got-want) > 0.01 {
		t.Errorf("10 rows more make %.3f points more, want %.3f", got, want)
	}
}

// TestDrawOnCanvas records what gonum/plot's canvas gets: every label once, at the place and in the weight of the drawing.
func TestDrawOnCanvas(t *testing.T) {
	for _, f := range examples("zh") {
		d, err := Lay(f, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var c recorder.Canvas
		if err := Draw(d, &c); err != nil {
			t.Fatal(err)
		}
		var got, want []string
		for _, a := range c.Actions {
			if s, ok := a.(*recorder.FillString); ok {
				got = append(got, s.String)
				if s.Point.Y < 0 || s.Point.Y > vg.Length(d.Height) {
					t.Errorf("%s: %q is drawn at height %v of %v", f.Kind(), s.String, s.Point.Y, d.Height)
				}
			}
		}
		for _, p := range d.Pieces {
			if l, ok := p.(sheet.Label); ok {
				want = append(want, l.Text)
			}
		}
		// A bold label with a character of the regular face is drawn in parts.
		if strings.Join(got, "") != strings.Join(want, "") {
			t.Errorf("%s: drawn %q, want %q", f.Kind(), got, want)
		}
	}
}

// TestDrawTheRightWayUp paints the band on a bitmap of one dot a point and looks at the dots: heads stand above it, the axis below.
func TestDrawTheRightWayUp(t *testing.T) {
	f := Forest{
		Band: &Band{0.8, 1.25, "band"}, Axis: Axis{Log: true, Min: 0.5, Max: 2, Label: "axis"},
		Rows: []ForestRow{{Label: "a", Value: 0.55, Mark: Disparity, Lower: math.NaN()}},
	}
	d, err := Lay(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := vgimg.NewWith(vgimg.UseWH(vg.Length(d.Width), vg.Length(d.Height)), vgimg.UseDPI(72), vgimg.UseBackgroundColor(color.White))
	if err := Draw(d, c); err != nil {
		t.Fatal(err)
	}
	var band sheet.Shape
	for _, p := range d.Pieces {
		if s, ok := p.(sheet.Shape); ok && s.Fill == colours.Band {
			band = s
		}
	}
	x := int(band.Points[0].X+band.Points[1].X)/2 + 7 // beside the tick at 1
	at := func(y float64) color.NRGBA { return color.NRGBAModel.Convert(c.Image().At(x, int(y))).(color.NRGBA) }
	if got := at((band.Points[0].Y + band.Points[2].Y) / 2); got != colours.Band {
		t.Errorf("the middle of the band is painted %v, want %v", got, colours.Band)
	}
	if got := at(d.Height - 1); got != colours.Page {
		t.Errorf("the lower edge is painted %v, want white", got)
	}
}

// TestDrawNamesMissingGlyphs: a character without a glyph stops the drawing before the first stroke.
func TestDrawNamesMissingGlyphs(t *testing.T) {
	d, err := Lay(RateDots{Rows: []RateRow{{Label: "王𠅤", Rate: 0.5}}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var c recorder.Canvas
	err = Draw(d, &c)
	if audit.KindOf(err) != audit.Invalid || !strings.Contains(err.Error(), "no glyph for 𠅤 (U+20164)") {
		t.Errorf("error %v", err)
	}
	if len(c.Actions) != 0 {
		t.Errorf("%d actions before the error", len(c.Actions))
	}
}

// TestConcurrentDrawing draws the same figures in eight goroutines, on SVG and canvas; under -race it also watches the defaults of
// gonum/plot.
func TestConcurrentDrawing(t *testing.T) {
	figures := examples("zh")
	var results [8][]byte
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() {
			for _, f := range figures {
				svg, err := SVG(f, Options{ID: "f"})
				if err != nil {
					t.Error(err)
				}
				results[i] = append(results[i], svg...)
				d, err := Lay(f, Options{})
				if err != nil {
					t.Error(err)
				}
				if err := Draw(d, new(recorder.Canvas)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for i := range results {
		if !bytes.Equal(results[i], results[0]) {
			t.Errorf("goroutine %d drew other bytes", i)
		}
	}
}

// TestRampOfHeatMap: the plain cells set the ends of the ramp, a cell of few people does not.
func TestRampOfHeatMap(t *testing.T) {
	value := func(v float64) Cell { return Cell{Value: v} }
	small := func(v float64) Cell { return Cell{State: CellSmall, Value: v} }
	tests := []struct {
		name   string
		f      HeatMap
		lo, hi float64
	}{
		{"plain cells", HeatMap{Cells: [][]Cell{{value(0.3), value(0.5)}, {small(0), small(1)}}}, 0.3, 0.5},
		{"only small cells", HeatMap{Cells: [][]Cell{{small(0.1), small(0.9)}}}, 0.1, 0.9},
		{"given ends", HeatMap{Min: 0, Max: 1, Cells: [][]Cell{{value(0.3), value(0.5)}}}, 0, 1},
		{"one value", HeatMap{Cells: [][]Cell{{value(0.3)}}}, 0, 1},
		{"undefined values", HeatMap{Cells: [][]Cell{{value(math.NaN()), {State: CellUndefined}, value(0.2), value(0.4)}}}, 0.2, 0.4},
	}
	for _, tt := range tests {
		if lo, hi := tt.f.domain(); lo != tt.lo || hi != tt.hi {
			t.Errorf("%s: from %g to %g, want %g to %g", tt.name, lo, hi, tt.lo, tt.hi)
		}
	}
}

func BenchmarkSVG(b *testing.B) {
	f := forestExample(language("zh"))
	f.Rows = slices.Repeat(f.Rows[:5], 8) // 40 rows
	for b.Loop() {
		if _, err := SVG(f, Options{ID: "f"}); err != nil {
			b.Fatal(err)
		}
	}
}
