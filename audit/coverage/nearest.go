package coverage

import (
	"strings"
	"unicode/utf8"
)

// longestCompared is how many characters of a name are compared; the distance takes their square in time.
const longestCompared = 100

// nearest returns the candidate most like the name, "" when none shares at least half of its characters. Case is not counted; of
// equals the first is taken.
func nearest(name string, candidates []string) string {
	best, least := "", 0
	for _, c := range candidates {
		a, b := folded(name), folded(c)
		d := editDistance(a, b)
		if 2*d <= max(len(a), len(b)) && (best == "" || d < least) {
			best, least = c, d
		}
	}
	return best
}

func folded(s string) []rune {
	if utf8.RuneCountInString(s) > longestCompared {
		s = string([]rune(s)[:longestCompared])
	}
	return []rune(strings.ToLower(s))
}

// editDistance returns the least number of characters to insert, remove or replace that turn a into b (Levenshtein 1966).
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
