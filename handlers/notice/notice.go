// Package notice serves the inbox behind the bell.
package notice

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/notify"
	"bihuan/views/locale"
	view "bihuan/views/notice"
)

const home = "/notifications"

type pages struct {
	inbox *notify.Inbox
	now   func() time.Time
}

// Routes registers the inbox.
func Routes(r *web.Router, inbox *notify.Inbox) {
	p := pages{inbox: inbox, now: r.Config().Now}
	r.GET(home, auth.HomeRead, p.list)
	r.GET(home+"/:id", auth.HomeRead, p.open)
	r.POST(home+"/read", auth.HomeRead, p.readAll)
}

type listQuery struct {
	At string `query:"at"`
}

func (p pages) list(c *web.Context) error {
	var q listQuery
	if err := c.Bind(&q); err != nil {
		return err
	}
	var at *db.Cursor
	if cursor, ok := db.DecodeCursor(q.At); ok {
		at = &cursor
	}
	found, err := p.inbox.List(c.Ctx(), c.Actor(), at)
	if err != nil {
		return err
	}
	unread, err := p.inbox.Unread(c.Ctx(), c.Actor())
	if err != nil {
		return err
	}
	page := view.Page{Unread: unread, Prev: address(found.Prev), Next: address(found.Next), Days: p.days(c, found.Items)}
	if at == nil && len(found.Items) > 0 {
		page.Newest = strconv.FormatInt(found.Items[0].ID, 10)
	}
	return c.Render(http.StatusOK, view.Inbox(page))
}

func address(at *db.Cursor) string {
	if at == nil {
		return ""
	}
	return home + "?at=" + at.Encode()
}

// days groups notifications, newest first, by the day on which they came where the reader is.
func (p pages) days(c *web.Context, items []notify.Notification) []view.Day {
	zone := c.Locale().Zone()
	today := p.now().In(zone).Format(time.DateOnly)
	var days []view.Day
	for _, n := range items {
		at := n.CreatedAt.In(zone)
		day := at.Format(time.DateOnly)
		if k := len(days); k == 0 || days[k-1].At.In(zone).Format(time.DateOnly) != day {
			days = append(days, view.Day{At: at, Today: day == today})
		}
		id := strconv.FormatInt(n.ID, 10)
		last := &days[len(days)-1]
		last.Items = append(last.Items, view.Item{ID: id, Kind: n.Kind, Args: arguments(n),
			Href: home + "/" + id, At: n.CreatedAt, Unread: !n.Seen})
	}
	return days
}

// arguments turns what was stored into what a text takes: instants are shown in the reader's manner, a
// clock by its name.
func arguments(n notify.Notification) []any {
	stored := n.Arguments()
	names := make([]string, 0, len(stored))
	for name := range stored {
		names = append(names, name)
	}
	slices.Sort(names)
	var args []any
	for _, name := range names {
		var value any = stored[name]
		if at, err := time.Parse(time.RFC3339, stored[name]); err == nil && strings.HasSuffix(name, "_at") {
			value = at
		}
		if name == "clock" {
			value = locale.Key("notify.clock." + stored[name])
		}
		args = append(args, name, value)
	}
	return args
}

// open notes that a notification was seen and leads to its record.
func (p pages) open(c *web.Context) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return fault.NotFound("fault.notification_gone")
	}
	n, err := p.inbox.MarkRead(c.Ctx(), c.Actor(), id)
	if err != nil {
		return err
	}
	if to := c.RecordPath(n.RecordKind, n.RecordNumber); to != "" {
		return c.SeeOther(to)
	}
	return c.SeeOther(home)
}

type readForm struct {
	Newest int64 `form:"newest"`
}

func (p pages) readAll(c *web.Context) error {
	var f readForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	if err := p.inbox.MarkAllRead(c.Ctx(), c.Actor(), f.Newest); err != nil {
		return err
	}
	c.Flash("success", "notify.all_read")
	return c.SeeOther(home)
}
