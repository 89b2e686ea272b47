package figure

import (
	"fmt"
	"math"
)

// The examples show every sign that a figure has. Their numbers are made up for the drawing; the catalogue test compares the SVG
// of each with testdata/<kind>_<language>_<width>.svg, and a new type of figure needs an example here.

// pick chooses the text of a language.
type pick func(en, zh string) string

func language(lang string) pick {
	return func(en, zh string) string {
		if lang == "zh" {
			return zh
		}
		return en
	}
}

func examples(lang string) []Figure {
	t := language(lang)
	return []Figure{calibrationExample(t), classSharesExample(t), coverageExample(t), decompositionExample(t), driftExample(t), forestExample(t), funnelExample(t), heatMapExample(t), missingExample(t), patternExample(t), rateExample(t), rocExample(t), distributionExample(t), subgroupLatticeExample(t), sweepExample(t), topSharesExample(t)}
}

func forestExample(t pick) Forest {
	shown, parity, open := t("disparity shown", "已显示差异"), t("parity shown", "已显示相当"), t("inconclusive", "尚无定论")
	sex, age, household := t("Sex", "性别"), t("Age", "年龄"), t("Household registration", "户籍")
	inf := math.Inf(1)
	row := func(section, label string, v, lo, hi float64, n string, m Mark, verdict string) ForestRow {
		return ForestRow{
			Section: section, Label: label, Value: v, Lower: lo, Upper: hi, Printed: fmt.Sprintf("%.2f [%.2f, %.2f]", v, lo, hi),
			N: n, Mark: m, Verdict: verdict,
		}
	}
	rows := []ForestRow{
		row(sex, t("Women", "女性"), 0.93, 0.90, 0.96, "18,211", Parity, parity),
		row(age, t("18–29", "18–29 岁"), 1.06, 1.01, 1.12, "7,004", Parity, parity),
		row(age, t("60 and over", "60 岁及以上"), 0.78, 0.73, 0.84, "5,210", Inconclusive, open),
		row(household, t("Rural household registration", "农村户籍"), 0.71, 0.68, 0.75, "9,120", Disparity, shown),
		row(household, t("Migrant workers without a local residence permit, including their families", "未持有本地居住证的流动务工人员及其随迁家属"),
			0.64, 0.57, 0.72, "1,411", Disparity, shown),
		{
			Section: household, Label: t("Returned from abroad", "归国人员"), Value: 1.9, Lower: 0.42, Upper: inf, Printed: t("1.90 [0.42, no limit]", "1.90 [0.42, 无上限]"),
			N: "7", Mark: Unjudged, Verdict: t("not judged", "未作判断"), Small: true,
		},
		{
			Section: household, Label: t("Collective household", "集体户"), Value: math.NaN(), Printed: "–", N: "0",
			Reason: t("nobody in the group", "该群体无人"), Mark: Unjudged, Verdict: t("undefined", "无定义"),
		},
	}
	return Forest{
		Text: Text{
			Title:       t("Selection-rate ratio by group", "各群体选择率之比"),
			Description: t("Two groups fall below the band, two lie within it.", "两个群体低于区间，两个群体在区间内。"),
		},
		Heads: ForestHeads{Group: t("Group", "群体"), Value: t("Ratio [95% interval]", "比值 [95% 区间]"), N: t("n", "人数"), Verdict: t("Verdict", "结论")},
		Axis:  Axis{Label: t("Selection rate, group over reference", "选择率：群体 ÷ 参照群体"), Log: true},
		Band:  &Band{0.8, 1.25, t("counts as alike", "视为相当")},
		Line:  &Line{1, ""},
		Rows:  rows,
		Small: t("Open mark, broken line: fewer people than the plan asks for", "空心标记、虚线：人数低于方案下限"),
		Arrow: t("The interval goes on beyond the axis", "区间超出坐标轴"),
	}
}

