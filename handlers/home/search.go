package home

import (
	"net/http"
	"regexp"
	"strings"

	"bihuan/handlers/web"
	view "bihuan/views/home"
)

// hits is how many records of one kind the page shows.
const hits = 20

var numberForm = regexp.MustCompile(`^(?i)[a-z]{2}-\d{4}-\d{1,6}(/\d{1,6})?$`)

// search shows what the words find; a whole number leads to its record at once.
func (d *desk) search(c *web.Context) error {
	words := strings.Join(strings.Fields(c.QueryParam("q")), " ")
	page := view.Found{Words: words, Help: words == ""}
	if words == "" {
		return c.Render(http.StatusOK, view.SearchPage(page))
	}
	var answers []Found
	for _, s := range d.sources {
		found, err := s.Found(c, words, hits)
		if err != nil {
			return err
		}
		if found.Exact != "" && numberForm.MatchString(words) {
			return c.SeeOther(found.Exact)
		}
		if len(found.Groups) > 0 {
			answers = append(answers, found)
		}
	}
	for _, found := range answers {
		for _, g := range found.Groups {
			if len(answers) > 1 {
				g.Title = found.Domain + " · " + g.Title
			}
			page.Groups = append(page.Groups, g)
		}
	}
	return c.Render(http.StatusOK, view.SearchPage(page))
}
