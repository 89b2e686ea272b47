package profile

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	emailForm   = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]{2,}$`)
	phoneForm   = regexp.MustCompile(`^(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}$`)
	addressForm = regexp.MustCompile(`(?:路|街|道|巷|弄|村|小区|乡|镇).*(?:\d+|[一二三四五六七八九十]+)\s*(?:号|栋|幢|室|组|单元)`)
)

// form returns the kind of personal data whose form a value has, empty for none.
func form(v string) string {
	switch {
	case len(v) < 6:
		return ""
	case identityNumber(v):
		return PersonalIdentityNumber
	case phoneForm.MatchString(v):
		return PersonalPhone
	case emailForm.MatchString(v):
		return PersonalEmail
	case bankCard(v):
		return PersonalBankCard
	case addressForm.MatchString(v):
		return PersonalAddress
	}
	return ""
}

// identityNumber reports whether v is a resident identity number: 17 digits, a plausible birth date, and the check character of
// ISO 7064 MOD 11-2 (GB 11643-1999).
func identityNumber(v string) bool {
	if len(v) != 18 {
		return false
	}
	sum := 0
	for i := range 17 {
		if v[i] < '0' || v[i] > '9' {
			return false
		}
		sum += int(v[i]-'0') * (1 << (17 - i) % 11)
	}
	if m := v[10:12]; m < "01" || m > "12" {
		return false
	}
	if d := v[12:14]; d < "01" || d > "31" {
		return false
	}
	check := "10X98765432"[sum%11]
	return v[17] == check || (check == 'X' && v[17] == 'x')
}

// bankCard reports whether v has 16 to 19 digits, perhaps in groups, that pass the Luhn check (ISO/IEC 7812-1).
func bankCard(v string) bool {
	digits := strings.NewReplacer(" ", "", "-", "").Replace(v)
	if len(digits) < 16 || len(digits) > 19 {
		return false
	}
	sum, double := 0, false
	for i := len(digits) - 1; i >= 0; i-- {
		d := int(digits[i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum, double = sum+d, !double
	}
	return sum%10 == 0
}

// surnames are the most frequent family names of China; together they cover more than four fifths of its people.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文"

// chineseName reports whether v looks like a person's name: a frequent family name and one or two further Han characters.
func chineseName(v string) bool {
	r := []rune(v)
	if len(r) < 2 || len(r) > 4 || !strings.ContainsRune(surnames, r[0]) {
		return false
	}
	for _, c := range r {
		if !unicode.Is(unicode.Han, c) {
			return false
		}
	}
	return true
}
