package design_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/ingest"
	"auditd/audit/measure"
	"auditd/audit/planfile"
	"auditd/audit/tally"
)

func run(t *testing.T, data []byte, more string) *audit.Design {
	t.Helper()
	a, err := counted(t, data, more)
	if err != nil {
		t.Fatal(err)
	}
	return a.Design
}

// counted takes rows through counting and measuring; the error is that of counting.
func counted(t *testing.T, data []byte, more string) (*audit.Audit, error) {
	t.Helper()
	p, err := planfile.Parse("plan", []byte("version: 1\ncolumns:\n  attributes: [grp]\n  decision: {column: d, selected: [1], favourable: true}\n  cluster: cluster\n"+more+"reference: {grp: a}\n"))
	if err != nil {
		t.Fatal(err)
	}
	fields, tables := measure.Tables(p)
	part := tally.Part{Source: ingest.Source{
		Name: "clusters.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }, At: bytes.NewReader(data), Size: int64(len(data)),
	}}
	cells, notices, err := tally.Files(context.Background(), tally.Request{
		Attributes: p.Columns.Attributes, Decision: p.Columns.Decision, Weight: p.Columns.Weight, Fields: fields, Tables: tables,
	}, p.Files, []tally.Part{part}, nil)
	if err != nil {
		return nil, err
	}
	a, err := measure.Run(measure.Input{Plan: p, Cells: cells, Notices: notices})
	if err != nil {
		t.Fatal(err)
	}
	return a, nil
}

func near(t *testing.T, what string, got *audit.Real, want float64) {
	t.Helper()
	if got == nil || math.Abs(float64(*got)-want) > 1e-9 {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// testdata/clusters.csv holds 80 people of 8 clusters in 2 strata. The expected numbers were computed from its rows by the formula of
// methods 4.12 in Python (sums of w(y−p)/Σw by cluster, their covariance within strata), with scipy.stats.t.ppf(.975, 6) =
// 2.44691185114497.
func TestLinearisedFromRows(t *testing.T) {
	data, err := os.ReadFile("testdata/clusters.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, more          string
		pd, diff, low, high float64
		ratio, rlow, rhigh  float64
	}{
		{"unweighted", "  survey_stratum: stratum\n", .34375, -.46875, -.7299310965346413, -.20756890346535872, .4230769230769231, .23311180915103624, .7678464831623526},
		{"weighted", "  survey_stratum: stratum\n  weight: w\n", .4166666666666667, -.40277777777777773, -.6667538046819784, -.13880175087357705, .5084745762711865, .2964795079558109, .8720548563265222},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := run(t, data, c.more)
			if d.Clusters != 8 || d.Strata != 2 || d.DF != 6 || d.Lonely != 0 || d.LeftOut != 0 {
				t.Errorf("%d clusters, %d strata, df %d, lonely %d, left out %d", d.Clusters, d.Strata, d.DF, d.Lonely, d.LeftOut)
			}
			near(t, "rate of d", d.Rates[1].Rate.Value, c.pd)
			cmp := d.Comparisons[0]
			near(t, "difference", cmp.Difference.Value, c.diff)
			near(t, "lower", audit.Ptr(cmp.Difference.Interval.Lower), c.low)
			near(t, "upper", audit.Ptr(cmp.Difference.Interval.Upper), c.high)
			near(t, "ratio", cmp.Ratio.Value, c.ratio)
			near(t, "lower", audit.Ptr(cmp.Ratio.Interval.Lower), c.rlow)
			near(t, "upper", audit.Ptr(cmp.Ratio.Interval.Upper), c.rhigh)
			if d.Tests[0].Test == nil || d.Tests[0].Test.FamilyN != 1 {
				t.Errorf("Rao and Scott: %+v", d.Tests[0])
			}
		})
	}
}

// A stratum with a single cluster is collapsed and said, people without a cluster are left out and counted, and one cluster alone has
// no variance.
func TestDegenerate(t *testing.T) {
	rows := "cluster,stratum,grp,d\n"
	for _, c := range []string{"1,x", "2,x", "3,y"} {
		for range 5 {
			rows += c + ",a,1\n" + c + ",a,0\n" + c + ",d,0\n" + c + ",d,1\n"
		}
	}
	d := run(t, []byte(rows+",x,a,1\n"), "  survey_stratum: stratum\n")
	if d.LeftOut != 1 || d.Clusters != 3 || d.Lonely != 1 {
		t.Errorf("left out %d, clusters %d, lonely %d; want 1, 3, 1", d.LeftOut, d.Clusters, d.Lonely)
	}
	one := run(t, []byte("cluster,grp,d\n1,a,1\n1,a,0\n1,d,1\n1,d,0\n"), "")
	if len(one.Comparisons) > 0 && one.Comparisons[0].Difference.Interval != nil {
		t.Errorf("one cluster has a variance: %+v", one.Comparisons[0])
	}
}

// A survey has more clusters than an attribute has groups: 2,000 are counted, although an attribute may have 1,000 values. Cluster k holds a
// selected person of a where k is even, one of d where 4 divides k, and one who was not selected of either. So p_a = 1000/3000 and p_d =
// 500/2500. With z by cluster as in methods 4.12, Σz = 0 and V = m/(m−1)·Σz²: of a, 1000 clusters have z = (1 − 2·1/3)/3000 and 1000
// have −(1/3)/3000; likewise for d, and the product of both for the covariance.
func TestTwoThousandClusters(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("cluster,grp,d\n")
	for k := range 2000 {
		fmt.Fprintf(&rows, "c%d,a,0\nc%d,d,0\n", k, k)
		if k%2 == 0 {
			fmt.Fprintf(&rows, "c%d,a,1\n", k)
		}
		if k%4 == 0 {
			fmt.Fprintf(&rows, "c%d,d,1\n", k)
		}
	}
	d := run(t, []byte(rows.String()), "")
	if d.Clusters != 2000 || d.DF != 1999 {
		t.Fatalf("%d clusters, df %d", d.Clusters, d.DF)
	}
	sum := 0.0 // of (z_d − z_a)²
	for k := range 2000 {
		za, zd := -1./3/3000, -1./5/2500
		if k%2 == 0 {
			za += (1 - 1./3) / 3000
		}
		if k%4 == 0 {
			zd += (1 - 1./5) / 2500
		}
		sum += (zd - za) * (zd - za)
	}
	se := math.Sqrt(2000. / 1999 * sum)
	const quantile = 1.9611514201705613 // scipy.stats.t.ppf(.975, 1999)
	c := d.Comparisons[0]
	near(t, "difference", c.Difference.Value, 500./2500-1000./3000)
	near(t, "lower", audit.Ptr(c.Difference.Interval.Lower), 500./2500-1000./3000-quantile*se)
}

// Beyond the limit a file is refused with the column and the limit.
func TestTooManyClusters(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("cluster,grp,d\n")
	for k := range 20_001 {
		fmt.Fprintf(&rows, "c%d,a,1\n", k)
	}
	_, err := counted(t, []byte(rows.String()), "")
	var e *audit.Error
	if !errors.As(err, &e) || e.Column != "cluster" || !strings.Contains(e.Text, "20000") {
		t.Errorf("got %v", err)
	}
}
