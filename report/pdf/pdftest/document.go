// Package pdftest has a small report in both languages with every kind of block in it, for the tests of PDF files. Its numbers and
// names are invented.
//
// It tests nothing itself.
package pdftest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"

	"auditd/report"
	"auditd/report/figure"
)

// Languages are the languages of the report.
var Languages = []string{"zh-CN", "en-GB"}

// say chooses the text of a language.
type say func(en, zh string) string

// Document returns the report in a language.
func Document(lang string) *report.Document {
	t := say(func(en, zh string) string {
		if lang == "zh-CN" {
			return zh
		}
		return en
	})
	results := []byte(`{"schema":1,"rates":[0.371,0.712]}`)
	sum := sha256.Sum256(results)
	digest := hex.EncodeToString(sum[:])
	d := &report.Document{
		Lang: lang, Title: t("Audit of the screening system", "初筛系统公平性审计"), Subtitle: t("Report of an audit of fairness", "公平性审计报告"),
		Query: "K7Q2-9FJM", Date: t("21 November 2026", "2026 年 11 月 21 日"), Words: words(t),
		Cover: []report.Field{
			{Name: t("Department", "主管部门"), Value: "某省人力资源部门"},
			{Name: t("Case", "案卷编号"), Value: "2026-017"},
			{Name: "results.json (SHA-256)", Value: digest, Code: true},
		},
		Attachments: []report.Attachment{{Name: "results.json", MIME: "application/json", Description: t("Results of the audit", "审计结果"), Size: "1 kB", SHA256: digest, Data: results}},
	}
	d.Sections = []report.Section{summary(t), data(t), missing(t), findings(t)}
	return d
}

func words(t say) report.Words {
	return report.Words{
		Contents: t("Contents", "目录"), Figure: t("Figure %d", "图 %d"), Table: t("Table %d", "表 %d"), Section: t("Section %s", "第 %s 节"),
		Page: t("Page %d of %d", "第 %d 页，共 %d 页"), Footnotes: t("Notes", "注释"), Footnote: t("Note %d", "注 %d"), Data: t("Data of %s", "%s的数据"),
		Continued: t("(continued)", "（续）"), Identification: t("Digests and codes", "摘要值与编码"), Download: t("Download %s (%s)", "下载 %s（%s）"),
		Skip: t("Skip", "跳过"), Back: t("Back to note %d", "返回注 %d"), Top: t("Top", "顶部"), Query: t("Query code", "查询码"),
	}
}

func text(s string) report.Text { return report.Text{{Text: s}} }

func summary(t say) report.Section {
	return report.Section{ID: "summary", Level: 1, Title: text(t("Summary", "摘要")), Blocks: []report.Block{
		&report.Paragraph{Lead: true, Text: text(t("Two of three criteria show a disparity, and one could not be decided.", "三项准则中两项存在差异，一项依现有数据不能判定。"))},
		&report.Verdicts{Items: []report.VerdictItem{
			{Badge: report.Badge{Shape: report.ShapeDisparity, Text: t("Disparity shown", "存在差异")}, Title: text(t("Selection rate", "入选率")), Text: text(t("Women and men", "女与男")), Ref: "findings"},
			{Badge: report.Badge{Shape: report.ShapeParity, Text: t("Parity shown", "显示均等")}, Title: text(t("True positive rate", "真阳性率")), Text: text(t("All groups", "全部群体"))},
			{Badge: report.Badge{Shape: report.ShapeInconclusive, Text: t("Inconclusive", "证据不足")}, Title: text(t("Calibration", "校准")), Text: nil},
			{Badge: report.Badge{Shape: report.ShapeNone, Text: t("Not judged", "未作判断")}, Title: text(t("Score", "评分"))},
		}},
		&report.Note{Kind: report.NoteLimit, Title: t("What this does not say", "本报告不说明什么"), Text: []report.Text{text(t("“Inconclusive” does not mean “fair”: these data can’t decide…", "“证据不足”不等于公平，只表示依现有数据不能判定……"))}},
	}}
}

func data(t say) report.Section {
	note := &report.Foot{Text: text(t("Wilson 1927, Journal of the American Statistical Association 22, 209–212", "威尔逊 1927，《美国统计协会会刊》第 22 卷")), URL: "https://example.org/wilson?a=1&b=(2)"}
	return report.Section{ID: "data", Level: 1, Title: text(t("Data", "数据")), Blocks: []report.Block{
		&report.Paragraph{Text: report.Text{
			{Text: t("The file ", "文件 ")},
			{Text: "申请_2024.csv", Data: true},
			{Text: t(" has 4,664 rows; intervals are those of Wilson", "共 4664 行；区间采用威尔逊方法")},
			{Foot: note},
			{Text: t(". See ", "。见")},
			{Ref: "sizes"},
			{Text: t(", and AVATAR in ", "和")},
			{Text: "Fairness", Strong: true, Lang: "en-GB"},
			{Text: t(".", "。")},
		}},
		&report.Paragraph{Text: report.Text{{Text: t("A second reference to the same note", "再次引用同一注释")}, {Foot: note}, {Text: t(" stands here. ", "。")}, {Text: "auditd audit --plan plan.yaml /data/2024/applications.csv", Code: true}}},
		&report.Facts{Items: []report.Fact{{Term: text(t("People", "人数")), Text: text("4 637")}, {Term: text(t("Attribute", "属性")), Text: report.Text{{Text: "民族 (nation)", Data: true}}}}},
		&report.List{Items: []report.Text{text(t("The first item of a list.", "列表第一项。")), text(t("The second item, with “quotation marks”.", "第二项，带《书名》、“引号”（括号）。"))}},
		&report.List{Ordered: true, Items: []report.Text{text(t("Collect 229 records.", "补充 229 条记录。")), text(t("Explain the difference.", "说明差异的原因。"))}},
		longTable(t),
	}}
}

