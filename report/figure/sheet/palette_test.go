package sheet

import (
	"image/color"
	"math"
	"testing"
)

// 4.5 to 1 is the least contrast of text in WCAG 2.2, success criterion 1.4.3; 3 to 1 that of graphics, criterion 1.4.11.
const (
	textContrast    = 4.5
	graphicContrast = 3.0
)

func TestContrastOfTexts(t *testing.T) {
	for name, p := range map[string]Palette{"colours": colours, "greys": greys} {
		for text, c := range map[string]color.NRGBA{"ink": p.Ink, "muted": p.Muted} {
			for ground, g := range map[string]color.NRGBA{"page": p.Page, "band": p.Band, "withheld": p.Faint} {
				if got := contrast(c, g); got < textContrast {
					t.Errorf("%s: %s on %s has a contrast of %.2f", name, text, ground, got)
				}
			}
		}
		for mark, c := range map[string]color.NRGBA{"disparity": p.Disparity, "parity": p.Parity, "inconclusive": p.Inconclusive, "unjudged": p.Unjudged, "bar": p.Bar} {
			for ground, g := range map[string]color.NRGBA{"page": p.Page, "band": p.Band} {
				if got := contrast(c, g); got < graphicContrast {
					t.Errorf("%s: the mark for %s on %s has a contrast of %.2f", name, mark, ground, got)
				}
			}
		}
	}
}

// TestRamp: every colour of the ramp carries readable text, and each is darker than the one before, so that the ramp reads in grey.
func TestRamp(t *testing.T) {
	for name, p := range map[string]Palette{"colours": colours, "greys": greys} {
		before := 2.0
		for i := range 257 {
			c := p.Shade(float64(i) / 256)
			if got := contrast(p.On(c), c); got < textContrast {
				t.Errorf("%s: text at %d/256 of the ramp has a contrast of %.2f", name, i, got)
			}
			l := luminance(c)
			if l > before {
				t.Errorf("%s: the ramp grows lighter at %d/256", name, i)
			}
			before = l
		}
		if p.Shade(-1) != p.Ramp[0] || p.Shade(math.NaN()) != p.Ramp[0] || p.Shade(2) != p.Ramp[4] || p.Shade(0.5) != p.Ramp[2] {
			t.Errorf("%s: the ends or the middle of the ramp are wrong", name)
		}
	}
}

// TestContrast checks the formula against values of the definition itself.
func TestContrast(t *testing.T) {
	tests := []struct {
		a, b uint32
		want float64
	}{
		{0x000000, 0xffffff, 21},    // (1+0.05)/(0+0.05)
		{0xffffff, 0xffffff, 1},     // equal colours
		{0x777777, 0xffffff, 4.478}, // 0x77 = 119/255 = 0.46667 → ((0.46667+0.055)/1.055)^2.4 = 0.18447; 1.05/0.23447
	}
	for _, tt := range tests {
		if got := contrast(hex(tt.a), hex(tt.b)); math.Abs(got-tt.want) > 0.001 {
			t.Errorf("contrast(%06x, %06x) = %.4f, want %.3f", tt.a, tt.b, got, tt.want)
		}
	}
}

// TestOn: on any grey, text is readable.
func TestOn(t *testing.T) {
	for v := range 256 {
		g := color.NRGBA{R: uint8(v), G: uint8(v), B: uint8(v), A: 255}
		if got := contrast(colours.On(g), g); got < textContrast {
			t.Errorf("text on grey %d has a contrast of %.2f", v, got)
		}
	}
}
