package figure

import (
	"fmt"
	"math"
	"testing"
)

func calibrationExample(t pick) CalibrationCurves {
	bin := func(score, rate, half float64, small bool) CalibrationBin {
		return CalibrationBin{Score: score, Rate: rate, Lower: max(0, rate-half), Upper: min(1, rate+half), Small: small}
	}
	return CalibrationCurves{
		Text: Text{
			Title:       t("What a score means in each group", "同一分数在各群体中的含义"),
			Description: t("Rural applicants turn out positive more often than their score says.", "农村申请人实际为正例的比例高于其分数。"),
		},
		X: t("Mean score of the bin", "分箱平均分"), Y: t("Share that turned out positive", "实际为正例的占比"),
		Panels: []CalibrationPanel{
			{t("Urban", "城镇"), t("12,400 people", "12,400 人"), []CalibrationBin{bin(0.1, 0.1, 0.02, false), bin(0.3, 0.32, 0.03, false), bin(0.5, 0.49, 0.03, false), bin(0.7, 0.7, 0.03, false), bin(0.9, 0.91, 0.02, false)}, nil, ""},
			{t("Rural", "农村"), t("1,810 people", "1,810 人"), []CalibrationBin{bin(0.1, 0.19, 0.05, false), bin(0.3, 0.42, 0.06, false), bin(0.5, 0.61, 0.06, false), bin(0.7, 0.8, 0.07, false), bin(0.88, 0.9, 0.15, true)}, []Place{{0.1, 0.1}, {0.3, 0.32}, {0.5, 0.49}, {0.7, 0.7}, {0.9, 0.91}}, ""},
			{t("Migrant workers without a local residence permit", "未持有本地居住证的流动务工人员"), t("4 people", "4 人"), nil, nil, t("no label is known", "无已知标签")},
		},
		Equal: t("Where scores and rates agree", "分数与实际比例一致处"), Reference: t("The reference group", "参照群体"), Bin: t("Rate of a bin with its 95% interval", "分箱的实际比例及 95% 区间"),
		Small: t("Open mark: fewer than 30 people", "空心标记：少于 30 人"),
	}
}

func rocExample(t pick) ROCCurves {
	curve := func(k float64) (out []Place) {
		for i := range 21 {
			x := float64(i) / 20
			out = append(out, Place{x, math.Round(1000*math.Pow(x, k)) / 1000})
		}
		return out
	}
	return ROCCurves{
		Text: Text{
			Title:       t("How well the score ranks each group", "分数对各群体的排序能力"),
			Description: t("The score ranks rural applicants less well.", "分数对农村申请人的排序能力较弱。"),
		},
		X: t("Share of negatives above the cut", "负例中高于阈值的占比"), Y: t("Share of positives above the cut", "正例中高于阈值的占比"),
		Panels: []ROCPanel{
			{t("Urban (reference)", "城镇（参照）"), "AUC 0.78 [0.76, 0.79]", curve(0.28), nil, ""},
			{t("Rural", "农村"), "AUC 0.66 [0.62, 0.70]", curve(0.5), curve(0.28), ""},
			{t("Stateless", "无国籍"), "–", nil, nil, t("nobody with a negative label", "无负例标签")},
		},
		Group: t("The group", "该群体"), Reference: t("The reference group", "参照群体"), Chance: t("No better than chance", "与随机无异"),
	}
}

func distributionExample(t pick) ScoreDistributions {
	reference := []float64{0.02, 0.05, 0.08, 0.12, 0.18, 0.2, 0.15, 0.1, 0.07, 0.03}
	f := ScoreDistributions{
		Text: Text{
			Title:       t("How the scores are spread", "分数分布"),
			Description: t("Rural scores lie lower.", "农村申请人的分数偏低。"),
		},
		X: t("Score", "分数"), Y: t("Share of the group's people", "占本群体人数的比例"),
		Panels: []DistributionPanel{
			{t("Urban (reference)", "城镇（参照）"), t("mean 58.1", "均分 58.1"), reference, nil, ""},
			{t("Rural", "农村"), t("mean 47.9", "均分 47.9"), []float64{0.05, 0.1, 0.15, 0.18, 0.17, 0.13, 0.1, 0.07, 0.04, 0.01}, reference, ""},
			{t("Stateless", "无国籍"), "–", nil, nil, t("nobody has a score", "无人有分数")},
		},
		Group: t("The group", "该群体"), Reference: t("The reference group", "参照群体"),
	}
	for i := range 11 {
		f.Edges = append(f.Edges, float64(10*i))
	}
	return f
}

func sweepExample(t pick) ThresholdSweep {
	var cuts, grid []SweepCut
	for i := range 19 {
		at := 5 + 5*float64(i)
		// hundredths, so that every processor draws the same
		r := math.Round(100*(1.02-0.0065*at)) / 100
		c := SweepCut{at, r, r - 0.05 - at*0.001, r + 0.05 + at*0.001}
		cuts = append(cuts, c)
		if i%4 == 1 {
			grid = append(grid, SweepCut{at, r, c.Lower - 0.05, c.Upper + 0.05})
		}
	}
	cuts[18].Ratio, cuts[18].Lower, cuts[18].Upper = math.NaN(), math.NaN(), math.NaN()
	return ThresholdSweep{
		Text: Text{
			Title:       t("What another cut would do", "若改用其他阈值"),
			Description: t("The ratio falls below four fifths from a cut of 35 on.", "阈值达 35 起，比值低于五分之四。"),
		},
		X: t("Cut of the score", "分数阈值"), Y: t("Selection rate over that of the reference", "选择率 ÷ 参照群体选择率"), Min: 0, Max: 100,
		Band: &Band{0.8, 1.25, t("Counts as alike", "视为相当")}, Operating: 60,
		Panels: []SweepPanel{
			{t("Rural", "农村"), cuts, grid, []float64{35}, ""},
			{t("Stateless", "无国籍"), nil, nil, nil, t("nobody has a score", "无人有分数")},
		},
		Ratio: t("Ratio at each cut", "各阈值下的比值"), Pointwise: t("95% interval at that cut alone", "仅就该阈值的 95% 区间"),
		Simultaneous: t("Intervals that hold for all declared cuts together", "对全部预设阈值同时成立的区间"), InUse: t("Cut in use", "现用阈值"),
		Crossing: t("Where the ratio passes 0.8", "比值越过 0.8 之处"),
	}
}

