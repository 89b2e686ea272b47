package html

import "auditd/report"

// shapes are the signs of verdicts, drawn in a box of 16 by 16. They stand beside the word and are hidden from screen readers,
// which read the word.
var shapes = map[report.Shape]string{
	report.ShapeDisparity:    `<path d="M8 1.6 15 14H1z"/>`,
	report.ShapeParity:       `<circle cx="8" cy="8" r="6.4"/>`,
	report.ShapeInconclusive: `<path d="M8 1 15 8 8 15 1 8z"/>`,
	report.ShapeNone:         `<path class="hollow" d="M2.5 2.5h11v11h-11z"/>`,
}

func badgeClass(s report.Shape) string {
	switch s {
	case report.ShapeDisparity:
		return "disparity"
	case report.ShapeParity:
		return "parity"
	case report.ShapeInconclusive:
		return "inconclusive"
	default:
		return "unjudged"
	}
}

// badge writes a verdict in shape and word.
func badge(b report.Badge) string {
	shape, ok := shapes[b.Shape]
	if !ok {
		shape = shapes[report.ShapeNone]
	}
	return `<span class="badge ` + badgeClass(b.Shape) + `"><svg class="sign" viewBox="0 0 16 16" aria-hidden="true" focusable="false">` + shape + `</svg>` + esc(b.Text) + `</span>`
}
