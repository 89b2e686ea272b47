package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"

	"auditd/audit"
	"auditd/audit/ingest/unpack"
)

// people is a table that shows what matters: two characters of which one is valid UTF-8 when written in GBK, a long name, a
// character outside the basic plane.
const people = "性别,地区,年龄\n女,延边朝鲜族自治州,15-59\n男,长春市,60+\n女,𠮷林,0-14\n"

// encoded writes text in an encoding.
func encoded(e encoding.Encoding, text string) string {
	out, err := e.NewEncoder().String(text)
	if err != nil {
		panic(err)
	}
	return out
}

var (
	little = xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)
	big    = xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)
)

// TestDetection reads one table written in many ways and wants the same rows, and what was found out about the writing.
func TestDetection(t *testing.T) {
	gb := encoded(simplifiedchinese.GB18030, people)
	guessed := func(name string) []audit.Note { return []audit.Note{{Key: "encoding_guessed", Args: []string{name}}} }
	tests := []struct {
		name string
		data string
		opt  Options
		want audit.Input
	}{
		{"plain", people, Options{}, audit.Input{Encoding: "utf-8", Delimiter: ","}},
		{"with byte order mark", "\ufeff" + people, Options{}, audit.Input{Encoding: "utf-8", Delimiter: ","}},
		{"semicolon", strings.ReplaceAll(people, ",", ";"), Options{}, audit.Input{Encoding: "utf-8", Delimiter: ";"}},
		{"tab", strings.ReplaceAll(people, ",", "\t"), Options{}, audit.Input{Encoding: "utf-8", Delimiter: "\t"}},
		{"bar", strings.ReplaceAll(people, ",", "|"), Options{}, audit.Input{Encoding: "utf-8", Delimiter: "|"}},
		{"declared character of one byte", strings.ReplaceAll(people, ",", "^"), Options{Delimiter: "^"}, audit.Input{Encoding: "utf-8", Delimiter: "^"}},
		{"declared character of three bytes", strings.ReplaceAll(people, ",", "，"), Options{Delimiter: "，"}, audit.Input{Encoding: "utf-8", Delimiter: "，"}},
		{"declared tab", strings.ReplaceAll(people, ",", "\t"), Options{Delimiter: "tab"}, audit.Input{Encoding: "utf-8", Delimiter: "\t"}},
		{"lines end with CR LF", strings.ReplaceAll(people, "\n", "\r\n"), Options{}, audit.Input{Encoding: "utf-8", Delimiter: ","}},
		{"lines end with CR", strings.ReplaceAll(people, "\n", "\r"), Options{}, audit.Input{Encoding: "utf-8", Delimiter: ",", Notes: []audit.Note{{Key: "line_ends_cr"}}}},
		{"lines end with CR LF and LF", strings.Replace(people, "\n", "\r\n", 1), Options{}, audit.Input{Encoding: "utf-8", Delimiter: ","}},
		{"last line without end", strings.TrimSuffix(people, "\n"), Options{}, audit.Input{Encoding: "utf-8", Delimiter: ","}},
		{"all in quotes", `"` + strings.ReplaceAll(strings.ReplaceAll(strings.TrimSuffix(people, "\n"), ",", `","`), "\n", "\"\n\"") + `"`, Options{}, audit.Input{Encoding: "utf-8", Delimiter: ","}},
		{"blank lines", "\n" + strings.ReplaceAll(people, "\n", "\n\r\n"), Options{}, audit.Input{Encoding: "utf-8", Delimiter: ",", BlankLines: 5}},
		{"GB18030", gb, Options{}, audit.Input{Encoding: "gb18030", Delimiter: ",", Notes: guessed("gb18030")}},
		{"GB18030 declared", gb, Options{Encoding: "gb18030"}, audit.Input{Encoding: "gb18030", Delimiter: ","}},
		{"GB18030 declared as GBK", gb, Options{Encoding: "GBK"}, audit.Input{Encoding: "gb18030", Delimiter: ","}},
		{"GB18030 with mark", "\x84\x31\x95\x33" + gb, Options{}, audit.Input{Encoding: "gb18030", Delimiter: ","}},
		{"GB18030 with bars", strings.ReplaceAll(gb, ",", "|"), Options{}, audit.Input{Encoding: "gb18030", Delimiter: "|", Notes: guessed("gb18030")}},
		{"UTF-16 with mark", "\xff\xfe" + encoded(little, people), Options{}, audit.Input{Encoding: "utf-16le", Delimiter: ","}},
		{"UTF-16 the other way round with mark", "\xfe\xff" + encoded(big, people), Options{}, audit.Input{Encoding: "utf-16be", Delimiter: ","}},
		{"UTF-16", encoded(little, people), Options{}, audit.Input{Encoding: "utf-16le", Delimiter: ",", Notes: guessed("utf-16le")}},
		{"UTF-16 the other way round", encoded(big, people), Options{}, audit.Input{Encoding: "utf-16be", Delimiter: ",", Notes: guessed("utf-16be")}},
		{"gzip", packed(people), Options{}, audit.Input{Encoding: "utf-8", Delimiter: ",", Compression: "gzip"}},
		{"gzip of two members", packed(people[:30]) + packed(people[30:]), Options{}, audit.Input{Encoding: "utf-8", Delimiter: ",", Compression: "gzip"}},
		{"zstd", packedZstd(people), Options{}, audit.Input{Encoding: "utf-8", Delimiter: ",", Compression: "zstd"}},
		{"zstd of GB18030", packedZstd(gb), Options{}, audit.Input{Encoding: "gb18030", Delimiter: ",", Compression: "zstd", Notes: guessed("gb18030")}},
	}
	want := table{
		Columns: []string{"性别", "地区", "年龄"},
		Rows:    [][]string{{"女", "延边朝鲜族自治州", "15-59"}, {"男", "长春市", "60+"}, {"女", "𠮷林", "0-14"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.want.Name, test.want.Format, test.want.Rows = "people.csv", "csv", 3
			test.want.Bytes = int64(len(test.data))
			sum := sha256.Sum256([]byte(test.data))
			test.want.SHA256 = hex.EncodeToString(sum[:])
			for _, block := range []int{0, 1, 5, 64} {
				test.opt.block = block
				got, info, err := collect(memory("people.csv", []byte(test.data)), test.opt)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("blocks of %d: rows, -want +got\n%s", block, d)
				}
				if d := cmp.Diff(test.want, info.Input); d != "" {
					t.Errorf("blocks of %d: input, -want +got\n%s", block, d)
				}
			}
		})
	}
}

