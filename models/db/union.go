package db

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Branch is one part of a list, led by an index.
type Branch struct {
	Where string
	Args  []any
	// Closed says that Where ends with one more argument, the value of closed that the query is for.
	Closed bool
}

// Where gives a branch. Its text comes from the code, never from a request.
func Where(where string, args ...any) Branch { return Branch{Where: where, Args: args} }

// For gives the branch as it is for one value of closed.
func (b Branch) For(closed bool) Branch {
	if b.Closed {
		return Where(b.Where, append(slices.Clone(b.Args), closed)...)
	}
	return b
}

// Conds are conditions joined by AND, with their arguments. The zero value holds none.
type Conds struct {
	sql  strings.Builder
	args []any
}

// Add adds a condition. Its text comes from the code, never from a request.
func (c *Conds) Add(sql string, args ...any) {
	if c.sql.Len() > 0 {
		c.sql.WriteString(" AND ")
	}
	c.sql.WriteString(sql)
	c.args = append(c.args, args...)
}

// SQL gives the conditions and their arguments; the text is empty where there is none.
func (c *Conds) SQL() (string, []any) { return c.sql.String(), c.args }

// On narrows a query by the conditions.
func (c *Conds) On(q *gorm.DB) *gorm.DB {
	if sql, args := c.SQL(); sql != "" {
		return q.Where(sql, args...)
	}
	return q
}

// Union is a list put together from branches, each answered from one index. Rows that come from several of them
// count once.
type Union struct {
	Table    string
	Column   string // of the order, an instant; the id follows it
	Desc     bool
	Branches []Branch
	// Narrow adds the conditions that no branch stands for; nil where there are none.
	Narrow func(*Conds)
	// Closed gives each branch one query per value of the column closed; nil leaves the column alone.
	Closed []bool
	// At is the place to go on from. Where it says before, the list is read backwards from it.
	At    *Cursor
	Limit int
}

// order gives the direction of reading and the sign of what follows in it.
func (u Union) order() (dir, op string) {
	if u.Desc != (u.At != nil && u.At.Before) {
		return " DESC", "<"
	}
	return "", ">"
}

// conditions gives one set of conditions for each query: for every branch, for every value of closed.
func (u Union) conditions() []*Conds {
	var all []*Conds
	for _, b := range u.Branches {
		for i := range max(len(u.Closed), 1) {
			c := &Conds{}
			if u.Closed == nil {
				c.Add(b.Where, b.Args...)
			} else {
				c.Add(b.Where, b.For(u.Closed[i]).Args...)
				c.Add("closed = ?", u.Closed[i])
			}
			if u.Narrow != nil {
				u.Narrow(c)
			}
			u.after(c)
			all = append(all, c)
		}
	}
	return all
}

// after starts the list behind its cursor. The long form is the one that MariaDB answers from the index.
func (u Union) after(c *Conds) {
	if u.At == nil {
		return
	}
	_, op := u.order()
	key := KeyTime(u.At.Key)
	c.Add(fmt.Sprintf("%[1]s %[2]s= ? AND (%[1]s %[2]s ? OR id %[2]s ?)", u.Column, op), key, key, u.At.ID)
}

// join gives the queries joined by a word; more adds what each selects besides the id and the key.
func (u Union) join(word string, more func(i int) string) (string, []any) {
	dir, _ := u.order()
	var parts []string
	var args []any
	for i, c := range u.conditions() {
		where, values := c.SQL()
		parts = append(parts, fmt.Sprintf("SELECT * FROM (SELECT id, %[1]s AS k%[2]s FROM %[3]s WHERE %[4]s ORDER BY %[1]s%[5]s, id%[5]s LIMIT %[6]d) AS b%[7]d",
			u.Column, more(i), u.Table, where, dir, u.Limit, i))
		args = append(args, values...)
	}
	return strings.Join(parts, word), args
}

// SQL gives the union of one query per branch and per value of closed, each with the list's limit. Its columns are
// id and k, the key of the order.
func (u Union) SQL() (string, []any) {
	return u.join(" UNION ", func(int) string { return "" })
}

// IDs gives the ids of the list in the order of reading: where the cursor says before, the caller turns them round.
func (u Union) IDs(q *gorm.DB) ([]int64, error) {
	var ids []int64
	return ids, u.scan(q, "id", &ids)
}

// Placed is a row of a list with the instant of its order.
type Placed struct {
	ID int64
	At time.Time `gorm:"column:k"`
}

