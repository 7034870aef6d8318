package calendar

import (
	"errors"
	"maps"
	"net/http"
	"slices"

	"bihuan/handlers/web"
	"bihuan/models/calendar"
	"bihuan/models/fault"
	view "bihuan/views/calendar"
)

func (p pages) holidays(c *web.Context) error {
	return p.showHolidays(c, http.StatusOK, "", nil)
}

func (p pages) showHolidays(c *web.Context, status int, note string, errs map[string]string) error {
	current, err := p.calendars.Current(c.Ctx())
	if err != nil {
		return err
	}
	v := view.HolidaysForm{Head: head(c, current.Version(), ""), Note: note, Errors: errs}
	notices := current.Document().Notices
	next := current.DateOf(p.now()).Year() + 1
	years := slices.Collect(maps.Keys(notices))
	for _, y := range []int{next - 1, next} {
		if !slices.Contains(years, y) {
			years = append(years, y)
		}
	}
	slices.Sort(years)
	for _, y := range slices.Backward(years) {
		line := view.NoticeYear{Year: y, Papers: notices[y].Papers, Href: yearLink(y, 0), NotAnnounced: !current.Announced(y)}
		for _, d := range notices[y].Days {
			if d.Work {
				line.Work++
			} else {
				line.Off++
			}
		}
		v.Years = append(v.Years, line)
	}
	return c.Render(status, view.HolidaysPage(v))
}

func (p pages) importHolidays(c *web.Context) error {
	var f struct {
		Note string `form:"note"`
	}
	if err := c.Bind(&f); err != nil {
		return err
	}
	year, err := readHolidays(c)
	if fault.Is(err, fault.InvalidKind) {
		return p.showHolidays(c, http.StatusUnprocessableEntity, f.Note, map[string]string{"file": message(c, err)})
	}
	if err != nil {
		return err
	}
	if _, err = p.calendars.ImportHolidays(c.Ctx(), c.Actor(), year, f.Note); fault.Is(err, fault.InvalidKind) {
		return p.showHolidays(c, http.StatusUnprocessableEntity, f.Note, web.FieldErrors(c, err))
	}
	if err != nil {
		return err
	}
	off, work := 0, 0
	for _, d := range year.Days {
		if d.Work {
			work++
		} else {
			off++
		}
	}
	c.Flash("success", "calendar.imported", "year", year.Year, "off", off, "work", work)
	return c.SeeOther(yearLink(year.Year, 0))
}

func readHolidays(c *web.Context) (calendar.Year, error) {
	header, err := c.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return calendar.Year{}, fault.Invalid("invalid.required")
	}
	if err != nil {
		return calendar.Year{}, err
	}
	file, err := header.Open()
	if err != nil {
		return calendar.Year{}, err
	}
	defer func() { _ = file.Close() }()
	return calendar.ParseHolidays(file)
}

func message(c *web.Context, err error) string {
	f := fault.Of(err)
	return c.T(f.Key, f.Args...)
}
