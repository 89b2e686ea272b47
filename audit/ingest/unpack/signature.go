package unpack

import "bytes"

// A signature is the first bytes of a kind of file that is not read here, so that the message can name it.
type signature struct {
	magic string
	what  string
}

var signatures = []signature{
	{"\x89PNG\r\n\x1a\n", "a PNG picture"},
	{"\xff\xd8\xff", "a JPEG picture"},
	{"GIF8", "a GIF picture"},
	{"%PDF-", "a PDF document"},
	{"PK\x03\x04", "a ZIP archive"},
	{"PK\x05\x06", "an empty ZIP archive"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Microsoft Office document"},
	{"{\\rtf", "an RTF document"},
	{"Rar!\x1a\x07", "a RAR archive"},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive"},
	{"BZh", "bzip2 data"},
	{"\xfd7zXZ\x00", "xz data"},
	{"\x04\x22\x4d\x18", "LZ4 data"},
	{"\x1f\x8b", "gzip data within the packed file"},
	{"\x28\xb5\x2f\xfd", "zstd data within the packed file"},
	{"SQLite format 3\x00", "an SQLite database"},
	{"PAR1", "a Parquet file"},
	{"ORC", "an ORC file"},
	{"Obj\x01", "an Avro file"},
	{"ARROW1", "an Arrow file"},
	{"$FL2", "an SPSS file"},
	{"\x7fELF", "a program"},
	{"MZ", "a program"},
}

// LooksLike names what the first bytes are, empty when they are nothing known. Signatures made of letters alone count only
// where the bytes are no text otherwise: a column may well be called ORC.
func LooksLike(head []byte) string {
	for _, s := range signatures {
		if !bytes.HasPrefix(head, []byte(s.magic)) {
			continue
		}
		if binaryMagic(s.magic) || bytes.IndexByte(head, 0) >= 0 {
			return s.what
		}
	}
	return ""
}

// binaryMagic reports whether a signature has a byte that text has not, or is long enough to be no accident.
func binaryMagic(magic string) bool {
	for i := range len(magic) {
		if c := magic[i]; c >= 0x80 || c < '\t' {
			return true
		}
	}
	return len(magic) > 4
}