func heatMapExample(t pick) HeatMap {
	rows := []string{
		t("Women, 18–29", "女，18–29 岁"), t("Women, 30–59", "女，30–59 岁"), t("Women, 60 and over", "女，60 岁及以上"),
		t("Men, 18–29", "男，18–29 岁"), t("Men, 30–59", "男，30–59 岁"), t("Men, 60 and over", "男，60 岁及以上"),
	}
	columns := []string{t("Urban", "城镇"), t("Rural", "农村"), t("Ethnic minority", "少数民族"), t("Migrant worker", "流动人口"), t("Disabled", "残障人士")}
	f := HeatMap{
		Text: Text{
			Title:       t("True positive rate by intersection", "交叉群体的真正例率"),
			Description: t("Rates fall from left to right.", "比率自左向右下降。"),
		},
		RowHead: t("Sex and age", "性别与年龄"), ColumnHead: t("Household and status", "户籍与身份"), Rows: rows, Columns: columns,
		Words: CellWords{
			Small: t("Hatched: fewer than 30 people", "斜线：少于 30 人"), Empty: t("Dotted outline: nobody in the intersection", "虚线框：该交叉群体无人"),
			Undefined: t("Crossed out: nobody with a positive label", "叉号：无正例标签"), Withheld: t("Grey: withheld from publication", "灰色：不予公布"),
		},
	}
	for i := range rows {
		var cells []Cell
		for j := range columns {
			// hundredths, so that the printed value is the drawn one
			v := float64(95-7*(i%3)-11*j) / 100
			cells = append(cells, Cell{Value: v, Text: fmt.Sprintf("%.2f", v), N: fmt.Sprintf("n %d", 812-90*i-100*j)})
		}
		f.Cells = append(f.Cells, cells)
	}
	f.Cells[2][4] = Cell{State: CellSmall, Value: 0.45, Text: "0.45", N: "n 12"}
	f.Cells[5][1] = Cell{State: CellSmall, Value: 0.95, Text: "0.95", N: "n 22"}
	f.Cells[5][3] = Cell{State: CellEmpty, Text: t("none", "无")}
	f.Cells[5][4] = Cell{State: CellUndefined, Text: "0/0", N: "n 3"}
	f.Cells[4][4] = Cell{State: CellWithheld, Text: t("withheld", "不公布")}
	return f
}

func coverageExample(t pick) CoverageBars {
	nan := math.NaN()
	under, over, alike := t("under-represented", "代表不足"), t("over-represented", "代表过多"), t("in proportion", "与人口相称")
	age := t("Age", "年龄")
	return CoverageBars{
		Text: Text{
			Title:       t("Share of the data and of the population", "数据占比与人口占比"),
			Description: t("People of 60 and over are under-represented.", "60 岁及以上人群代表不足。"),
		},
		Heads: CoverageHeads{Group: t("Group", "群体"), Share: t("Data", "数据"), Population: t("Population", "人口"), Verdict: t("Verdict", "结论")},
		Label: t("Share", "占比"),
		Data:  t("Share of the data with its 95% interval; a triangle points to the side on which it lies", "数据占比及 95% 区间；三角形指向偏离的一侧"), Population: t("Share of the population", "人口占比"),
		Rows: []CoverageRow{
			{age, t("18–29", "18–29 岁"), 0.41, 0.395, 0.425, 0.24, "41.0%", "24.0%", Over, over, ""},
			{age, t("30–59", "30–59 岁"), 0.47, 0.455, 0.485, 0.475, "47.0%", "47.5%", Parity, alike, ""},
			{age, t("60 and over", "60 岁及以上"), 0.12, 0.11, 0.13, 0.285, "12.0%", "28.5%", Under, under, ""},
			{t("Region", "地区"), t("Mountain counties", "山区县"), 0.05, 0.03, 0.08, 0.06, "5.0%", "6.0%", Inconclusive, t("inconclusive", "尚无定论"), ""},
			{t("Region", "地区"), t("Abroad", "境外"), 0.02, 0.015, 0.026, nan, "2.0%", "–", Unjudged, t("not in the census", "普查无此群体"), ""},
			{t("Region", "地区"), t("Unknown", "未知"), nan, nan, nan, nan, "–", "–", Unjudged, "", t("counted, not compared", "只计数，不比较")},
		},
	}
}

