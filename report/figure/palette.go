package figure

import (
	"image/color"
	"math"
)

// A palette is the colours of a sheet. Every text colour has a contrast of at least 4.5 to 1 against the white page and
// against the band; a test computes it.
type palette struct {
	ink          color.NRGBA // texts and population marks
	muted        color.NRGBA // heads, units, reasons
	rule         color.NRGBA // axis and head rules
	faint        color.NRGBA // lines between rows
	band         color.NRGBA // the range that counts as alike
	page         color.NRGBA
	disparity    color.NRGBA
	parity       color.NRGBA
	inconclusive color.NRGBA
	unjudged     color.NRGBA
	bar          color.NRGBA
	ramp         [5]color.NRGBA // light to dark, for heat maps; ends where ink on it is still easy to read
}

// colours tells orange and blue apart, which every kind of colour blindness leaves distinct; inconclusive is a plain grey.
var colours = palette{
	ink: hex(0x1f2328), muted: hex(0x59606a), rule: hex(0x8b939d), faint: hex(0xe6e9ed), band: hex(0xe8eef4), page: hex(0xffffff),
	disparity: hex(0xb0410a), parity: hex(0x0b5c94), inconclusive: hex(0x5c5f66), unjudged: hex(0x6a717b), bar: hex(0x5f87ae),
	ramp: [5]color.NRGBA{hex(0xf3f6fa), hex(0xd3e1ef), hex(0xa9c8e3), hex(0x83aed5), hex(0x6495c4)},
}

var greys = palette{
	ink: hex(0x1a1a1a), muted: hex(0x5a5a5a), rule: hex(0x8c8c8c), faint: hex(0xe6e6e6), band: hex(0xececec), page: hex(0xffffff),
	disparity: hex(0x1a1a1a), parity: hex(0x666666), inconclusive: hex(0x404040), unjudged: hex(0x6e6e6e), bar: hex(0x808080),
	ramp: [5]color.NRGBA{hex(0xf5f5f5), hex(0xdcdcdc), hex(0xc2c2c2), hex(0xa8a8a8), hex(0x8e8e8e)},
}

func hex(rgb uint32) color.NRGBA {
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 255}
}

// shade returns the colour of the ramp at t in [0,1]; values outside are drawn as its ends, what is not a number as its light
// end. The steps are integers, so that every processor paints the same colour.
func (p palette) shade(t float64) color.NRGBA {
	const steps = 64 // between two stops
	last := steps * (len(p.ramp) - 1)
	if math.IsNaN(t) {
		t = 0
	}
	step := int(math.Round(round(min(max(t, 0), 1)) * float64(last)))
	i := min(step/steps, len(p.ramp)-2)
	f := step - i*steps
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(steps-f) + int(b)*f + steps/2) / steps) }
	a, b := p.ramp[i], p.ramp[i+1]
	return color.NRGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 255}
}

// on returns the colour in which text is readable on the ground: the palette's ink, white, or black where a middle tone allows
// neither. Black or white always reaches 4.5 to 1, since the worst ground gives both 4.58.
func (p palette) on(ground color.NRGBA) color.NRGBA {
	for _, c := range []color.NRGBA{p.ink, p.page} {
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
