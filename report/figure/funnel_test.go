package figure

import "math"

// The numbers are those of methods 2.1: every stage passes four fifths, the whole process does not.
func funnelExample(t pick) Funnel {
	city, village := t("Urban registration", "城镇户籍"), t("Rural registration", "农村户籍")
	row := func(stage, group string, share, reference float64, printed, n, ratio string) FunnelRow {
		return FunnelRow{Section: stage, Label: group, Share: share, Reference: reference, Printed: printed, N: n, Ratio: ratio}
	}
	none := math.NaN()
	first, second, third := t("After stage 1: documents complete", "第 1 环节之后：材料齐全"), t("After stage 2: credit record found", "第 2 环节之后：有信用记录"), t("After stage 3: score above the cut", "第 3 环节之后：评分过线")
	few := row(third, t("No fixed residence", "无固定住所"), 0.1, 0.315, "10.0%", "2", "0.317")
	few.Small = true
	return Funnel{
		Text: Text{
			Title:       t("People left after every stage", "各环节之后剩余的人"),
			Description: t("After the last stage 31.5% of the reference group are left and 21.6% of the other.", "最后一个环节之后，参照群体剩 31.5%，另一群体剩 21.6%。"),
		},
		Heads:     FunnelHeads{Group: t("Group", "群体"), Share: t("Left", "剩余"), N: t("n", "人数"), Ratio: t("Ratio", "比值")},
		Label:     t("Share of those who entered", "占进入者的份额"),
		Reference: t("Stroke: reference group", "竖线：参照群体"),
		Small:     t("Hatched: fewer people than the plan asks for", "斜线：人数低于方案下限"),
		Rows: []FunnelRow{
			row(first, city, 0.9, none, "90.0%", "9,000", "–"), row(first, village, 0.8, 0.9, "80.0%", "1,600", "0.889"),
			row(second, city, 0.63, none, "63.0%", "6,300", "–"), row(second, village, 0.48, 0.63, "48.0%", "960", "0.762"),
			row(third, city, 0.315, none, "31.5%", "3,150", "–"), row(third, village, 0.216, 0.315, "21.6%", "432", "0.686"), few,
			{Section: third, Label: t("Returned from abroad", "归国人员"), Share: none, Reference: 0.315, Printed: "–", N: "0", Reason: t("nobody entered", "无人进入")},
		},
	}
}

func (m maker) funnel(text Text) Figure {
	f := Funnel{Text: text, Heads: FunnelHeads{m.label("head"), "s", "n", m.label("ratio")}, Label: m.label("axis"), Reference: m.label("reference"), Small: m.label("small")}
	for range m.to(40, "rows") {
		f.Rows = append(f.Rows, FunnelRow{
			m.label("section"), m.label("label"), m.share("share"), m.share("reference"), m.label("printed"), "9", "0.9", m.yes("small"), "",
		})
	}
	return f
}
