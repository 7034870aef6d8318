package change

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"bihuan/models/audit"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Set collects what a step changes of one record: the checks of its input, the changes for its event, and the reason.
type Set struct {
	Check   fault.Check
	Reason  string
	Changes []audit.Change
}

// Code sets a plain column and notes the change.
func (s *Set) Code(field string, column *string, value string) {
	if value = strings.TrimSpace(value); *column != value {
		s.Changes = append(s.Changes, audit.Change{Field: field, Before: *column, After: value})
		*column = value
	}
}

// Text sets a column of free text and notes the change as personal.
func (s *Set) Text(field string, column *string, value string) {
	if value = strings.TrimSpace(value); *column != value {
		s.Changes = append(s.Changes, audit.Change{Field: field, Before: audit.Personal(*column), After: audit.Personal(value)})
		*column = value
	}
}

// Note notes a value that stands in no column of the record.
func (s *Set) Note(field string, value any) {
	s.Changes = append(s.Changes, audit.Change{Field: field, After: value})
}

// NoteOnce notes a value that stands in no column, once however often it is noted.
func (s *Set) NoteOnce(field string, value any) {
	if c := (audit.Change{Field: field, After: value}); !slices.Contains(s.Changes, c) {
		s.Changes = append(s.Changes, c)
	}
}

// NeedText checks a required free text.
func (s *Set) NeedText(field, value string, max int) {
	s.Check.Required(field, value)
	s.Check.Text(field, value, max)
}

// Time sets a column that may hold an instant, or empties it, and notes the change.
func (s *Set) Time(field string, column **time.Time, value *time.Time) {
	before, after := instant(*column), instant(value)
	if before != after {
		s.Changes = append(s.Changes, audit.Change{Field: field, Before: before, After: after})
		*column = value
	}
}

// instant is a time as events hold it, nil where there is none.
func instant(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// Value sets any other column and notes the change.
func Value[T bool | int | int64](s *Set, field string, column *T, value T) {
	if *column != value {
		s.Changes = append(s.Changes, audit.Change{Field: field, Before: *column, After: value})
		*column = value
	}
}

// Columns gives the columns in which two states of one record differ, with the values of the later one.
func Columns[T any](was, now *T) map[string]any {
	columns := map[string]any{}
	ctx := context.Background()
	before, after := reflect.ValueOf(was).Elem(), reflect.ValueOf(now).Elem()
	for _, f := range db.Fields(now) {
		if !reflect.DeepEqual(f.ReflectValueOf(ctx, before).Interface(), f.ReflectValueOf(ctx, after).Interface()) {
			columns[f.DBName], _ = f.ValueOf(ctx, after) // as the column takes it, which for JSON is not the field itself
		}
	}
	return columns
}

// Cut keeps the beginning of a text that is longer than so many characters.
func Cut(s string, characters int) string {
	if r := []rune(s); len(r) > characters {
		return string(r[:characters-1]) + "…"
	}
	return s
}
