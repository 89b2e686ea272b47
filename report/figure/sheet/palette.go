package sheet

import (
	"image/color"
	"math"
)

// A Palette is the colours of a sheet. Every text colour has a contrast of at least 4.5 to 1 against the white page and
// against the band; a test computes it.
type Palette struct {
	Ink          color.NRGBA // texts and population marks
	Muted        color.NRGBA // heads, units, reasons
	Rule         color.NRGBA // axis and head rules
	Faint        color.NRGBA // lines between rows
	Band         color.NRGBA // the range that counts as alike
	Page         color.NRGBA // the ground
	Disparity    color.NRGBA // marks, by verdict
	Parity       color.NRGBA
	Inconclusive color.NRGBA
	Unjudged     color.NRGBA
	Bar          color.NRGBA    // bars without a verdict
	Ramp         [5]color.NRGBA // light to dark, for heat maps; ends where ink on it is still easy to read
}

// colours tells orange and blue apart, which every kind of colour blindness leaves distinct; inconclusive is a plain grey.
var colours = Palette{
	Ink: hex(0x1f2328), Muted: hex(0x59606a), Rule: hex(0x8b939d), Faint: hex(0xe6e9ed), Band: hex(0xe8eef4), Page: hex(0xffffff),
	Disparity: hex(0xb0410a), Parity: hex(0x0b5c94), Inconclusive: hex(0x5c5f66), Unjudged: hex(0x6a717b), Bar: hex(0x5f87ae),
	Ramp: [5]color.NRGBA{hex(0xf3f6fa), hex(0xd3e1ef), hex(0xa9c8e3), hex(0x83aed5), hex(0x6495c4)},
}

var greys = Palette{
	Ink: hex(0x1a1a1a), Muted: hex(0x5a5a5a), Rule: hex(0x8c8c8c), Faint: hex(0xe6e6e6), Band: hex(0xececec), Page: hex(0xffffff),
	Disparity: hex(0x1a1a1a), Parity: hex(0x666666), Inconclusive: hex(0x404040), Unjudged: hex(0x6e6e6e), Bar: hex(0x808080),
	Ramp: [5]color.NRGBA{hex(0xf5f5f5), hex(0xdcdcdc), hex(0xc2c2c2), hex(0xa8a8a8), hex(0x8e8e8e)},
}

func hex(rgb uint32) color.NRGBA {
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 255}
}

// Shade returns the colour of the ramp at t in [0,1]; values outside are drawn as its ends, what is not a number as its light
// end. The steps are integers, so that every processor paints the same colour.
func (p Palette) Shade(t float64) color.NRGBA {
	const steps = 64 // between two stops
	last := steps * (len(p.Ramp) - 1)
	if math.IsNaN(t) {
		t = 0
	}
	step := int(math.Round(Round(min(max(t, 0), 1)) * float64(last)))
	i := min(step/steps, len(p.Ramp)-2)
	f := step - i*steps
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(steps-f) + int(b)*f + steps/2) / steps) }
	a, b := p.Ramp[i], p.Ramp[i+1]
	return color.NRGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 255}
}

// On returns the colour in which text is readable on the ground: the palette's ink, white, or black where a middle tone allows
// neither. Black or white always reaches 4.5 to 1, since the worst ground gives both 4.58.
func (p Palette) On(ground color.NRGBA) color.NRGBA {
	for _, c := range []color.NRGBA{p.Ink, p.Page} {
		if contrast(c, ground) >= 4.5 {
			return c
		}
	}
	return hex(0)
}

// contrast is the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, definition of contrast ratio).
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of a colour, from 0 to 1 (WCAG 2.2, definition of relative luminance).
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
