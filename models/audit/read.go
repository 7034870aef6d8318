package audit

import (
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// Told is an event put together again for reading: its canonical bytes decoded, personal values filled in.
type Told struct {
	Row
	Account int64
	Note    string
	Reason  string
	Changes []Change // Before and After are string, bool, int64 or nil; Erased where the value is gone
	Request string
}

// Erased stands for a personal value that was erased.
type Erased struct{}

// Tell decodes rows, reading the personal values beside them in one statement.
func Tell(q *gorm.DB, rows []Row) ([]Told, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	var values []Value
	if err := q.Where("event_id IN ?", ids).Find(&values).Error; err != nil {
		return nil, err
	}
	return put(rows, values)
}

// put decodes rows with the personal values beside them.
func put(rows []Row, values []Value) ([]Told, error) {
	beside := make(map[string]string, len(values))
	for _, v := range values {
		beside[fmt.Sprintf("%d/%s", v.EventID, v.Path)] = v.Value
	}
	told := make([]Told, len(rows))
	for i, r := range rows {
		t, err := tell(r, func(path string) (string, bool) {
			v, ok := beside[fmt.Sprintf("%d/%s", r.ID, path)]
			return v, ok
		})
		if err != nil {
			return nil, fmt.Errorf("event %s: %w", r.UID, err)
		}
		told[i] = t
	}
	return told, nil
}

func tell(r Row, beside func(path string) (string, bool)) (Told, error) {
	var body struct {
		Actor struct {
			Account int64
			Note    string
		}
		Request string
		Reason  any
		Changes [][3]any
	}
	if err := json.Unmarshal(r.Canonical, &body); err != nil {
		return Told{}, err
	}
	open := func(path string, v any) any {
		switch v := v.(type) {
		case map[string]any:
			if s, ok := beside(path); ok {
				return s
			}
			return Erased{}
		case float64:
			return int64(v)
		}
		return v
	}
	t := Told{Row: r, Account: body.Actor.Account, Note: body.Actor.Note, Request: body.Request}
	t.Reason, _ = open(ReasonPath, body.Reason).(string)
	for i, c := range body.Changes {
		field, _ := c[0].(string)
		t.Changes = append(t.Changes, Change{Field: field, Before: open(fmt.Sprintf("%d.before", i), c[1]), After: open(fmt.Sprintf("%d.after", i), c[2])})
	}
	return t, nil
}

// Of lists the events of one record, newest first, at most limit, older than the event before where it is not 0.
func Of(q *gorm.DB, kind string, id, before int64, limit int) ([]Row, error) {
	q = q.Where("record_kind = ? AND record_id = ?", kind, id)
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var rows []Row
	return rows, q.Order("id DESC").Limit(limit).Find(&rows).Error
}

// Entry is one event of a record's timeline.
type Entry struct {
	ID       int64
	At       time.Time
	Kind     string
	PersonID int64
	Role     string
	Reason   string
	Changes  []Change // values may also be Erased
}

// Entry gives what a timeline shows of the event.
func (t Told) Entry() Entry {
	return Entry{ID: t.ID, At: t.At(), Kind: t.Kind, PersonID: t.ActorID, Role: t.ActorRole, Reason: t.Reason, Changes: t.Changes}
}

// Timeline gives the events of one record, newest first, at most limit, older than the event before where it is not
// 0; more tells that still older ones exist. Where kinds are named, only events of these. Events and values come in one statement, for a record's page asks many.
func Timeline(q *gorm.DB, kind string, id, before int64, limit int, only ...string) (entries []Entry, more bool, err error) {
	events := q.Model(&Row{}).Where("record_kind = ? AND record_id = ?", kind, id).Order("id DESC").Limit(limit + 1)
	if before > 0 {
		events = events.Where("id < ?", before)
	}
	if len(only) > 0 {
		events = events.Where("kind IN ?", only)
	}
	var found []struct {
		Row
		Path, Value *string
	}
	err = q.Table("(?) AS e", events).Select("e.*, v.path, v.value").Joins("LEFT JOIN event_values v ON v.event_id = e.id").Order("e.id DESC").Scan(&found).Error
	if err != nil {
		return nil, false, err
	}
	var rows []Row
	var values []Value
	for _, r := range found {
		if len(rows) == 0 || rows[len(rows)-1].ID != r.ID {
			rows = append(rows, r.Row)
		}
		if r.Path != nil && r.Value != nil {
			values = append(values, Value{EventID: r.ID, Path: *r.Path, Value: *r.Value})
		}
	}
	more = len(rows) > limit
	told, err := put(rows[:min(len(rows), limit)], values)
	if err != nil {
		return nil, false, err
	}
	entries = make([]Entry, len(told))
	for i, t := range told {
		entries[i] = t.Entry()
	}
	return entries, more, nil
}
