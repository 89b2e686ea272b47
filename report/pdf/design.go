package pdf

import (
	"image/color"
	"strings"

	"auditd/report"
)

// A4 and its margins, in points. Section numbers hang in the left margin, outside the measure.
const (
	pageWidth    = 595.276
	pageHeight   = 841.89
	marginLeft   = 88.0
	marginRight  = 60.0
	marginTop    = 74.0
	marginBottom = 68.0
	hang         = 34.0 // how far numbers and wide tables reach into the left margin
	measure      = pageWidth - marginLeft - marginRight
)

// Colours, as in the HTML report. Each has a contrast of at least 4.5 to 1 on white where it is the colour of text.
var (
	inkColour      = rgb(0x1f2328)
	mutedColour    = rgb(0x535a63)
	ruleColour     = rgb(0xc9cfd6)
	faintColour    = rgb(0xf3f5f8)
	accentColour   = rgb(0x0c3b6c)
	linkColour     = rgb(0x0b4f8a)
	disparity      = rgb(0xa33b08)
	parityColour   = rgb(0x0b5c94)
	inconclusive   = rgb(0x53565d)
	unjudgedColour = rgb(0x59606a)
)

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

// verdictColour returns the colour of a verdict; its shape and word say the same.
func verdictColour(s report.Shape) color.NRGBA {
	switch s {
	case report.ShapeDisparity:
		return disparity
	case report.ShapeParity:
		return parityColour
	case report.ShapeInconclusive:
		return inconclusive
	default:
		return unjudgedColour
	}
}

// A style is how text is set: size and distance of baselines in points.
type style struct {
	size    float64
	leading float64
	colour  color.NRGBA
	bold    bool
	justify bool
}

// styles are those of a language. Ideographs fill their em square, so Chinese needs more room between lines than Latin letters.
type styles struct {
	body, lead, small, note, table, title, subtitle, head1, head2, field, contents style
	width                                                                          float64 // of running text
}

func isChinese(lang string) bool { return lang == "zh" || strings.HasPrefix(lang, "zh-") }

func stylesFor(lang string) styles {
	if isChinese(lang) {
		return styles{
			body:     style{size: 10.5, leading: 17.5, colour: inkColour, justify: true},
			lead:     style{size: 12, leading: 20, colour: inkColour, justify: true},
			small:    style{size: 9, leading: 14, colour: inkColour},
			note:     style{size: 8, leading: 12.5, colour: mutedColour},
			table:    style{size: 8.5, leading: 12.5, colour: inkColour},
			title:    style{size: 25, leading: 36, colour: accentColour, bold: true},
			subtitle: style{size: 13, leading: 20, colour: mutedColour},
			head1:    style{size: 16, leading: 24, colour: accentColour, bold: true},
			head2:    style{size: 12, leading: 18, colour: inkColour, bold: true},
			field:    style{size: 9.5, leading: 15.5, colour: inkColour},
			contents: style{size: 9.2, leading: 13.4, colour: inkColour},
			width:    measure - 3, // 42 ideographs of 10.5 points and what rounding needs
		}
	}
	return styles{
		body:     style{size: 9.8, leading: 14.8, colour: inkColour},
		lead:     style{size: 11.5, leading: 16.8, colour: inkColour},
		small:    style{size: 8.6, leading: 12.4, colour: inkColour},
		note:     style{size: 7.8, leading: 11, colour: mutedColour},
		table:    style{size: 8.3, leading: 11.4, colour: inkColour},
		title:    style{size: 25, leading: 32, colour: accentColour, bold: true},
		subtitle: style{size: 13, leading: 18, colour: mutedColour},
		head1:    style{size: 16, leading: 21, colour: accentColour, bold: true},
		head2:    style{size: 11.8, leading: 15.8, colour: inkColour, bold: true},
		field:    style{size: 9.3, leading: 13.6, colour: inkColour},
		contents: style{size: 9, leading: 12.9, colour: inkColour},
		width:    412, // about 75 letters
	}
}
