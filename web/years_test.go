package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"auditd/web/api"
)

// The API offers the facets of the page: the one publication is counted under its subject, its department, its verdict and its year,
// which is that of UTC+8, and found by its year and by no other.
func TestCatalogueYear(t *testing.T) {
	i := install(t)
	id := wholeWay(t, i)
	b := i.browser(t)
	this := time.Now().In(time.FixedZone("UTC+8", 8*60*60)).Year()
	for _, c := range []struct{ year, want string }{
		{"", fmt.Sprintf("[%s] [{transport 1}] [{transport 1}] [{fail 1}] [{%d 1}]", id, this)},
		{fmt.Sprint(this), fmt.Sprintf("[%s] [{transport 1}] [{transport 1}] [{fail 1}] [{%d 1}]", id, this)},
		{fmt.Sprint(this - 1), fmt.Sprintf("[] [] [] [] [{%d 1}]", this)}, // as with every facet: what another choice of year would give
	} {
		var got api.Catalogue
		if err := json.Unmarshal([]byte(b.ok(b.get("/api/v1/catalogue?year="+c.year)).body), &got); err != nil {
			t.Fatal(err)
		}
		cases := []string{}
		for _, e := range got.Items {
			cases = append(cases, e.Case)
		}
		if said := fmt.Sprint(cases, " ", got.Subjects, " ", got.Departments, " ", got.Verdicts, " ", got.Years); said != c.want {
			t.Errorf("year %q: %s, want %s", c.year, said, c.want)
		}
	}
	for _, year := range []string{"last", "20x6", "0", "99999"} {
		b.refused(b.get("/api/v1/catalogue?year="+year), http.StatusUnprocessableEntity, `"field":"year"`)
	}
}
