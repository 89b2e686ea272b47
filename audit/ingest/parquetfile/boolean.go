package parquetfile

import (
	"encoding/binary"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"
)

// runLength is the code of the encoding of truth values as runs (Apache Parquet, encodings, RLE = 3). The library takes such a run
// for whole bytes and gives other values than were written wherever its length is no multiple of eight; Spark and pyarrow write
// these runs into every page of version 2. So they are decoded here.
const runLength = 3

// A runPage is where the truth values of a page stand in the file.
type runPage struct {
	pageHeader
	at  int64 // of the page's body
	own bool  // encoded as runs, to be decoded here
}

// turnRuns replaces the truth values of the page that was turned to by those that are decoded here, where they are runs.
func (k *columnReader) turnRuns() error {
	if len(k.truths) == 0 || k.rows == 0 {
		return nil
	}
	p := k.truths[0]
	k.truths = k.truths[1:]
	if !p.own {
		return nil
	}
	count := k.rows
	for _, l := range k.levels {
		if l != k.column.defined {
			count--
		}
	}
	var err error
	k.values, err = k.file.runs(p, k.codec(), k.column.defined > 0, count)
	return err
}

// isRuns reports whether the values of a page are encoded as runs.
func (h pageHeader) isRuns() bool { return h.encoding == runLength }

// runs returns the truth values of a page as bits, least significant first, count of them.
func (f *File) runs(p runPage, codec parquetCodec, optional bool, count int) (encoding.Values, error) {
	none := encoding.Values{}
	body := make([]byte, p.packed)
	if _, err := io.ReadFull(io.NewSectionReader(f.at, p.at, p.packed), body); err != nil {
		return none, err
	}
	body, size := body[p.levels:], p.unpacked-p.levels // levels of version 2 stand before what is compressed
	if size < 0 {
		return none, errPageSize
	}
	if !p.plain {
		unpacked, err := codec.Decode(make([]byte, 0, size), body)
		if err != nil {
			return none, err
		}
		body = unpacked
	}
	if int64(len(body)) != size {
		return none, errPageSize
	}
	if optional && p.kind == dataPage { // levels of version 1 stand in front, with their length
		levels, err := prefixed(body)
		if err != nil {
			return none, err
		}
		body = body[4+len(levels):]
	}
	values, err := prefixed(body)
	if err != nil {
		return none, err
	}
	bits, err := bitRuns(values, count)
	return encoding.BooleanValues(bits), err
}

// parquetCodec unpacks a page.
type parquetCodec interface {
	Decode(dst, src []byte) ([]byte, error)
}

func (k *columnReader) codec() parquetCodec { return parquet.LookupCompressionCodec(k.chunk.Codec) }

// prefixed returns the bytes whose length stands before them in four bytes.
func prefixed(b []byte) ([]byte, error) {
	if len(b) < 4 {
		return nil, errRange
	}
	n := uint64(binary.LittleEndian.Uint32(b))
	if n > uint64(len(b)-4) {
		return nil, errRange
	}
	return b[4 : 4+n], nil
}

// bitRuns decodes runs and packed groups of eight (Apache Parquet, "Run Length Encoding / Bit-Packing Hybrid", bit width 1) into
// count bits. Bits beyond, which fill a group up, are left away; too few are an error.
func bitRuns(src []byte, count int) ([]byte, error) {
	dst := make([]byte, (count+7)/8)
	for at := 0; at < count; {
		head, n := binary.Uvarint(src)
		if n <= 0 {
			return nil, errRange
		}
		src = src[n:]
		length, packed := head>>1, head&1 == 1
		if packed {
			length = min(length, uint64(count)) // in groups; more are not asked for
			if length > uint64(len(src)) {
				return nil, errRange
			}
			for i := 0; i < 8*int(length) && at < count; i++ {
				dst[at/8] |= src[i/8] >> (i % 8) & 1 << (at % 8)
				at++
			}
			src = src[length:]
			continue
		}
		if len(src) == 0 {
			return nil, errRange
		}
		for range min(length, uint64(count-at)) {
			dst[at/8] |= src[0] & 1 << (at % 8)
			at++
		}
		src = src[1:]
	}
	return dst, nil
}
