package unpack

import "testing"

func TestBomb(t *testing.T) {
	for _, c := range []struct {
		what             string
		unpacked, packed int64
		want             bool
	}{
		{"16 MiB from 20 bytes exhaust nobody", 16 << 20, 20, false},
		{"a byte more from as few", 16<<20 + 1, 20, true},
		{"25,000,000 from 100,000: 250 times", 25_000_000, 100_000, false},
		{"25,000,250 from 100,000: a whole time more per byte", 25_000_250, 99_999, true},
		{"a gigabyte from ten megabytes: 100 times, as tables pack", 1_000_000_000, 10_000_000, false},
	} {
		if got := Bomb(c.unpacked, c.packed); got != c.want {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}
