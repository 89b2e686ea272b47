package tally_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/ingest"
	"auditd/audit/tally"
)

func textPart(name, text string) tally.Part {
	return tally.Part{Source: ingest.Source{
		Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
		At: bytes.NewReader([]byte(text)), Size: int64(len(text)),
	}}
}

// One file for every stage: the first holds everybody, the others the ids of those who were left. An id that the first file does
// not have is told; a person who is absent from a stage is no fault.
func TestFilesOfStages(t *testing.T) {
	request := tally.Request{Attributes: []audit.Attribute{{Column: "sex", Name: "sex"}}}
	plan := audit.TablePlan{Name: "stages", Axes: []audit.AxisName{{Role: audit.AxisAttribute, Name: "sex"}}}
	for k := 1; k <= 2; k++ {
		name := fmt.Sprint("s", k)
		request.Fields = append(request.Fields, audit.Field{Kind: audit.FieldPresence, Attribute: audit.Attribute{Column: audit.StageColumn(k), Name: name}})
		plan.Axes = append(plan.Axes, audit.AxisName{Role: audit.AxisField, Name: name})
	}
	request.Tables = []audit.TablePlan{plan}
	files := audit.Files{How: audit.HowStages, ID: "id"}
	parts := []tally.Part{
		textPart("all.csv", "id,sex\n1,f\n2,f\n3,m\n4,m\n5,m\n"), textPart("first.csv", "id,sex\n1,f\n3,m\n4,m\n9,m\n"), textPart("second.csv", "id\n3\n4\n"),
	}
	cells, notices, err := tally.Files(context.Background(), request, files, parts, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	table := cells.Table("stages")
	for k := range table.N {
		for i, code := range table.At(k) {
			got += table.Axes[i].Values[code] + " "
		}
		got += fmt.Sprintln(table.N[k])
	}
	want := "f absent absent 1\nf present absent 1\nm absent absent 1\nm present present 2\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if len(notices) != 1 || notices[0].Key != tally.NoteUnused || notices[0].Args[0] != "first.csv" || notices[0].Args[1] != "1" {
		t.Errorf("notices %v, want one row of first.csv that is not in all.csv", notices)
	}
	if _, _, err := tally.Files(context.Background(), request, files, parts[:2], nil); err == nil || !strings.Contains(err.Error(), "2 stages and 1 files") {
		t.Errorf("a stage without a file gives %v", err)
	}
	if _, _, err := tally.Files(context.Background(), request, files, append(parts, textPart("third.csv", "id\n3\n")), nil); err == nil {
		t.Error("a file without a stage is passed over in silence")
	}
}
