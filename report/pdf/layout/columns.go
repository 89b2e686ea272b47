package layout

// A Column is what Share has to know of a column of a table. Lengths are points.
type Column struct {
	Least   float64 // width of its widest word
	Natural float64 // width of its widest cell on one line
	Share   float64 // of the width, when the table asks for one; 0 when it does not
}

// LeastSum returns the width below which words of a table must be broken.
func LeastSum(columns []Column) float64 {
	total := 0.0
	for _, c := range columns {
		total += c.Least
	}
	return total
}

// Share divides a width among columns. The widths may add up to less than the room, never to more.
func Share(columns []Column, room float64) []float64 {
	width := make([]float64, len(columns))
	asked, natural := 0.0, 0.0
	for _, c := range columns {
		asked += c.Share
		natural += c.Natural
	}
	least := LeastSum(columns)
	switch {
	case asked > 0:
		for i, c := range columns {
			width[i] = max(room*c.Share/asked, c.Least)
		}
		return fitted(width, room)
	case natural <= room:
		return spread(columns, room-natural)
	}
	for i, c := range columns {
		width[i] = c.Least
	}
	if least >= room {
		return fitted(width, room)
	}
	// Every column has its least; the rest goes, step by step, to the column whose longest cell takes most lines.
	const steps = 100
	for range steps {
		most := 0
		for i := range width {
			if columns[i].lines(width[i]) > columns[most].lines(width[most]) {
				most = i
			}
		}
		width[most] += (room - least) / steps
	}
	return width
}

// Longest returns about how many lines the longest cell of a table takes.
func Longest(columns []Column, widths []float64) float64 {
	most := 0.0
	for i, c := range columns {
		most = max(most, c.lines(widths[i]))
	}
	return most
}

// lines is about how many lines the longest cell takes. Very long cells count as long ones, so that they do not starve the others.
func (c Column) lines(width float64) float64 {
	const longest = 1600.0
	return min(c.Natural, longest) / max(width, 1)
}

// spread gives every column its natural width, and parts the columns with what is left, up to a point: figures far apart are hard to
// read across.
func spread(columns []Column, left float64) []float64 {
	const most = 26.0
	width := make([]float64, len(columns))
	extra := min(left/float64(max(len(columns)-1, 1)), most)
	for i, c := range columns {
		width[i] = c.Natural
		if i < len(columns)-1 {
			width[i] += extra
		}
	}
	return width
}

// fitted scales widths down to a sum.
func fitted(widths []float64, room float64) []float64 {
	total := 0.0
	for _, w := range widths {
		total += w
	}
	scale := min(1, room/max(total, 1))
	for i := range widths {
		widths[i] *= scale
	}
	return widths
}
