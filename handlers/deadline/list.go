package deadline

import (
	"net/http"
	"strconv"

	clockpages "bihuan/handlers/clock"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	view "bihuan/views/deadline"
)

func (p pages) list(c *web.Context) error {
	all, err := p.complaints.Classes(c.Ctx())
	if err != nil {
		return err
	}
	page := view.List{MayEdit: c.Actor().Can(auth.TermsWrite)}
	for _, d := range all {
		page.Classes = append(page.Classes, view.Class{ID: d.Code, Name: d.Name(string(c.Locale().Tag())), Href: classHref(d.Code), Applies: d.Applies, Active: d.Active,
			Acknowledge: clockpages.Target("acknowledge", d.Acknowledge), Respond: clockpages.Target("respond", d.Respond), Resolve: clockpages.Target("resolve", d.Resolve),
			Soon: strconv.Itoa(d.SoonPercent), Reminders: clockpages.Reminders(d.Reminders)})
	}
	return c.Render(http.StatusOK, view.ListPage(page))
}