func rateExample(t pick) RateDots {
	nan := math.NaN()
	return RateDots{
		Text: Text{
			Title:       t("Selection rate by group", "各群体选择率"),
			Description: t("Rates run from 31 to 58 per cent.", "比率介于 31% 与 58% 之间。"),
		},
		Heads: RateHeads{Group: t("Group", "群体"), Rate: t("Rate [95% interval]", "比率 [95% 区间]"), N: t("n", "人数")},
		Label: t("Selection rate", "选择率"),
		Line:  &Line{0.447, t("all 44.7%", "全体 44.7%")},
		Rows: []RateRow{
			{"", t("Urban", "城镇"), 0.58, 0.56, 0.60, "58.0% [56.0, 60.0]", "2,410", false, ""},
			{"", t("Rural", "农村"), 0.31, 0.28, 0.34, "31.0% [28.0, 34.0]", "912", false, ""},
			{"", t("Migrant", "流动人口"), 0.4, 0.17, 0.69, "40.0% [16.8, 68.7]", "10", true, ""},
			{"", t("Stateless", "无国籍"), nan, nan, nan, "–", "0", false, t("nobody in the denominator", "分母为零")},
		},
		Small: t("Open mark: fewer than 30 people", "空心标记：少于 30 人"),
	}
}

func missingExample(t pick) MissingBars {
	return MissingBars{
		Text: Text{
			Title:       t("Records without a label", "缺少标签的记录"),
			Description: t("Rural records lack the label most often.", "农村记录最常缺少标签。"),
		},
		Heads: MissingHeads{Group: t("Group", "群体"), Share: t("Missing", "缺失"), N: t("Records", "记录数")},
		Label: t("Share of records without a label", "缺少标签的记录占比"),
		Line:  &Line{0.081, t("all 8.1%", "全体 8.1%")},
		Rows: []MissingRow{
			{"", t("Urban", "城镇"), 0.042, 0.036, 0.049, "4.2%", "4,021", false, ""},
			{"", t("Rural", "农村"), 0.173, 0.155, 0.193, "17.3%", "1,544", false, ""},
			{"", t("Migrant", "流动人口"), 0.12, 0.042, 0.3, "12.0%", "25", true, ""},
			{"", t("Diplomatic", "外交人员"), math.NaN(), math.NaN(), math.NaN(), "–", "0", false, t("no records", "无记录")},
		},
		Small: t("Hatched: fewer than 30 records", "斜线：少于 30 条记录"),
	}
}

func patternExample(t pick) PatternMatrix {
	women, rural, minority, old := t("women", "女"), t("rural", "农村"), t("minority", "少数民族"), t("60 and over", "60 岁及以上")
	return PatternMatrix{
		Text: Text{
			Title:       t("Combinations with too few records", "记录不足的组合"),
			Description: t("Four combinations have fewer than 100 records.", "四个组合的记录少于 100 条。"),
		},
		Attributes: []string{t("Sex", "性别"), t("Age", "年龄"), t("Region", "地区"), t("Ethnicity", "民族")},
		Heads:      PatternHeads{Count: t("Records", "记录数"), Kind: t("Why it matters", "重要性")},
		Label:      t("Records that match", "符合的记录数"),
		Threshold:  Line{100, t("100 needed", "需要 100 条")},
		Rows: []PatternRow{
			{[]string{"", old, rural, ""}, 88, 240, "88", t("under-covered", "覆盖不足"), Disparity},
			{[]string{women, old, "", minority}, 61, 150, "61", t("under-covered", "覆盖不足"), Disparity},
			{[]string{women, "", rural, minority}, 11, 14, "11", t("rare", "本就稀少"), Unjudged},
			{[]string{"", old, rural, minority}, 0, math.NaN(), "0", t("not in the census", "普查无此项"), Unjudged},
		},
		Any:      t("any", "任意"),
		Expected: t("Records in a proportional sample of the same size", "同等规模的比例样本应有的记录数"),
	}
}

