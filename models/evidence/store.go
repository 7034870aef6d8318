package evidence

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/db"
	"bihuan/models/org"
)

const peopleMost = 100 // of one name

func narrowed(q *gorm.DB, f Filter) *gorm.DB {
	if f.People != nil {
		// gorm writes an empty list as (NULL), which nothing equals.
		q = q.Where("actor_id IN ?", f.People)
	}
	for column, value := range map[string]string{"actor_role": string(f.Role), "kind": f.Kind, "record_kind": f.RecordKind, "record_number": f.RecordNumber} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if !f.From.IsZero() {
		q = q.Where("at_us >= ?", f.From.UnixMicro())
	}
	if !f.To.IsZero() {
		q = q.Where("at_us < ?", f.To.UnixMicro())
	}
	return q
}

// lead is a condition with an index of its own, which goes on with at_us: read by it, the rows come in
// order without sorting, from any place in the list.
type lead struct {
	index, column string
	value         any
}

func leads(f Filter) []lead {
	var all []lead
	add := func(index, column, value string) {
		if value != "" {
			all = append(all, lead{index, column, value})
		}
	}
	add("events_number_at", "record_number", f.RecordNumber)
	if len(f.People) == 1 {
		all = append(all, lead{"events_actor_at", "actor_id", f.People[0]})
	}
	add("events_kind_at", "kind", f.Kind)
	add("events_role_at", "actor_role", string(f.Role))
	add("events_record_kind_at", "record_kind", f.RecordKind)
	return all
}

// probed is how many rows are counted to find out which of several conditions is the narrowest.
const probed = 2000

// via names the index by which to read. Left to itself, MariaDB begins at the top of the list for every page
// (2 s at the middle of 10^6 events) and SQLite, which has no statistics, sorts.
func via(d *db.DB, q *gorm.DB, f Filter) (string, error) {
	all := leads(f)
	if len(all) == 0 {
		return "events_at", nil
	}
	if len(all) == 1 || f.RecordNumber != "" {
		return all[0].index, nil
	}
	var parts []string
	var args []any
	for i, l := range all {
		part := fmt.Sprintf("SELECT %d AS i, count(*) AS n FROM (SELECT 1 AS one FROM %s WHERE %s = ?", i, through(d, l.index), l.column)
		args = append(args, l.value)
		if !f.From.IsZero() {
			part, args = part+" AND at_us >= ?", append(args, f.From.UnixMicro())
		}
		if !f.To.IsZero() {
			part, args = part+" AND at_us < ?", append(args, f.To.UnixMicro())
		}
		parts = append(parts, part+fmt.Sprintf(" LIMIT %d) AS p%d", probed, i))
	}
	var counts []struct{ I, N int }
	if err := q.Raw(strings.Join(parts, " UNION ALL "), args...).Scan(&counts).Error; err != nil || len(counts) == 0 {
		return all[0].index, err
	}
	best := slices.MinFunc(counts, func(a, b struct{ I, N int }) int { return cmp.Compare(a.N, b.N) })
	return all[best.I].index, nil
}

// through is the table read by an index.
func through(d *db.DB, index string) string {
	if d.Dialect() == db.SQLite {
		return "events INDEXED BY " + index
	}
	return "events FORCE INDEX (" + index + ")"
}

// list reads events newest first.
func list(ctx context.Context, d *db.DB, f Filter, at *db.Cursor, limit int) ([]audit.Row, error) {
	var key int64
	if at != nil {
		var err error
		if key, err = strconv.ParseInt(at.Key, 10, 64); err != nil {
			at = nil
		}
	}
	index, err := via(d, d.Read(ctx), f)
	if err != nil {
		return nil, err
	}
	var rows []audit.Row
	err = db.Keyset(narrowed(d.Read(ctx).Table(through(d, index)), f), "at_us", true, key, at).Limit(limit).Find(&rows).Error
	return rows, err
}

// count counts up to most events.
func count(ctx context.Context, d *db.DB, f Filter, most int) (int64, error) {
	index, err := via(d, d.Read(ctx), f)
	if err != nil {
		return 0, err
	}
	return db.CappedCount(narrowed(d.Read(ctx).Table(through(d, index)), f), most)
}

func byUID(q *gorm.DB, uid string) (audit.Row, error) {
	var r audit.Row
	err := q.Where("uid = ?", uid).Take(&r).Error
	return r, err
}

func valuesOf(q *gorm.DB, event int64) ([]audit.Value, error) {
	var values []audit.Value
	err := q.Where("event_id = ?", event).Find(&values).Error
	return values, err
}

// lately tells whether somebody's look at something was recorded after an instant.
func lately(q *gorm.DB, person int64, kind string, what audit.Ref, after time.Time) (bool, error) {
	var ids []int64
	err := q.Model(&audit.Row{}).Where("record_number = ? AND record_kind = ? AND kind = ? AND actor_id = ? AND at_us > ?",
		what.Number, what.Kind, kind, person, after.UnixMicro()).Limit(1).Pluck("id", &ids).Error
	return len(ids) > 0, err
}

// distinct lists the values of a column that leads an index, leaping from one to the next, which does not
// take longer as the trail grows. MariaDB leaps by itself, and only by itself; SQLite has to be told how.
func distinct(d *db.DB, q *gorm.DB, column, index string) ([]string, error) {
	statement := "SELECT " + column + " FROM " + through(d, index) + " GROUP BY " + column
	if d.Dialect() == db.SQLite {
		statement = "WITH RECURSIVE v (x) AS (SELECT min(" + column + ") FROM events UNION ALL SELECT (SELECT min(" + column +
			") FROM events WHERE " + column + " > v.x) FROM v WHERE v.x IS NOT NULL) SELECT x FROM v WHERE x IS NOT NULL"
	}
	var found []string
	err := q.Raw(statement).Scan(&found).Error
	return found, err
}

func peopleNamed(q *gorm.DB, words string) ([]org.Person, error) {
	var people []org.Person
	err := q.Where("number_key = ? OR name = ?", org.NumberKey(words), words).Order("id").Limit(peopleMost).Find(&people).Error
	return people, err
}
