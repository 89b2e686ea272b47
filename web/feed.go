package web

import (
	"encoding/xml"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"auditd/audit"
)

// The catalogue as a feed (RFC 4287): readers learn of publications, refusals and withdrawals without asking this page, and without
// anybody learning what they read.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string       `xml:"id"`
	Title     string       `xml:"title"`
	Updated   string       `xml:"updated"`
	Published string       `xml:"published"`
	Link      atomLink     `xml:"link"`
	Category  atomCategory `xml:"category"`
	Summary   string       `xml:"summary"`
}

type atomCategory struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

// feed answers with the entries of the catalogue that changed last.
func (s *Server) feed(c *gin.Context) error {
	news, err := s.UseCases.News(c.Request.Context())
	if err != nil {
		return err
	}
	lang, base := languageOf(c), s.base(c)
	f := atomFeed{
		Lang: tags[lang], ID: base + "/feed.atom", Title: message(lang, "service.name"), Author: message(lang, "service.name"),
		Links: []atomLink{{"self", "application/atom+xml", base + "/feed.atom?lang=" + lang}, {"alternate", "text/html", base + "/"}},
	}
	updated := time.Unix(0, 0)
	for _, x := range news {
		if x.At.After(updated) {
			updated = x.At
		}
		state := message(lang, "state."+string(x.State))
		about := either(lang, x.Summary, x.SummaryEn)
		if x.Reason != "" {
			about = message(lang, "catalogue.reason") + " " + lineIn(lang, x.Reason)
		}
		address := base + "/public/" + string(x.Case)
		f.Entries = append(f.Entries, atomEntry{
			ID: address, Title: audit.Clean(either(lang, x.Title, x.TitleEn)) + " – " + state, Updated: x.At.UTC().Format(time.RFC3339),
			Published: x.PublishedAt.UTC().Format(time.RFC3339), Link: atomLink{"alternate", "text/html", address},
			Category: atomCategory{string(x.State), state}, Summary: audit.Clean(about),
		})
	}
	f.Updated = updated.UTC().Format(time.RFC3339)
	data, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return err
	}
	s.keepLanguage(c)
	c.Header("Vary", "Accept-Language, Cookie")
	c.Data(http.StatusOK, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), data...))
	return nil
}
