package tagged

import (
	"bytes"
	"image/color"
	"math"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/report/font"
	"auditd/report/pdf/truetype"

	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

var ink = color.NRGBA{A: 255}

func family(t *testing.T) *truetype.Family {
	t.Helper()
	f, err := truetype.NewFamilyOf(font.Default())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// file returns a file of one page, painted by a function, as Close leaves it.
func file(t *testing.T, paint func(*File, *Page)) ([]byte, error) {
	t.Helper()
	var b bytes.Buffer
	f := New(&b, family(t), Metadata{Title: "t", Lang: "en-GB", Producer: "p"})
	p := f.NewPage(600, 800)
	paint(f, p)
	p.Finish()
	err := f.Close()
	return b.Bytes(), err
}

// TestRefused: what would make a file that readers cannot follow is an error of the program.
func TestRefused(t *testing.T) {
	tests := []struct {
		name, text string
		paint      func(*File, *Page)
	}{
		{"nothing wrong", "", func(f *File, p *Page) { e := f.Root().Child("P"); p.Mark(e); p.Rect(1, 1, 1, 1, ink); e.Close() }},
		{"a link to nowhere", `a link leads to "x"`, func(f *File, p *Page) {
			e := f.Root().Child("Link")
			p.Link(e, 0, 0, 9, 9, "x", "text")
			e.Close()
		}},
		{"a place twice", `destination "x" occurs twice`, func(_ *File, p *Page) { p.Destination("x", 1); p.Destination("x", 2) }},
		{"an element never closed", "was reserved and never put", func(f *File, _ *Page) { f.Root().Child("P") }},
		{"an element that grows after it was closed", "P was changed after it was closed", func(f *File, _ *Page) {
			e := f.Root().Child("P")
			e.Close()
			e.Child("Span").Close()
		}},
		{"identifiers out of order", `identifier "a" does not ascend`, func(f *File, _ *Page) {
			f.Root().Child("Note").ID("b").Close()
			f.Root().Child("Note").ID("a").Close()
		}},
		{"attachments out of order", `attachment "a" does not ascend`, func(f *File, _ *Page) { f.Attach(Attachment{Name: "b"}); f.Attach(Attachment{Name: "a"}) }},
	}
	for _, tt := range tests {
		_, err := file(t, tt.paint)
		if tt.text == "" {
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tt.text) || audit.KindOf(err) != audit.Internal {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestAttachmentDigest(t *testing.T) {
	_, err := file(t, func(f *File, _ *Page) {
		f.Attach(Attachment{Name: "a", MIME: "text/plain", SHA256: "00", Data: []byte("x")})
	})
	if audit.KindOf(err) != audit.Invalid {
		t.Errorf("another file than the report names: %v", err)
	}
}

// drawn returns the operators that a drawing of 100 by 100 points at 50, 60 leaves on a page.
func drawn(t *testing.T, draw func(*Canvas)) (string, error) {
	t.Helper()
	f := New(nil, family(t), Metadata{})
	p := f.NewPage(600, 800)
	c := p.NewCanvas(50, 60, 100, 100)
	draw(c)
	err := c.Close()
	return string(p.body), err
}

func TestCanvas(t *testing.T) {
	black := func(c *Canvas) { c.SetColor(color.Black); c.SetLineWidth(1) }
	tests := []struct {
		name string
		draw func(*Canvas)
		want string
	}{
		{"its origin is its lower left corner", func(*Canvas) {}, "1 0 0 1 50 640 cm\n"}, // 800 − 60 − 100
		{"a line", func(c *Canvas) {
			black(c)
			var p vg.Path
			p.Move(vg.Point{X: 1, Y: 2})
			p.Line(vg.Point{X: 3, Y: 4})
			c.Stroke(p)
		}, "1 2 m\n3 4 l\nS\n"},
		{"dashes", func(c *Canvas) {
			black(c)
			c.SetLineDash([]vg.Length{2, 3}, 1)
			c.Stroke(vg.Path{{Type: vg.MoveComp}, {Type: vg.LineComp, Pos: vg.Point{X: 1}}})
		}, "[2 3 ] 1 d\n"},
		{"a quadratic curve is raised", func(c *Canvas) {
			black(c)
			var p vg.Path
			p.Move(vg.Point{})
			p.QuadTo(vg.Point{X: 3, Y: 3}, vg.Point{X: 6})
			c.Fill(p)
		}, "2 2 4 2 6 0 c\n"}, // 2/3 of the way from each end to the control point
		{"a full circle is four curves", func(c *Canvas) {
			black(c)
			var p vg.Path
			p.Move(vg.Point{X: 10})
			p.Arc(vg.Point{}, 10, 0, 2*math.Pi)
			p.Close()
			c.Fill(p)
		}, "10 5.523 5.523 10 0 10 c\n"}, // 10·0.5523, the constant of a quarter
		{"text is text", func(c *Canvas) {
			black(c)
			c.FillString(plotfont.Face{Font: plotfont.Font{Size: 10}, Face: font.Default().Regular.Font()}, vg.Point{X: 1, Y: 2}, "AB")
		}, "BT/F1 10 Tf\n1 2 Td\n[<00010002>]TJ ET\n"},
		{"states are restored", func(c *Canvas) { c.Push(); c.Translate(vg.Point{X: 1}); c.Pop() }, "q\n1 0 0 1 1 0 cm\nQ\n"},
	}
	for _, tt := range tests {
		got, err := drawn(t, tt.draw)
		if err != nil || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %v; %q lacks %q", tt.name, err, got, tt.want)
		}
		if strings.Count(got, "q\n") != strings.Count(got, "Q\n") {
			t.Errorf("%s: states are not balanced: %q", tt.name, got)
		}
	}
}

func TestCanvasRefuses(t *testing.T) {
	tests := map[string]func(*Canvas){
		"a translucent colour":       func(c *Canvas) { c.SetColor(color.NRGBA{A: 128}) },
		"a bitmap":                   func(c *Canvas) { c.DrawImage(vg.Rectangle{}, nil) },
		"a font of its own":          func(c *Canvas) { c.FillString(plotfont.Face{Font: plotfont.Font{Size: 9}}, vg.Point{}, "a") },
		"a state that was not saved": func(c *Canvas) { c.Pop() },
		"a character without a glyph": func(c *Canvas) {
			c.FillString(plotfont.Face{Font: plotfont.Font{Size: 9}, Face: font.Default().Regular.Font()}, vg.Point{}, "😀")
		},
	}
	for name, draw := range tests {
		if _, err := drawn(t, draw); audit.KindOf(err) != audit.Internal || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestProfile: the transfer curve begins and ends where sRGB does, and the profile says how long it is.
func TestProfile(t *testing.T) {
	p := sRGB()
	if n := int(p[0])<<24 | int(p[1])<<16 | int(p[2])<<8 | int(p[3]); n != len(p) {
		t.Errorf("the profile has %d bytes and says %d", len(p), n)
	}
	c := curveTag()[12:]
	// A grey of 50 % is linear 0.2140 (IEC 61966-2-1: ((0.5+0.055)/1.055)^2.4); point 512 of 1023 is 0.50049, linear 0.21449.
	middle := float64(int(c[2*512])<<8|int(c[2*512+1])) / 65535
	if c[0] != 0 || c[1] != 0 || c[2046] != 255 || c[2047] != 255 || math.Abs(middle-0.21449) > 0.0001 {
		t.Errorf("the curve runs from %v through %g to %v", c[:2], middle, c[2046:])
	}
}
