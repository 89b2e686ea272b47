// Package trend says whether something changed: a rate, a difference or a ratio between two independent samples, a rate along
// periods, and the mix of groups between two samples. Every interval is made of the intervals of its parts, so that it stays
// near its level where rates are near 0 or 1 and groups are small.
//
// It does not know what is compared, whether a change is for the better, or how many changes are looked at.
package trend
