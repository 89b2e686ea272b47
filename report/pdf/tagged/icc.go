package tagged

import (
	"encoding/binary"
	"math"
)

// sRGB returns an ICC profile of version 2.4 for sRGB (IEC 61966-2-1), made from the formula and the primaries alone.
func sRGB() []byte {
	type entry struct {
		tag  string
		data []byte
	}
	curve := curveTag()
	// Primaries adapted to the white of the profile connection space, D50, as IEC 61966-2-1 profiles give them.
	entries := []entry{
		{"desc", descTag("sRGB IEC61966-2.1")},
		{"cprt", append([]byte("text\x00\x00\x00\x00"), "Public domain\x00"...)},
		{"wtpt", xyzTag(0.9505, 1, 1.0891)},
		{"rXYZ", xyzTag(0.43607, 0.22249, 0.01392)},
		{"gXYZ", xyzTag(0.38515, 0.71687, 0.09708)},
		{"bXYZ", xyzTag(0.14307, 0.06061, 0.7141)},
		{"rTRC", curve},
		{"gTRC", curve},
		{"bTRC", curve},
	}
	be := binary.BigEndian
	head := make([]byte, 128)
	be.PutUint32(head[8:], 0x02400000)
	copy(head[12:], "mntrRGB XYZ ")
	be.PutUint16(head[24:], 2026) // date of the profile: 1 January 2026
	be.PutUint16(head[26:], 1)
	be.PutUint16(head[28:], 1)
	copy(head[36:], "acsp")
	for i, v := range []uint32{63190, 65536, 54061} { // the white point D50 as s15Fixed16 numbers
		be.PutUint32(head[68+4*i:], v)
	}
	directory := be.AppendUint32(nil, uint32(len(entries)))
	var body []byte
	start := 128 + 4 + 12*len(entries)
	at, curveAt := 0, 0
	for _, e := range entries {
		if e.tag == "gTRC" || e.tag == "bTRC" { // the three curves are one
			at = curveAt
		} else {
			at = start + len(body)
			body = append(body, e.data...)
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
		}
		if e.tag == "rTRC" {
			curveAt = at
		}
		directory = append(directory, e.tag...)
		directory = be.AppendUint32(be.AppendUint32(directory, uint32(at)), uint32(len(e.data)))
	}
	be.PutUint32(head, uint32(start+len(body)))
	return append(append(head, directory...), body...)
}

// descTag is a text description: an ASCII text, then empty Unicode and Macintosh ones.
func descTag(text string) []byte {
	b := binary.BigEndian.AppendUint32([]byte("desc\x00\x00\x00\x00"), uint32(len(text)+1))
	b = append(b, text...)
	return append(b, make([]byte, 1+4+4+2+1+67)...)
}

func xyzTag(x, y, z float64) []byte {
	b := []byte("XYZ \x00\x00\x00\x00")
	for _, v := range []float64{x, y, z} {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
	}
	return b
}

// curveTag is the transfer curve of sRGB at 1,024 points.
func curveTag() []byte {
	const n = 1024
	b := binary.BigEndian.AppendUint32([]byte("curv\x00\x00\x00\x00"), n)
	for i := range n {
		v := float64(i) / (n - 1)
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		b = binary.BigEndian.AppendUint16(b, uint16(math.Round(v*65535)))
	}
	return b
}
