package db

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Cursor marks a place in a list: the sort key and id of a row, and whether the page lies before it.
type Cursor struct {
	Key    string
	ID     int64
	Before bool
}

// Encode gives the cursor as it stands in an address.
func (c Cursor) Encode() string {
	side := "a"
	if c.Before {
		side = "b"
	}
	return base64.RawURLEncoding.EncodeToString([]byte(side + strconv.FormatInt(c.ID, 36) + "." + c.Key))
}

// DecodeCursor reads a cursor; ok is false where s is not one.
func DecodeCursor(s string) (c Cursor, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(raw) < 2 {
		return Cursor{}, false
	}
	id, key, found := strings.Cut(string(raw[1:]), ".")
	if !found {
		return Cursor{}, false
	}
	n, err := strconv.ParseInt(id, 36, 64)
	if err != nil {
		return Cursor{}, false
	}
	return Cursor{Key: key, ID: n, Before: raw[0] == 'b'}, true
}

// TimeKey gives an instant as a cursor key.
func TimeKey(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }

// earliest and latest bound what an address may name: years 1000 to 9999, which both databases know.
var (
	earliest = time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	latest   = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).UnixMicro()
)

// KeyTime reads a cursor key that TimeKey made.
func KeyTime(s string) time.Time {
	n, _ := strconv.ParseInt(s, 10, 64)
	return time.UnixMicro(min(max(n, earliest), latest)).UTC()
}

// Keyset orders q by column (a name from the code, never from a request) and id, and starts after the
// cursor's place, or, where the cursor says before, reads backwards from it (the caller turns the rows round).
// The long form of the condition is the one that MariaDB answers from the index.
func Keyset(q *gorm.DB, column string, desc bool, key any, c *Cursor) *gorm.DB {
	down := desc
	if c != nil && c.Before {
		down = !desc
	}
	dir, op := "", ">"
	if down {
		dir, op = " DESC", "<"
	}
	if c != nil {
		if column == "id" {
			q = q.Where("id "+op+" ?", c.ID)
		} else {
			q = q.Where(fmt.Sprintf("%[1]s %[2]s= ? AND (%[1]s %[2]s ? OR id %[2]s ?)", column, op), key, key, c.ID)
		}
	}
	if column == "id" {
		return q.Order("id" + dir)
	}
	return q.Order(column + dir + ", id" + dir)
}

// CappedCount counts the rows of q up to max, so that a title's number stays cheap on a big table.
func CappedCount(q *gorm.DB, max int) (int64, error) {
	var n int64
	inner := q.Session(&gorm.Session{}).Select("1 AS one").Limit(max)
	err := q.Session(&gorm.Session{NewDB: true}).Table("(?) AS capped", inner).Count(&n).Error
	return n, err
}

// LikePrefix gives a pattern for values that begin with s, with LIKE's own signs escaped by '!'.
func LikePrefix(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s) + "%"
}

// Cut makes a page of ids that were read with one more than its size: turned round where the list was read
// backwards, with whether there is a page after and before it.
func Cut(ids []int64, size int, at *Cursor) (page []int64, next, prev bool) {
	more := len(ids) > size
	page = ids[:min(len(ids), size)]
	back := at != nil && at.Before
	if back {
		slices.Reverse(page)
	}
	return page, len(page) > 0 && (back || more), len(page) > 0 && (back && more || !back && at != nil)
}
