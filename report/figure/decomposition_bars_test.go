package figure

import "math"

// The numbers are those of admissions at Berkeley in 1973 (methods 5.3).
func decompositionExample(t pick) DecompositionBars {
	nan := [2]float64{math.NaN(), math.NaN()}
	strata := t("By department", "按院系")
	row := func(label string, composition, within float64, printedC, printedW, n string) DecompositionRow {
		return DecompositionRow{
			Section: strata, Label: label, Composition: composition, CompositionEnds: nan, Within: within, WithinEnds: nan,
			PrintedComposition: printedC, PrintedWithin: printedW, N: n,
		}
	}
	return DecompositionBars{
		Text: Text{
			Title:       t("Where the difference in admissions comes from", "录取率之差从何而来"),
			Description: t("Women applied to departments that admit few.", "女性多申请录取率低的院系。"),
		},
		Heads: DecompositionHeads{Stratum: t("Department", "院系"), Composition: t("Spread", "分布"), Within: t("Rates", "比率"), N: t("n", "人数")},
		Label: t("Difference, women − men, percentage points", "差值：女 − 男，百分点"),
		Line:  &Line{-0.142, t("whole difference −14.2", "总差值 −14.2")},
		Rows: []DecompositionRow{
			{
				Section: t("All departments", "全部院系"), Label: t("Together", "合计"), Composition: -0.178, CompositionEnds: [2]float64{-0.203, -0.151},
				Within: 0.036, WithinEnds: [2]float64{0.001, 0.068}, PrintedComposition: "−17.8", PrintedWithin: "+3.6", N: "4,526",
			},
			row("A", -0.0862, 0.0372, "−8.6", "+3.7", "933"),
			row("B", -0.0546, 0.0055, "−5.5", "+0.6", "585"),
			row("C", -0.0039, -0.0063, "−0.4", "−0.6", "918"),
			{Section: strata, Label: t("G, for women only", "G（只招女性）"), Composition: math.NaN(), CompositionEnds: nan, Within: math.NaN(), WithinEnds: nan, N: "12", Reason: t("nobody of the reference group", "参照群体无人")},
		},
		Composition: t("Hatched: because the groups are spread differently", "斜线：两个群体分布不同所致"),
		Within:      t("Solid: because rates differ within the departments", "实心：院系内部比率不同所致"),
	}
}

func (m maker) decomposition(text Text) Figure {
	f := DecompositionBars{
		Text: text, Heads: DecompositionHeads{m.label("head"), "c", "w", "n"}, Label: m.label("axis"), Line: &Line{m.number("line"), m.label("line label")},
		Composition: m.label("composition"), Within: m.label("within"),
	}
	for range m.to(40, "rows") {
		f.Rows = append(f.Rows, DecompositionRow{
			m.label("section"), m.label("label"), m.number("part"),
			[2]float64{m.number("low"), m.number("high")},
			m.number("part"),
			[2]float64{m.number("low"), m.number("high")},
			m.label("printed"), "+1.0", "9", "",
		})
	}
	return f
}
