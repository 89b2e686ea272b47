package audit

import "strings"

// Nearest returns the known word closest to a mistyped one, empty when none is close: at most half of its letters differ, case aside, or
// one begins with the other. Ties go to the word that comes first.
func Nearest(word string, known []string) string {
	best, bestDistance := "", 1+max(1, len([]rune(word))/2)
	for _, k := range known {
		d := distance(strings.ToLower(word), strings.ToLower(k))
		if d < bestDistance {
			best, bestDistance = k, d
		}
	}
	if best != "" || len(word) < 3 {
		return best
	}
	for _, k := range known {
		lower := strings.ToLower(word)
		if strings.HasPrefix(strings.ToLower(k), lower) || (len(word) <= 2*len(k) && strings.HasPrefix(lower, strings.ToLower(k))) {
			return k
		}
	}
	return ""
}

// distance is the number of letters to insert, delete, replace or swap with their neighbour (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 200 || len(y) > 200 {
		return 1 << 20 // no hint for absurd words, and no quadratic work on them
	}
	var before, row []int
	for j := range len(y) + 1 {
		row = append(row, j)
	}
	for i := 1; i <= len(x); i++ {
		next := make([]int, len(y)+1)
		next[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(y)]
}
