package parquetfile

import (
	"errors"
	"io"

	"github.com/parquet-go/parquet-go/format"

	"auditd/audit"
)

const (
	maxPageBytes  = 512 << 20 // after decompression; writers aim at one megabyte
	maxPageValues = 64 << 20
	headerBytes   = 1 << 10 // enough for most page headers
	maxHeader     = 1 << 20
)

var (
	errPageSize = errors.New("a page states a size that its column does not have")
	errPageRows = errors.New("the pages of a column have more values than its row group")
)

// checkPages walks over the headers of the pages of a column and checks the sizes that they state, because the library allocates
// what they ask for. Values that a page should have and has not are found when it is read. Of a column of truth values it returns
// the pages that have any.
func (f *File) checkPages(chunk *format.ColumnMetaData, rows int64) ([]runPage, error) {
	var pages []runPage
	at := chunk.DataPageOffset
	if chunk.DictionaryPageOffset > 0 {
		at = chunk.DictionaryPageOffset
	}
	if at < 0 || chunk.TotalCompressedSize > f.size-at {
		return nil, errPageSize
	}
	end := at + chunk.TotalCompressedSize
	buf := make([]byte, headerBytes)
	for values := int64(0); at < end && values < rows; {
		h, n, err := f.pageHeader(&buf, at, end)
		if err != nil {
			return nil, err
		}
		at += int64(n)
		if h.packed < 0 || h.packed > end-at || h.unpacked < 0 || h.values < 0 || h.levels > h.packed {
			return nil, errPageSize
		}
		if h.unpacked > maxPageBytes || h.values > maxPageValues {
			return nil, audit.Errorf(audit.Limit, "a page of the column has more than %d bytes or %d values", maxPageBytes, maxPageValues)
		}
		if h.kind != dictionaryPage {
			if values += h.values; values > rows {
				return nil, errPageRows
			}
			if chunk.Type == format.Boolean && h.values > 0 {
				pages = append(pages, runPage{pageHeader: h, at: at, own: h.isRuns()})
			}
		} else if h.values > h.unpacked*8 {
			return nil, errPageSize // a value takes at least a bit
		}
		at += h.packed
	}
	return pages, nil
}

// pageHeader reads the header at an offset and returns its length. buf grows when the header does not fit.
func (f *File) pageHeader(buf *[]byte, at, end int64) (pageHeader, int, error) {
	for {
		b := (*buf)[:min(int64(len(*buf)), end-at)]
		if _, err := f.at.ReadAt(b, at); err != nil && err != io.EOF {
			return pageHeader{}, 0, err
		}
		h, n, err := readPageHeader(b)
		if err == nil || len(b) < len(*buf) || len(*buf) >= maxHeader {
			return h, n, err
		}
		*buf = make([]byte, 4*len(*buf))
	}
}
