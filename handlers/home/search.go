package home

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	complaintview "bihuan/views/complaint"
	view "bihuan/views/home"
	"bihuan/views/ui"
)

// hits is how many records of one kind the page shows.
const hits = 20

var numberForm = regexp.MustCompile(`^(?i)[a-z]{2}-\d{4}-\d{1,6}$`)

// search shows what the words find; a whole number leads to its record at once.
func (d *desk) search(c *web.Context) error {
	words := strings.Join(strings.Fields(c.QueryParam("q")), " ")
	page := view.Found{Words: words, Help: words == ""}
	if words == "" || !c.Can(auth.ComplaintRead) {
		return c.Render(http.StatusOK, view.SearchPage(page))
	}
	found, err := d.Complaints.Search(c.Ctx(), c.Actor(), words, hits)
	if err != nil {
		return err
	}
	if len(found) == 1 && found[0].By == complaint.ByNumberMatch && numberForm.MatchString(words) {
		return c.SeeOther(complaintview.Path(found[0].Number))
	}
	w, err := d.Words(c, d.now)
	if err != nil {
		return err
	}
	groups := []view.Hits{{Title: w.T("home.search.number")}, {Title: w.T("home.search.person")}, {Title: w.T("home.search.words.title")}}
	place := map[complaint.Match]int{complaint.ByNumberMatch: 0, complaint.ByPersonMatch: 1, complaint.ByWordsMatch: 2}
	for _, f := range found {
		g := &groups[place[f.By]]
		hit := view.Hit{Number: f.Number, Href: complaintview.Path(f.Number), Title: f.Subject, State: w.State(f.Complaint), Note: w.Whose(f.Row)}
		for _, s := range f.Snippet {
			hit.Snippet = append(hit.Snippet, view.Piece{Text: s.Text, Marked: s.Marked})
		}
		g.Hits = append(g.Hits, hit)
	}
	for _, g := range groups {
		if len(g.Hits) > 0 {
			page.Groups = append(page.Groups, g)
		}
	}
	if n := len(page.Groups); n > 0 && len(found) >= hits {
		page.Groups[n-1].More = &ui.Link{Label: w.T("home.search.more"), Href: "/complaints?" + url.Values{"view": {string(complaint.ViewAll)}, "q": {words}}.Encode()}
	}
	return c.Render(http.StatusOK, view.SearchPage(page))
}