// Placed gives the list as IDs does, with the instants.
func (u Union) Placed(q *gorm.DB) ([]Placed, error) {
	var rows []Placed
	return rows, u.scan(q, "id, k", &rows)
}

func (u Union) scan(q *gorm.DB, columns string, to any) error {
	dir, _ := u.order()
	union, args := u.SQL()
	if union == "" {
		return nil
	}
	return q.Raw(fmt.Sprintf("SELECT %s FROM (%s) AS l ORDER BY k%s, id%s LIMIT %d", columns, union, dir, dir, u.Limit), args...).Scan(to).Error
}

// Found is a row that a branch found; one that several of them found comes once for each.
type Found struct {
	ID     int64
	Branch int
}

// Found gives the rows in order, at most most, each with its branch. Closed holds one value at most.
func (u Union) Found(q *gorm.DB, most int) ([]Found, error) {
	dir, _ := u.order()
	union, args := u.join(" UNION ALL ", func(i int) string { return fmt.Sprintf(", %d AS branch", i) })
	if union == "" {
		return nil, nil
	}
	var found []Found
	return found, q.Raw(fmt.Sprintf("SELECT id, branch FROM (%s) AS l ORDER BY k%s, id%s, branch LIMIT %d", union, dir, dir, most), args...).Scan(&found).Error
}

// counted gives the ids alone, in no order.
func (u Union) counted() (string, []any) {
	var parts []string
	var args []any
	all := u.conditions()
	for i, c := range all {
		where, values := c.SQL()
		part := fmt.Sprintf("SELECT id FROM %s WHERE %s LIMIT %d", u.Table, where, u.Limit)
		if len(all) > 1 {
			part = fmt.Sprintf("SELECT * FROM (%s) AS b%d", part, i)
		}
		parts, args = append(parts, part), append(args, values...)
	}
	return strings.Join(parts, " UNION "), args
}

// CountUnions counts several lists in one statement, each up to most.
func CountUnions(q *gorm.DB, unions []Union, most int) ([]int64, error) {
	var parts []string
	var all []any
	for i, u := range unions {
		u.Limit = most
		if union, args := u.counted(); union != "" {
			parts = append(parts, fmt.Sprintf("SELECT %d AS list, COUNT(*) AS n FROM (%s) AS l%d", i, union, i))
			all = append(all, args...)
		}
	}
	counts := make([]int64, len(unions))
	if len(parts) == 0 {
		return counts, nil
	}
	var found []struct {
		List int
		N    int64
	}
	if err := q.Raw(strings.Join(parts, " UNION ALL "), all...).Scan(&found).Error; err != nil {
		return nil, err
	}
	for _, r := range found {
		counts[r.List] = min(r.N, int64(most))
	}
	return counts, nil
}

// FoundUnions reads the beginnings of several lists in one statement; Branch tells which list a row is of. All lists
// have the same order.
func FoundUnions(q *gorm.DB, unions []Union) ([]Found, error) {
	var parts []string
	var all []any
	dir := ""
	for i, u := range unions {
		dir, _ = u.order()
		branch := fmt.Sprintf(", %d AS branch", i)
		if len(u.Branches)*max(len(u.Closed), 1) == 1 {
			part, args := u.join("", func(int) string { return branch })
			parts, all = append(parts, part), append(all, args...)
			continue
		}
		if union, args := u.SQL(); union != "" {
			parts = append(parts, fmt.Sprintf("SELECT * FROM (SELECT id, k%[1]s FROM (%[2]s) AS m%[3]d ORDER BY k%[4]s, id%[4]s LIMIT %[5]d) AS l%[3]d", branch, union, i, dir, u.Limit))
			all = append(all, args...)
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	var found []Found
	return found, q.Raw(fmt.Sprintf("SELECT id, branch FROM (%s) AS f ORDER BY branch, k%s, id%s", strings.Join(parts, " UNION ALL "), dir, dir), all...).Scan(&found).Error
}

// Spread gives each of several lists of ids its rows, in the list's order; an id without a row is left out.
func Spread[T any](rows []T, id func(T) int64, lists ...[]int64) [][]T {
	place := make(map[int64]int, len(rows))
	for i, r := range rows {
		place[id(r)] = i
	}
	out := make([][]T, len(lists))
	for i, list := range lists {
		for _, id := range list {
			if at, ok := place[id]; ok {
				out[i] = append(out[i], rows[at])
			}
		}
	}
	return out
}
