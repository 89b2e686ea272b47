package department_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/docket/department"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

// TestRegion checks codes of GB/T 2260 (six digits) with those of GB/T 10114 (nine and twelve).
func TestRegion(t *testing.T) {
	tests := []struct {
		code  department.Region
		level department.Level
		good  bool
	}{
		{"220000", department.Province, true},   // Jilin
		{"510000", department.Province, true},   // Sichuan
		{"220100", department.Prefecture, true}, // Changchun
		{"220102", department.County, true},     // Nanguan district
		{"469001", department.County, true},     // Wuzhishan, directly below Hainan
		{"220102001", department.Township, true},
		{"441900003", department.Township, true}, // Dongguan has no counties
		{"220102001001", department.Village, true},
		{"220100", department.Province, false},
		{"220000", department.Prefecture, false},
		{"220100", department.County, false},
		{"990000", department.Province, false},
		{"22000", department.Province, false},
		{"22000a", department.Province, false},
		{"２２0000", department.Province, false},
		{"220102000", department.Township, false},
		{"220102001000", department.Village, false},
		{"220000", 0, false},
		{"220000", 6, false},
	}
	for _, test := range tests {
		err := test.code.Check(test.level)
		if (err == nil) != test.good || err != nil && audit.KindOf(err) != audit.Invalid {
			t.Errorf("%q at level %d: got %v", test.code, test.level, err)
		}
	}
	if !department.Region("220000").Contains("220102001") || department.Region("220100").Contains("220200") || department.Region("").Contains("220000") {
		t.Error("containment is wrong")
	}
}

func TestTree(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := department.New(dockettest.Open(t, fresh()))
		line := []department.Department{
			{ID: "p", Level: department.Province, Region: "220000", Name: "吉林省"},
			{ID: "c", Parent: "p", Level: department.Prefecture, Region: "220100", Name: "长春市"},
			{ID: "x", Parent: "c", Level: department.County, Region: "220102", Name: "南关区"},
			{ID: "t", Parent: "x", Level: department.Township, Region: "220102001", Name: "街道"},
			{ID: "v", Parent: "t", Level: department.Village, Region: "220102001001", Name: "社区"},
		}
		for _, d := range line {
			if err := s.Create(ctx, d, start); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Unit(ctx, "v")
		if err != nil || !slices.Equal(got, review.Unit{"p", "c", "x", "t", "v"}) {
			t.Errorf("got %v, %v", got, err)
		}
		for _, bad := range []struct {
			d    department.Department
			kind audit.Kind
		}{
			{department.Department{ID: "y", Parent: "none", Level: department.Province, Region: "220000", Name: "x"}, audit.Invalid},
			{department.Department{ID: "y", Parent: "c", Level: department.Province, Region: "220000", Name: "x"}, audit.Invalid},
			{department.Department{ID: "y", Parent: "c", Level: department.County, Region: "220202", Name: "x"}, audit.Invalid},
			{department.Department{ID: "y", Level: department.County, Region: "220000", Name: "x"}, audit.Invalid},
			{department.Department{ID: "y", Level: department.Province, Region: "220000"}, audit.Invalid},
			{line[0], audit.Conflict},
		} {
			if err := s.Create(ctx, bad.d, start); audit.KindOf(err) != bad.kind {
				t.Errorf("%+v: got %v, want %v", bad.d, err, bad.kind)
			}
		}
		roots, err := s.Children(ctx, "", sqldb.Page{})
		if err != nil || len(roots.Items) != 1 || roots.Items[0].ID != "p" || !roots.Items[0].At.Equal(start) {
			t.Errorf("roots: %+v, %v", roots, err)
		}
		if _, err := s.Unit(ctx, "none"); audit.KindOf(err) != audit.NotFound {
			t.Errorf("an unknown department: %v", err)
		}
	})
}
