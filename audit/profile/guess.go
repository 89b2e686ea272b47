package profile

import (
	"fmt"
	"slices"
	"strings"
)

// A hint says what a column name suggests. Words are compared with the parts of the name.
type hint struct {
	role   string
	words  []string
	reason string
}

// hints are tried in order; the first that fits decides.
var hints = []hint{
	{RoleWeight, []string{"weight", "wt", "wgt", "pweight", "权重", "抽样权数", "权数"}, "its name speaks of a weight"},
	{RoleScore, []string{"score", "prob", "probability", "proba", "decile", "risk_score", "得分", "评分", "分数", "概率"}, "its name speaks of a score"},
	{RoleLabel, []string{"label", "truth", "y_true", "ground", "actual", "recid", "outcome", "target", "observed", "标签", "真实", "实际", "核实"}, "its name speaks of what turned out to be true"},
	{RoleDecision, []string{"decision", "approved", "approval", "selected", "admitted", "admit", "hired", "granted", "predicted", "prediction", "y_pred", "pred", "passed", "accepted", "flagged", "high_risk", "awarded", "eligible", "审批", "决定", "录取", "入选", "通过", "批准", "是否", "发放", "预测", "判定", "命中"}, "its name speaks of a decision"},
	{RoleAttribute, []string{
		"sex", "gender", "race", "ethnic", "ethnicity", "nation", "nationality", "religion", "disability", "disabled", "marital", "age", "age_band", "age_group",
		"age_cat", "residence", "hukou", "household", "urban", "rural", "region", "province", "prefecture", "county", "city", "district", "language", "education", "migrant", "birthplace",
		"性别", "民族", "种族", "年龄", "残疾", "婚姻", "宗教", "户口", "户籍", "城乡", "地区", "市州", "区县", "籍贯", "文化程度", "学历", "国籍", "政治面貌",
	}, "its name speaks of a protected attribute or a place"},
	{RoleStratum, []string{"dept", "department", "stratum", "strata", "programme", "program", "category", "charge", "项目", "专业", "岗位", "部门", "类别"}, "its name speaks of a class of cases"},
}

// contents are sets of values that say what a column is, whatever its name.
var contents = []struct {
	values []string
	role   string
	reason string
}{
	{[]string{"男", "女"}, RoleAttribute, "its values are 男 and 女"},
	{[]string{"male", "female"}, RoleAttribute, "its values are male and female"},
	{[]string{"m", "f"}, RoleAttribute, "its values are M and F"},
	{[]string{"urban", "rural"}, RoleAttribute, "its values are urban and rural"},
	{[]string{"城镇", "农村", "乡村", "城市"}, RoleAttribute, "its values are kinds of residence"},
}

// maxGroups is how many distinct values a column may have to be proposed as an attribute, a decision or a stratum.
const maxGroups = 60

// guess fills in role and reason of a column whose counts are complete.
func guess(c *Column) {
	filled := c.Rows - c.Missing
	unique := filled > 20 && float64(c.Distinct) > 0.95*float64(filled)
	if c.Personal != "" {
		return
	}
	if hasWord(c.Name, identifierHints) && c.Distinct > maxGroups {
		c.Role, c.Reason = RoleIdentifier, "its name speaks of one and the values differ"
		return
	}
	for _, set := range contents {
		if len(c.Top) > 0 && c.Distinct <= int64(len(set.values)) && // Top still holds every value here
			!slices.ContainsFunc(c.Top, func(v ValueCount) bool { return !slices.Contains(set.values, strings.ToLower(v.Value)) }) {
			c.Role, c.Reason = set.role, set.reason
			return
		}
	}
	if strings.HasSuffix(c.Name, "族") || ethnicValues(c) {
		c.Role, c.Reason = RoleAttribute, "its values are names of peoples"
		return
	}
	for _, h := range hints {
		if hasWord(c.Name, h.words) && fits(h.role, c) {
			c.Role, c.Reason = h.role, h.reason
			return
		}
	}
	if unique && c.Type != "number" {
		c.Role, c.Reason = RoleIdentifier, "nearly every row has a value of its own"
	}
}

