package report

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// thin empties pointers, slices and numbers of a value at random, one in odds, so that every combination of absent parts is met
// sooner or later.
func thin(v reflect.Value, rng *rand.Rand, odds int) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.String, reflect.Int64, reflect.Float64:
		if rng.IntN(odds) == 0 && v.CanSet() {
			v.SetZero()
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			thin(v.Elem(), rng, odds)
		}
	case reflect.Slice:
		for i := range v.Len() {
			thin(v.Index(i), rng, odds)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			thin(v.Field(i), rng, odds)
		}
	}
}

// Whatever part of an audit is absent, empty or nought, there is a report, and it holds together (Document.Check).
func TestAnyPartMayBeAbsent(t *testing.T) {
	for seed := range uint64(120) {
		a := example(t)
		a.Findings = append(a.Findings[:20:20], a.Findings[len(a.Findings)-8:]...)
		thin(reflect.ValueOf(a).Elem(), rand.New(rand.NewPCG(seed, 1)), []int{4, 20, 100}[seed%3])
		if _, err := New(a, Options{Lang: Languages[seed%2]}); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}
