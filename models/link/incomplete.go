package link

import (
	"context"
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
)

// Gap is a record whose chain wants something.
type Gap struct {
	Ref
	Card
	ID           int64 // of the gap, for paging
	Wants        string
	DepartmentID int64
	Since        time.Time
}

// GapFilter narrows the queue; zero values do not.
type GapFilter struct {
	Wants      string
	Department int64
}

// GapPage is one page of the queue, the longest wanting first.
type GapPage = db.Page[Gap]

// GapPageSize is how many gaps a page holds.
const GapPageSize = 50

// Incomplete lists the chains that want something, of the departments whose records the actor may read.
func (ls *Links) Incomplete(ctx context.Context, a auth.Actor, f GapFilter, at *db.Cursor) (GapPage, error) {
	if err := a.Require(auth.ActionRead); err != nil {
		return GapPage{}, err
	}
	f.Wants = strings.ToValidUTF8(f.Wants, "")
	branches := ls.gapBranches(a, f)
	if len(branches) == 0 {
		return GapPage{}, nil
	}
	u := db.Union{Table: "link_wants", Column: "since", Branches: branches, At: at,
		Narrow: func(c *db.Conds) {
			if f.Wants != "" {
				c.Add("wants = ?", f.Wants)
			}
		}}
	l := db.Listing[want]{Size: GapPageSize, Place: func(r want) db.Cursor { return db.Cursor{ID: r.ID, Key: db.TimeKey(r.Since)} },
		IDs: func(limit int) (ids []int64, rest *db.Cursor, err error) {
			u.Limit = limit
			ids, err = u.IDs(ls.d.Read(ctx))
			return ids, nil, err
		},
		Rows: func(ids []int64) (rows []want, err error) {
			if len(ids) == 0 {
				return nil, nil
			}
			return rows, ls.d.Read(ctx).Where("id IN ?", ids).Order("since, id").Find(&rows).Error
		}}
	wants, err := l.Page(at)
	if err != nil {
		return GapPage{}, err
	}
	gaps, err := ls.gaps(ctx, a, wants.Rows)
	return GapPage{Rows: gaps, Next: wants.Next, Prev: wants.Prev}, err
}

// maxBranches is up to how many departments get a branch of their own; beyond it they are checked row by row.
const maxBranches = 30

// gapBranches is one branch per kind and department in scope.
func (ls *Links) gapBranches(a auth.Actor, f GapFilter) []db.Branch {
	var all []db.Branch
	for _, k := range ls.kinds {
		add := func(where string, args ...any) {
			all = append(all, db.Where("record_kind = ? AND met = ?"+where, append([]any{k.Name, false}, args...)...))
		}
		switch scope := a.Scope(k.Read); {
		case f.Department != 0 && scope.Has(f.Department):
			add(" AND department_id = ?", f.Department)
		case f.Department != 0:
		case scope.All:
			add("")
		case len(scope.Departments) > maxBranches:
			add(" AND +department_id IN ?", scope.Departments)
		default:
			for _, d := range scope.Departments {
				add(" AND department_id = ?", d)
			}
		}
	}
	return all
}

// gaps fills in how the records are shown; those that the actor may not see are left out.
func (ls *Links) gaps(ctx context.Context, a auth.Actor, rows []want) ([]Gap, error) {
	ids := map[string][]int64{}
	for _, r := range rows {
		ids[r.RecordKind] = append(ids[r.RecordKind], r.RecordID)
	}
	cards, err := ls.cards(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	var all []Gap
	for _, r := range rows {
		if card, ok := cards[r.RecordKind][r.RecordID]; ok {
			all = append(all, Gap{Ref: Ref{r.RecordKind, r.RecordID, r.RecordNumber}, Card: card, ID: r.ID, Wants: r.Wants, DepartmentID: r.DepartmentID, Since: r.Since})
		}
	}
	return all, nil
}
