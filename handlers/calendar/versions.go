package calendar

import (
	"net/http"

	"bihuan/handlers/web"
	"bihuan/models/calendar"
	"bihuan/models/fault"
	view "bihuan/views/calendar"
)

const versionsPerPage = 50

func (p pages) versions(c *web.Context) error {
	var q struct {
		Before string `query:"before"`
	}
	if err := c.Bind(&q); err != nil {
		return err
	}
	current, err := p.calendars.Current(c.Ctx())
	if err != nil {
		return err
	}
	rows, err := p.calendars.History(c.Ctx(), c.Actor(), number(q.Before), versionsPerPage+1)
	if err != nil {
		return err
	}
	v := view.Versions{Head: head(c, current.Version(), "versions")}
	if len(rows) > versionsPerPage {
		rows = rows[:versionsPerPage]
		v.Next = home + "/versions?before=" + id(rows[len(rows)-1].ID)
	}
	for _, r := range rows {
		v.Rows = append(v.Rows, versionLine(r))
	}
	return c.Render(http.StatusOK, view.VersionsPage(v))
}

func versionLine(r calendar.Version) view.Version {
	return view.Version{ID: r.ID, Note: r.Note, Author: r.Author, At: r.CreatedAt, Href: home + "/versions/" + id(r.ID)}
}

func (p pages) version(c *web.Context) error {
	return p.showVersion(c, http.StatusOK, "", nil)
}

func (p pages) showVersion(c *web.Context, status int, note string, errs map[string]string) error {
	version := number(c.Param("version"))
	shown, err := p.calendars.Version(c.Ctx(), c.Actor(), version)
	if err != nil {
		return err
	}
	all, err := p.calendars.Difference(c.Ctx(), c.Actor(), version)
	if err != nil {
		return err
	}
	current, err := p.calendars.Current(c.Ctx())
	if err != nil {
		return err
	}
	return c.Render(status, view.OneVersion(view.VersionPage{Head: head(c, version, "versions"), Shown: versionLine(shown),
		Newest: current.Version() == version, Changes: changes(c, all), Note: note, Errors: errs}))
}

func (p pages) restore(c *web.Context) error {
	var f struct {
		Note string `form:"note"`
	}
	if err := c.Bind(&f); err != nil {
		return err
	}
	old := number(c.Param("version"))
	saved, err := p.calendars.Restore(c.Ctx(), c.Actor(), old, f.Note)
	switch {
	case err == nil:
		c.Flash("success", "calendar.restored", "old", old, "n", saved.Version())
		return c.SeeOther(home)
	case fault.Is(err, fault.InvalidKind):
		return p.showVersion(c, http.StatusUnprocessableEntity, f.Note, web.FieldErrors(c, err))
	}
	return err
}
