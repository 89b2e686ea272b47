package figure

import "math"

func driftExample(t pick) DriftLines {
	point := func(v, half float64) DriftPoint { return DriftPoint{Value: v, Lower: v - half, Upper: v + half} }
	none := DriftPoint{Value: math.NaN(), Lower: math.NaN(), Upper: math.NaN()}
	few := point(0.55, 0.3)
	few.Small = true
	return DriftLines{
		Text: Text{
			Title:       t("Selection rate by quarter", "各季度选择率"),
			Description: t("The rate of rural people falls from 62% to 41%; that of urban people stays near 64%.", "农村居民的比率由 62% 降至 41%，城镇居民保持在 64% 左右。"),
		},
		X: t("Quarter", "季度"), Y: t("Selected", "入选比率"), Periods: []string{"2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"},
		Panels: []DriftPanel{
			{t("Urban (reference)", "城镇（参照）"), t("no drift shown", "未证实漂移"), []DriftPoint{point(0.63, 0.03), point(0.65, 0.03), none, point(0.64, 0.03), point(0.66, 0.04), point(0.64, 0.03)}, ""},
			{t("Rural", "农村"), t("falls, adjusted p < 0.001", "下降，校正后 p < 0.001"), []DriftPoint{point(0.62, 0.04), few, none, point(0.52, 0.04), point(0.47, 0.05), point(0.41, 0.04)}, ""},
			{t("Stateless", "无国籍"), "", nil, t("nobody has a decision", "无人有决定")},
		},
		Point: t("Rate with its 95% interval", "比率及其 95% 区间"), Small: t("Fewer people than the plan asks for", "人数少于方案要求"),
	}
}

func (m maker) drift(text Text) Figure {
	f := DriftLines{Text: text, X: m.label("x"), Y: m.label("y"), Point: m.label("point"), Small: m.label("small")}
	for range m.to(30, "periods") {
		f.Periods = append(f.Periods, m.label("period"))
	}
	for range m.to(8, "panels") {
		p := DriftPanel{Label: m.label("label"), Note: m.label("note")}
		if m.yes("undefined") {
			p.Reason = m.label("reason")
		}
		for range f.Periods {
			p.Points = append(p.Points, DriftPoint{m.number("value"), m.number("lower"), m.number("upper"), m.yes("small")})
		}
		f.Panels = append(f.Panels, p)
	}
	return f
}
