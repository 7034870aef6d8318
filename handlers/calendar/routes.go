// Package calendar serves the pages of the working calendar under /settings/calendar.
package calendar

import (
	"time"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/org"
)

const home = "/settings/calendar"

type pages struct {
	calendars *calendar.Calendars
	org       *org.Organisation
	now       func() time.Time
}

// Routes registers the calendar's pages.
func Routes(r *web.Router, calendars *calendar.Calendars, o *org.Organisation) {
	p := pages{calendars: calendars, org: o, now: r.Config().Now}
	r.GET(home, auth.SettingsRead, p.year)
	r.GET(home+"/try", auth.SettingsRead, p.try)
	r.GET(home+"/versions", auth.SettingsRead, p.versions)
	r.GET(home+"/versions/:version", auth.SettingsRead, p.version)
	r.POST(home+"/versions/:version/restore", auth.CalendarWrite, p.restore)
	r.GET(home+"/hours", auth.CalendarWrite, p.hours)
	r.POST(home+"/hours", auth.CalendarWrite, p.saveHours)
	r.GET(home+"/day", auth.CalendarWrite, p.day)
	r.POST(home+"/day", auth.CalendarWrite, p.saveDay)
	r.GET(home+"/holidays", auth.CalendarWrite, p.holidays)
	r.POST(home+"/holidays", auth.CalendarWrite, p.importHolidays)
	r.Record("calendar", func(number string) string { return home + "/versions/" + number })
}