func missing(t say) report.Section {
	return report.Section{ID: "missing", Level: 2, Title: text(t("Values as they were read", "读入的取值")), Blocks: []report.Block{
		&report.Note{Kind: report.NoteInfo, Text: []report.Text{text(t("One thing to know.", "须知一。")), text(t("Another thing to know.", "须知二。"))}},
		&report.Note{Kind: report.NoteCaution, Title: t("Caution", "注意"), Text: []report.Text{{{Text: t("A value that cannot be drawn: ", "无法绘制的取值：")}, {Text: "a\u202eb😀שלום", Data: true}}}},
	}}
}

// longTable goes on over pages, has a row that is long, and numbers to the right.
func longTable(t say) *report.Table {
	table := &report.Table{ID: "sizes", Caption: text(t("Groups and their rates", "各群体及其比率")), Columns: []report.TableColumn{
		{Title: t("Group", "群体")}, {Title: t("Of / out of", "分子 / 分母"), Align: report.Right}, {Title: t("Rate", "比率"), Align: report.Right}, {Title: t("Verdict", "判定")}, {Title: t("Remark", "备注")},
	}, Notes: []report.Text{text(t("Rates are not rounded before they are compared.", "比较之前不对比率取整。"))}}
	for i := range 70 {
		remark := ""
		if i == 3 {
			remark = t("a remark that is much longer than the other cells of its row and takes several lines", "一条明显长于同行其他单元格、需要排成数行才能容纳的备注文字")
		}
		verdict := &report.Badge{Shape: report.ShapeParity, Text: t("Parity shown", "显示均等")}
		table.Rows = append(table.Rows, []report.TableCell{
			{Text: report.Text{{Text: fmt.Sprintf("群体 %d", i+1), Data: true}}, Header: true},
			{Text: text(fmt.Sprintf("%d / 100", i))},
			{Text: text(fmt.Sprintf("%.3f", float64(i)/100))},
			{Text: report.Text{{Verdict: verdict}}},
			{Text: text(remark)},
		})
	}
	return table
}

func findings(t say) report.Section {
	return report.Section{
		ID: "findings", Level: 1, Title: text(t("Findings", "审计发现")), Badge: &report.Badge{Shape: report.ShapeDisparity, Text: t("Disparity shown", "存在差异")},
		Blocks: []report.Block{
			&report.Paragraph{Text: report.Text{{Text: t("All comparisons are drawn in ", "全部比较见")}, {Ref: "forest"}, {Text: t(".", "。")}}},
			&report.Figure{
				ID: "forest", Caption: text(t("Selection rates against the reference group", "各群体选择率与参照组之比")), Plot: forest(t), Folded: true,
				Alt: t("Two groups are compared. One lies below the band and one within it.", "比较两个群体，一个低于区间，一个在区间内。"), Data: figureData(t, "forest-data"),
			},
			&report.Figure{
				ID: "missing-plot", Caption: text(t("Again, with its data", "再次比较，附数据")), Plot: forest(t),
				Alt: t("The same two groups once more.", "同样两个群体。"), Data: figureData(t, "missing-data"),
			},
		},
	}
}

func figureData(t say, id string) *report.Table {
	return &report.Table{
		ID: id, Caption: text(t("Ratios", "比值")), Columns: []report.TableColumn{{Title: t("Group", "群体")}, {Title: t("Ratio", "比值"), Align: report.Right}},
		Rows: [][]report.TableCell{{{Text: text("A"), Header: true}, {Text: text("0.93")}}, {{Text: text("B"), Header: true}, {Text: text("0.71")}}},
	}
}

func forest(t say) figure.Forest {
	row := func(label string, v, lo, hi float64, m figure.Mark, verdict string) figure.ForestRow {
		return figure.ForestRow{Section: t("Sex", "性别"), Label: label, Value: v, Lower: lo, Upper: hi, Printed: fmt.Sprintf("%.2f [%.2f, %.2f]", v, lo, hi), N: "100", Mark: m, Verdict: verdict}
	}
	return figure.Forest{
		Text:  figure.Text{Title: t("Selection-rate ratio", "选择率之比"), Description: t("Two groups.", "两个群体。")},
		Heads: figure.ForestHeads{Group: t("Group", "群体"), Value: t("Ratio", "比值"), N: "n", Verdict: t("Verdict", "判定")},
		Axis:  figure.Axis{Label: t("Ratio to the reference", "与参照组之比"), Log: true},
		Band:  &figure.Band{Lower: 0.8, Upper: 1.25, Label: t("counts as alike", "视为相近")},
		Line:  &figure.Line{At: 1},
		Rows: []figure.ForestRow{
			row(t("Women", "女"), 0.93, 0.90, 0.96, figure.Parity, t("parity shown", "显示均等")),
			row(t("Men", "男"), 0.71, 0.68, 0.75, figure.Disparity, t("disparity shown", "存在差异")),
			{Section: t("Sex", "性别"), Label: "😀 " + t("Unknown", "未知"), Value: math.NaN(), Printed: "–", N: "0", Reason: t("nobody in the group", "该群体无人"), Mark: figure.Unjudged, Verdict: t("undefined", "无定义")},
		},
	}
}