// fits reports whether a column's values can play a role.
func fits(role string, c *Column) bool {
	switch role {
	case RoleWeight, RoleScore:
		return c.Type == "integer" || c.Type == "number"
	case RoleDecision, RoleLabel:
		return c.Distinct >= 1 && c.Distinct <= 12
	case RoleAttribute:
		return c.Distinct <= maxGroups || c.Type == "integer" || c.Type == "number"
	default:
		return c.Distinct <= maxGroups
	}
}

// ethnicValues reports whether most listed values end in 族, as 汉族 and 朝鲜族 do.
func ethnicValues(c *Column) bool {
	n := 0
	for _, v := range c.Top {
		if strings.HasSuffix(v.Value, "族") {
			n++
		}
	}
	return n >= 2 && 2*n > len(c.Top)
}

// hasWord reports whether a column name is one of the words, or holds one as a part between separators. Chinese words may stand
// anywhere in the name: Chinese writes no separators.
func hasWord(name string, words []string) bool {
	lower := strings.ToLower(name)
	parts := strings.FieldsFunc(lower, func(r rune) bool { return strings.ContainsRune("_- ./()", r) })
	for _, w := range words {
		if lower == w || slices.Contains(parts, w) || (w[0] >= 0x80 && strings.Contains(lower, w)) {
			return true
		}
		if strings.Contains(w, "_") && strings.Contains(lower, w) {
			return true
		}
	}
	return false
}

// identifierHints are names of columns that number the rows.
var identifierHints = []string{"id", "uuid", "编号", "序号", "no", "respondent", "case_number", "record", "number"}

// nameHints and addressHints make a text column personal data where the values alone would not settle it.
var (
	nameHints    = []string{"name", "姓名", "xm", "full_name", "first_name", "last_name", "surname", "申请人", "联系人", "户主"}
	addressHints = []string{"address", "addr", "住址", "地址"}
	birthHints   = []string{"birth", "dob", "birthday", "birth_date", "出生日期", "生日"}
)

// personal decides whether a column holds personal data, from the forms of its values and from its name.
func personal(c *Column, forms map[string]int64, names int64) {
	filled := c.Rows - c.Missing
	if filled == 0 {
		return
	}
	best, n := "", int64(0)
	for _, kind := range []string{PersonalIdentityNumber, PersonalPhone, PersonalEmail, PersonalBankCard, PersonalAddress} {
		if forms[kind] > n {
			best, n = kind, forms[kind]
		}
	}
	// One row in twenty is enough: a free-text column that now and then holds an identity number must not pass.
	if n > 0 && (20*n >= filled || best == PersonalIdentityNumber) {
		c.Personal, c.Matches, c.Reason = best, n, fmt.Sprintf("%d of %d values have the form of it", n, filled)
		return
	}
	switch {
	case c.Type == "text" && hasWord(c.Name, nameHints) && !hasWord(c.Name, []string{"department", "system", "file"}) && c.Distinct > 12:
		c.Personal, c.Matches, c.Reason = PersonalName, names, "its name speaks of it and the values differ"
	case c.Type == "text" && names*10 >= filled*8 && 2*c.Distinct > filled && filled > 20:
		c.Personal, c.Matches, c.Reason = PersonalName, names, fmt.Sprintf("%d of %d values have the form of a name", names, filled)
	case c.Type == "text" && hasWord(c.Name, addressHints) && c.Distinct > maxGroups:
		c.Personal, c.Reason = PersonalAddress, "its name speaks of it and the values differ"
	case c.Type == "date" && hasWord(c.Name, birthHints):
		c.Personal, c.Reason = PersonalBirthDate, "its name speaks of it"
	}
}