func classSharesExample(t pick) ClassShares {
	sex, area := t("Sex", "性别"), t("Residence", "居住地")
	return ClassShares{
		Text: Text{
			Title:       t("Classes by group", "各群体所得类别"),
			Description: t("People in villages are refused more often.", "村镇居民被拒绝的比例较高。"),
		},
		Heads:   ClassHeads{Group: t("Group", "群体"), N: t("n", "人数")},
		Label:   t("Share of the group", "占该群体的比例"),
		Classes: []string{t("refused", "拒绝"), t("waiting list", "轮候"), t("small flat", "小户型"), t("family flat", "家庭户型")},
		Rows: []ClassRow{
			{sex, t("Women", "女性"), []float64{.31, .29, .25, .15}, "4,210", false, ""},
			{sex, t("Men", "男性"), []float64{.28, .27, .28, .17}, "4,006", false, ""},
			{area, t("Town", "城镇"), []float64{.22, .27, .31, .2}, "6,110", false, ""},
			{area, t("Villages, including those without a road in winter", "村镇，包括冬季不通车的村庄"), []float64{.52, .31, .16, .01}, "2,081", false, ""},
			{area, t("Homeless", "无固定居所"), []float64{0, 1, 0, 0}, "12", true, ""},
			{area, t("Not known", "不详"), []float64{math.NaN(), 0, 0, 0}, "0", false, t("nobody has a decision", "无人有决定")},
		},
		Small: t("Broken frame: fewer people than the plan asks for", "虚线框：人数低于方案下限"),
	}
}

func topSharesExample(t pick) TopShares {
	nan := math.NaN()
	women, men := t("Women", "女性"), t("Men", "男性")
	first := func(k int) string { return t(fmt.Sprintf("first %d", k), fmt.Sprintf("前%d位", k)) }
	row := func(group string, k int, share, lower, upper, whole, minimum float64) TopRow {
		return TopRow{group, first(k), share, lower, upper, whole, minimum, fmt.Sprintf("%.0f%%", 100*share), fmt.Sprintf("%.0f%%", 100*whole), ""}
	}
	return TopShares{
		Text: Text{
			Title:       t("Share of the first places and of the list", "前列占比与名单占比"),
			Description: t("Women hold fewer of the first 10 and 25 places than chance allows.", "女性在前10位和前25位中少于偶然所容许。"),
		},
		Heads: TopHeads{Top: t("Places", "位次"), Share: t("Of the first places", "前列占比"), Whole: t("Of the list", "名单占比")},
		Label: t("Share of the group", "该群体所占比例"),
		Share: t("Share of the first places; the line reaches as far as breaking ties or drawing lists can move it", "前列占比；线段表示同位次排序或名单抽取可造成的变动范围"),
		Whole: t("Share of the whole list", "整个名单占比"), Minimum: t("Least that FA*IR lets pass; a triangle lies below", "FA*IR 所容许的最低占比；三角形表示低于此值"),
		Rows: []TopRow{
			row(women, 10, .1, nan, nan, .45, .2), row(women, 25, .24, .2, .28, .45, .28), row(women, 50, .4, nan, nan, .45, .36),
			row(men, 10, .9, nan, nan, .55, .3), row(men, 25, .76, .72, .8, .55, .36),
			{t("Not recorded", "未登记"), first(10), nan, nan, nan, nan, nan, "–", "–", t("nobody in the list", "名单中无人")},
		},
	}
}
