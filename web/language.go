package web

import (
	"embed"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"
)

//go:embed messages/*.txt
var messageFiles embed.FS

// The languages of the pages, the first one being the default.
var languages = []string{"zh", "en"}

// tags are the language tags of the pages.
var tags = map[string]string{"zh": "zh-CN", "en": "en-GB"}

var matcher = language.NewMatcher([]language.Tag{language.Chinese, language.English})

const languageKey = "language"

// languageOf returns the language of a request: the one in its address, else that of a cookie, else what the browser prefers.
func languageOf(c *gin.Context) string {
	if v, ok := c.Value(languageKey).(string); ok {
		return v
	}
	lang := c.Query("lang")
	if !known(lang) {
		lang, _ = c.Cookie(languageKey)
	}
	if !known(lang) {
		_, i := language.MatchStrings(matcher, c.GetHeader("Accept-Language"))
		lang = languages[i]
	}
	c.Set(languageKey, lang)
	return lang
}

func known(lang string) bool {
	for _, l := range languages {
		if l == lang {
			return true
		}
	}
	return false
}

// keepLanguage remembers a language that was chosen in the address.
func (s *Server) keepLanguage(c *gin.Context) {
	if lang := c.Query("lang"); known(lang) {
		http.SetCookie(c.Writer, &http.Cookie{
			Name: languageKey, Value: lang, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()), HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode,
		})
	}
}

// messages are the texts by language and key, read when first asked for: every process of the program holds this package, and only
// the server makes pages.
var messages = sync.OnceValue(func() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, lang := range languages {
		data, err := messageFiles.ReadFile("messages/" + lang + ".txt")
		if err != nil {
			panic(err) // the file is embedded
		}
		out[lang] = parseMessages(string(data))
	}
	return out
})

// parseMessages reads lines of key = text. Empty lines and those with # are passed over.
func parseMessages(text string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(text) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), " = ")
		if ok && !strings.HasPrefix(key, "#") {
			out[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return out
}

// message returns a text with its arguments filled in. A key without a text shows itself: the tests see to it that there is none.
func message(lang, key string, args ...any) string {
	text, ok := messages()[lang][key]
	if !ok {
		return key
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}