// TestOtherEncodings are those that are read when they are declared.
func TestOtherEncodings(t *testing.T) {
	for name, data := range map[string]string{
		"big5":         encoded(traditionalchinese.Big5, "性別\n女\n"),
		"windows-1252": encoded(charmap.Windows1252, "性別\n女\n"[:0]+"sexé\nfé\n"),
	} {
		got, info, err := collect(memory("x.csv", []byte(data)), Options{Encoding: name})
		if err != nil || info.Input.Encoding != name || len(got.Rows) != 1 {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

// TestDoubtfulEncoding: 女 in GBK is C5 AE, which is Ů in UTF-8. Nothing in such a file can tell, so a person has to.
func TestDoubtfulEncoding(t *testing.T) {
	doubt := []audit.Note{{Key: "encoding_doubtful", Args: []string{"utf-8", "Ů", "gb18030", "女"}}}
	tests := []struct {
		name string
		data string
		opt  Options
		want []audit.Note
	}{
		{"only 女", "sex,n\n\xc5\xae,1\nx,2\n", Options{}, doubt},
		{"only 女, far down", "sex,n\n" + strings.Repeat("x,1\n", unpack.HeadSize) + "\xc5\xae,1\n", Options{}, doubt},
		{"declared", "sex,n\n\xc5\xae,1\nx,2\n", Options{Encoding: "utf-8"}, nil},
		{"with mark", "\ufeffsex,n\nŮ,1\n", Options{}, nil},
		{"with a character of three bytes", "sex,n\nŮ,1\n女,2\n", Options{}, nil},
		{"ASCII", "sex,n\nx,1\n", Options{}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, info, err := collect(memory("people.csv", []byte(test.data)), test.opt)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(test.want, info.Input.Notes); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestGBKFarDown has a head of ASCII and GBK below it. The batches before are counted already, so the reading stops and says
// what to declare, rather than to begin again on a guess.
func TestGBKFarDown(t *testing.T) {
	data := "sex,n\n" + strings.Repeat("x,1\n", unpack.HeadSize) + "\xc4\xd0,1\n"
	_, err := Read(context.Background(), memory("people.csv", []byte(data)), Options{}, ignore)
	want := fmt.Sprintf(`people.csv row %d column "sex": bytes that are not UTF-8: "\xc4\xd0" (declare the encoding of the file; in gb18030 this is "男")`, unpack.HeadSize+2)
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	got, _, err := collect(memory("people.csv", []byte(data)), Options{Encoding: "gb18030"})
	if err != nil || got.Rows[unpack.HeadSize][0] != "男" {
		t.Errorf("declared: %v", err)
	}
}
