package complaint

import (
	"time"

	"bihuan/handlers/list"
	"bihuan/handlers/web"
	"bihuan/models/complaint"
	"bihuan/models/terms"
	"bihuan/views/locale"
	"bihuan/views/ui"

	view "bihuan/views/complaint"
)

// Words tells of complaints on pages of other packages.
type Words struct{ w words }

// Words gives the words of a reader.
func (parts Parts) Words(c *web.Context, now func() time.Time) (Words, error) {
	w, err := (&pages{Parts: parts, now: now}).words(c)
	return Words{w}, err
}

// T is a message in the reader's language.
func (x Words) T(key string, args ...any) string { return x.w.T(key, args...) }

// Clock is the chip of the deadline that comes next.
func (x Words) Clock(c complaint.Complaint) ui.Clock { return x.w.nextClock(c) }

// State is the chip of the state.
func (x Words) State(c complaint.Complaint) ui.Mark {
	if c.PausedAt != nil {
		return ui.Mark{Text: x.w.T("complaint.paused"), Tone: ui.ToneMuted, Icon: "player-pause", Title: x.w.T("complaint.state." + string(c.State))}
	}
	return view.StateMark(x.w.Ctx, string(c.State))
}

// Whose says whose matter a complaint is: department, complainant, and the day it was received.
func (x Words) Whose(r complaint.Row) string {
	text := x.w.Tree.Name(r.DepartmentID)
	for _, part := range []string{r.Complainant.Name, x.w.Term(terms.Channel, r.Channel), locale.Time(x.w.Ctx, r.ReceivedAt)} {
		if part != "" {
			text += " · " + part
		}
	}
	return text
}

// Count is a number that was counted up to a cap.
func (x Words) Count(c *web.Context, n, most int64) string {
	if n == 0 {
		return "0"
	}
	return list.Capped(c, n, most)
}

// Value is a value of a field of a complaint, as an event holds it, with the names of the people it may name.
func (x Words) Value(field string, v any, names map[int64]string) string {
	return x.w.Value(field, v, names)
}

// ID is a number as forms send it.
func ID(n int64) string { return id(n) }
