package home

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"bihuan/handlers/web"
	view "bihuan/views/home"
)

// most is how many records wait on the desk at a time.
const most = 60

// show is the desk: what waits for the reader, and what he watches.
func (d *desk) show(c *web.Context) error {
	page := view.Desk{Name: c.Actor().Name}
	parts := make([]Part, len(d.sources))
	for i, s := range d.sources {
		part, err := s.Desk(c)
		if err != nil {
			return err
		}
		parts[i] = part
		page.Figures = append(page.Figures, part.Figures...)
		page.Empty = append(page.Empty, part.Empty...)
		if part.Watch != nil {
			page.Watch = append(page.Watch, *part.Watch)
		}
	}
	lay(&page, parts, c.Locale().Now().In(c.Locale().Zone()))
	return c.Render(http.StatusOK, view.Page(page))
}

// waiting is an item with the part it comes from.
type waiting struct {
	Item
	part int
}

// lay puts what waits into late, today and later, in the order in which it is due, and leads to what the desk
// has no room for.
func lay(page *view.Desk, parts []Part, now time.Time) {
	var items []waiting
	for i, part := range parts {
		for _, item := range part.Waiting {
			items = append(items, waiting{item, i})
		}
	}
	slices.SortStableFunc(items, byDue)
	shown := make([]int, len(parts))
	late, today, later := view.Group{Key: view.Late}, view.Group{Key: view.Today}, view.Group{Key: view.Later}
	y, m, day := now.Date()
	tomorrow := time.Date(y, m, day+1, 0, 0, 0, 0, now.Location())
	for _, item := range items[:min(len(items), most)] {
		at := &later
		switch {
		case item.Due.IsZero():
		case now.After(item.Due):
			at = &late
		case item.Due.Before(tomorrow):
			at = &today
		}
		at.Lines = append(at.Lines, item.Line)
		shown[item.part]++
	}
	page.Groups = []view.Group{late, today, later}
	for i, part := range parts {
		if part.Full || shown[i] < len(part.Waiting) {
			page.More = append(page.More, part.More)
		}
	}
}

// byDue puts what has no deadline last.
func byDue(a, b waiting) int {
	if a.Due.IsZero() || b.Due.IsZero() {
		return cmp.Compare(rank(a), rank(b))
	}
	return a.Due.Compare(b.Due)
}

func rank(w waiting) int {
	if w.Due.IsZero() {
		return 1
	}
	return 0
}
