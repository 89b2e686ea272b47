package sheet

import "strings"

// nearest returns the name that differs least from the one asked for, case aside, in at most half of its letters; empty when none
// does. The distance is that of Levenshtein (1966): letters to insert, delete or replace.
func nearest(asked string, names []string) string {
	const longest = 200 // nobody mistypes longer names, and the work is the product of the lengths
	want := []rune(strings.ToLower(asked))
	best, bestDistance := "", len(want)/2+1
	for _, name := range names {
		got := []rune(strings.ToLower(name))
		if len(want) > longest || len(got) > longest {
			continue
		}
		if d := distance(want, got); d < bestDistance {
			best, bestDistance = name, d
		}
	}
	return best
}

func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before := row[0]
		row[0] = i + 1
		for j := range b {
			changed := before
			if a[i] != b[j] {
				changed++
			}
			before = row[j+1]
			row[j+1] = min(changed, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
