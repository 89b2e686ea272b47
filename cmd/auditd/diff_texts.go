package main

import (
	"golang.org/x/text/width"

	"auditd/audit"
)

// columns returns how many columns of a terminal a text takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

// A diffText holds what printChange says in one language.
type diffText struct {
	independence, effect                          map[string]string
	verdicts                                      map[audit.ChangeVerdict]string
	heads, order                                  []string
	plan, count, more, others, written, undefined string
}

// diffTexts are the texts of printChange by language. order lists the verdicts as they are sorted.
var diffTexts = map[string]diffText{
	"en": {
		independence: map[string]string{
			audit.SamplesIndependent: "the audits read different files", audit.SamplesOverlap: "files are in both audits: nothing is tested",
			audit.SamplesSame: "both audits read the same files: nothing is tested", audit.SamplesUnknown: "whether people are in both audits is not known",
		},
		effect: map[string]string{
			audit.EffectDefinition: "defined otherwise: what rests on it is not compared", audit.EffectJudgement: "judged otherwise",
		},
		verdicts: map[audit.ChangeVerdict]string{
			audit.ChangeWorse: "worse", audit.ChangeImproved: "improved", audit.ChangeOther: "changed", audit.ChangeNotShown: "no change shown", audit.ChangeNone: "not compared",
		},
		order: []string{"worse", "improved", "changed", "no change shown", "not compared"},
		heads: []string{"group", "metric", "kind", "before", "after", "change", "interval", "verdict"},
		plan:  "plan: %s: %s\n", count: "of %d comparisons that the rules judge: %d improved, %d worse, %d changed otherwise, %d no change shown, %d not compared\n",
		more: "  … %d more, see --out\n", others: "%d other comparisons are shown to have changed; %d groups appeared or vanished\n",
		written: "written to %s: change.html, change.pdf, change.json, tables/\n", undefined: "undefined",
	},
	"zh": {
		independence: map[string]string{
			audit.SamplesIndependent: "两次审计读取的文件不同", audit.SamplesOverlap: "有文件同时出现在两次审计中，不作检验",
			audit.SamplesSame: "两次审计读取的文件相同，不作检验", audit.SamplesUnknown: "无法得知是否有人同时出现在两次审计中",
		},
		effect: map[string]string{audit.EffectDefinition: "定义不同，依据它的数字不作比较", audit.EffectJudgement: "判定标准不同"},
		verdicts: map[audit.ChangeVerdict]string{
			audit.ChangeWorse: "恶化", audit.ChangeImproved: "改善", audit.ChangeOther: "有变化", audit.ChangeNotShown: "未证实有变化", audit.ChangeNone: "未作比较",
		},
		order: []string{"恶化", "改善", "有变化", "未证实有变化", "未作比较"},
		heads: []string{"群体", "指标", "类型", "以前", "现在", "变化", "区间", "判断"},
		plan:  "方案：%s：%s\n", count: "规则所判定的%d项比较：改善%d项，恶化%d项，其他变化%d项，未证实有变化%d项，未作比较%d项\n",
		more: "  ……另有%d项，见--out\n", others: "另有%d项其他比较证实有变化；%d个群体出现或消失\n",
		written: "已写入%s：change.html、change.pdf、change.json、tables/\n", undefined: "无定义",
	},
}
