package deadline

import (
	"net/http"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
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
			Acknowledge: target(d.Acknowledge), Respond: target(d.Respond), Resolve: target(d.Resolve), Soon: strconv.Itoa(d.SoonPercent),
			Attempts: strconv.Itoa(d.FollowUpAttempts), Reminders: reminders(d.Reminders)})
	}
	return c.Render(http.StatusOK, view.ListPage(page))
}

func target(t calendar.Target) view.Target {
	if t.Amount == 0 {
		return view.Target{Unit: string(t.Unit)}
	}
	return view.Target{Amount: strconv.FormatInt(t.Amount, 10), Unit: string(t.Unit)}
}

// Kinds of a reminder's instant, as the form names them.
const (
	byPercent = "percent"
	byHours   = "hours"
	byDays    = "days"
)

func reminders(list []clock.Reminder) []view.Reminder {
	var out []view.Reminder
	for _, r := range list {
		when, n := byPercent, r.Percent
		switch {
		case r.Hours > 0:
			when, n = byHours, r.Hours
		case r.Days > 0:
			when, n = byDays, r.Days
		}
		out = append(out, view.Reminder{When: when, Amount: strconv.Itoa(n), To: r.To})
	}
	return out
}