// reason draws a reason now and then.
func (m maker) reason() string {
	if m.yes("undefined") {
		return m.label("reason")
	}
	return ""
}

func (m maker) places() (out []Place) {
	for range m.to(12, "places") {
		out = append(out, Place{m.number("x"), m.number("y")})
	}
	return out
}

func (m maker) calibration(text Text) Figure {
	f := CalibrationCurves{Text: text, X: m.label("x axis"), Y: m.label("y axis"), Min: m.number("min"), Max: m.number("max"), Equal: m.label("equal"), Reference: m.label("reference"), Bin: m.label("bin"), Small: m.label("small")}
	for range m.to(8, "panels") {
		p := CalibrationPanel{Label: m.label("label"), N: m.label("n"), Reference: m.places(), Reason: m.reason()}
		for range m.to(10, "bins") {
			p.Bins = append(p.Bins, CalibrationBin{m.number("score"), m.number("rate"), m.number("lower"), m.number("upper"), m.yes("small")})
		}
		f.Panels = append(f.Panels, p)
	}
	return f
}

func (m maker) roc(text Text) Figure {
	f := ROCCurves{Text: text, X: m.label("x axis"), Y: m.label("y axis"), Group: m.label("group"), Reference: m.label("reference"), Chance: m.label("chance")}
	for range m.to(8, "panels") {
		f.Panels = append(f.Panels, ROCPanel{m.label("label"), m.label("printed"), m.places(), m.places(), m.reason()})
	}
	return f
}

func (m maker) distributions(text Text) Figure {
	f := ScoreDistributions{Text: text, X: m.label("x axis"), Y: m.label("y axis"), Group: m.label("group"), Reference: m.label("reference")}
	from, step := m.number("from"), m.number("step")
	for i := range 1 + m.to(12, "edges") {
		f.Edges = append(f.Edges, from+float64(i)*step)
	}
	for range m.to(8, "panels") {
		p := DistributionPanel{Label: m.label("label"), Printed: m.label("printed"), Reason: m.reason()}
		for range len(f.Edges) - 1 {
			p.Shares, p.Reference = append(p.Shares, m.share("share")), append(p.Reference, m.share("other share"))
		}
		f.Panels = append(f.Panels, p)
	}
	return f
}

func (m maker) sweep(text Text) Figure {
	f := ThresholdSweep{
		Text: text, X: m.label("x axis"), Y: m.label("y axis"), Min: m.number("min"), Max: m.number("max"), Band: &Band{0.8, 1.25, m.label("band")},
		Operating: m.number("operating"), Ratio: m.label("ratio"), Pointwise: m.label("pointwise"), Simultaneous: m.label("simultaneous"),
		InUse: m.label("in use"), Crossing: m.label("crossing"),
	}
	for range m.to(6, "panels") {
		p := SweepPanel{Label: m.label("label"), Reason: m.reason()}
		for _, at := range m.places() {
			c := SweepCut{at.X, at.Y, m.number("lower"), m.number("upper")}
			p.Cuts, p.Grid, p.Crossings = append(p.Cuts, c), append(p.Grid, c), append(p.Crossings, at.X)
		}
		f.Panels = append(f.Panels, p)
	}
	return f
}

// Every value is drawn where the axes say: the corners of the range at the corners of the plot, whatever the width.
func TestPlane(t *testing.T) {
	for _, width := range []float64{100, 317} {
		p := plane{scale{Axis: Axis{Min: -1, Max: 3}, left: 20, right: 20 + width}, scale{Axis: Axis{Min: 0, Max: 1}, left: 90, right: 10}}
		for _, c := range []struct{ x, y, wantX, wantY float64 }{
			{-1, 0, 20, 90},
			{3, 1, 20 + width, 10},
			{1, 0.5, 20 + width/2, 50},
			{9, -4, 20 + width, 90}, // held to the ends
		} {
			if got := p.at(c.x, c.y); math.Abs(got.X-c.wantX) > 1e-3 || math.Abs(got.Y-c.wantY) > 1e-3 {
				t.Errorf("%v %v: got %v, want %v %v", c.x, c.y, got, c.wantX, c.wantY)
			}
		}
	}
}

// A panel whose parts do not fit is refused, not drawn askew.
func TestDistributionShape(t *testing.T) {
	f := ScoreDistributions{Edges: []float64{0, 1, 2}, Panels: []DistributionPanel{{Shares: []float64{1}}}}
	if _, err := Lay(f, Options{}); err == nil {
		t.Error("one share between three edges was drawn")
	}
	// Twenty panels, none, and one on a telephone are all laid out within the sheet.
	for _, n := range []int{0, 1, 20} {
		roc := ROCCurves{X: "x", Y: "y"}
		for k := range n {
			roc.Panels = append(roc.Panels, ROCPanel{Label: fmt.Sprint("group ", k), Curve: []Place{{0, 0}, {1, 1}}})
		}
		for _, o := range []Options{{}, {Narrow: true}} {
			d, err := Lay(roc, o)
			if err != nil || d.Height <= 0 {
				t.Errorf("%d panels: %v, height %v", n, err, d.Height)
			}
		}
	}
}
