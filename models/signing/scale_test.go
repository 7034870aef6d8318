package signing

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org"
	"bihuan/models/org/orgtest"
)

// TestNothingIsReadWhole loads many duties and demands that MariaDB answers every question from an index.
func TestNothingIsReadWhole(t *testing.T) {
	d, clock := dbtest.MariaDB(t)
	f := newFirm(t, d, clock)
	f.load(4_000, 3)
	f.explainAll()
}

// TestAtScale loads many people and times every question. Run it by hand: BIHUAN_PEOPLE=100000 go test -run AtScale -v
func TestAtScale(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("BIHUAN_PEOPLE"))
	if n == 0 {
		t.Skip("skipped: run by hand with BIHUAN_PEOPLE=100000")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		begun := time.Now()
		f.load(n, 20)
		t.Logf("20 campaigns for %d people in %v", n, time.Since(begun).Round(time.Millisecond))
		f.explainAll()
		f.timeAll()
	})
}

// load employs n people in twenty departments and begins campaigns for all of them; of each but the last most have signed.
func (f *firm) load(n, campaigns int) {
	f.t.Helper()
	var departments []int64
	for i := range 20 {
		departments = append(departments, f.house.Found(orgtest.Root, fmt.Sprintf("部门%d", i)))
	}
	for from := 0; from < n; from += 2000 {
		people, posts := make([]org.Person, 0, 2000), make([]org.Assignment, 0, 2000)
		for i := from; i < min(from+2000, n); i++ {
			id, department := int64(1000+i), departments[i%len(departments)]
			number := fmt.Sprintf("E%06d", i)
			people = append(people, org.Person{ID: id, Number: number, NumberKey: org.NumberKey(number), Name: "员工", DepartmentID: department, JoinedOn: "2020-01-01", Version: 1, CreatedAt: f.d.Now(), UpdatedAt: f.d.Now()})
			posts = append(posts, org.Assignment{PersonID: id, DepartmentID: department, FromOn: "2020-01-01", CreatedAt: f.d.Now()})
		}
		dbtest.Seed(f.t, f.d, func(tx *db.Tx) error { return tx.CreateInBatches(&people, 500).Error }, func(tx *db.Tx) error { return tx.CreateInBatches(&posts, 500).Error })
	}
	for i := range campaigns {
		number := f.issue(fmt.Sprintf("制度%d", i), everybody)
		if i < campaigns-1 {
			f.signedByMost(f.campaign(number).Campaign)
		}
	}
	if f.d.Dialect() == db.MySQL {
		var answer []map[string]any // ANALYZE TABLE gives rows
		f.must(f.d.Read(f.ctx).Raw("ANALYZE TABLE sign_campaigns, sign_duties, sign_signatures, sign_progress, people, assignments").Scan(&answer).Error)
		return
	}
	f.must(f.d.Exec(f.ctx, "ANALYZE"))
}

// signedByMost writes the signatures of nine in ten of a campaign, below the use cases.
func (f *firm) signedByMost(c Campaign) {
	f.t.Helper()
	dbtest.Seed(f.t, f.d, func(tx *db.Tx) error {
		err := tx.Exec("INSERT INTO sign_signatures (person_id, policy_id, edition_id, edition_no, hash, campaign_id, department_id, signed_at, signed_on, statement, parts, parts_total, attempt_id, score, entered_by, note)"+
			" SELECT person_id, policy_id, ?, ?, ?, campaign_id, department_id, ?, ?, ?, '[1,2]', 2, 0, ?, 0, '' FROM sign_duties WHERE campaign_id = ? AND person_id % 10 <> 0",
			c.EditionID, c.EditionNo, strings.Repeat("a", 64), tx.Now, f.day(tx.Now), Statement, NoScore, c.ID).Error
		if err != nil {
			return err
		}
		err = tx.Exec("UPDATE sign_duties SET state = ?, settled_at = ?, remind_at = ?, signature_id = (SELECT x.id FROM sign_signatures x WHERE x.person_id = sign_duties.person_id AND x.edition_id = ?)"+
			" WHERE campaign_id = ? AND person_id % 10 <> 0", Signed, tx.Now, Never, c.EditionID, c.ID).Error
		if err != nil {
			return err
		}
		return recount(tx, &c)
	})
}

// statements are those behind the pages, by what they are asked for.
func (f *firm) statements() map[string]func(q *gorm.DB) *gorm.DB {
	c := f.last()
	page := func(a auth.Actor, filter PeopleFilter) func(q *gorm.DB) *gorm.DB {
		return func(q *gorm.DB) *gorm.DB {
			var ids []int64
			return db.Keyset(filter.narrow(q, a, &c, f.d.Now()), "id", false, nil, &db.Cursor{ID: 10}).Limit(PageSize+1).Pluck("id", &ids)
		}
	}
	return map[string]func(q *gorm.DB) *gorm.DB{
		"all": page(f.keeper, PeopleFilter{}), "due": page(f.keeper, PeopleFilter{State: Due}), "late": page(f.keeper, PeopleFilter{Late: true}), "of a department": page(f.keeper, PeopleFilter{Department: 9, State: Signed}),
		"a supervisor's": page(f.chief, PeopleFilter{State: Due}),
		"signatures": func(q *gorm.DB) *gorm.DB {
			var all []Signature
			return q.Where("person_id = ? AND policy_id = ?", 1001, c.PolicyID).Order("edition_no DESC").Find(&all)
		},
		"mine": func(q *gorm.DB) *gorm.DB {
			var all []Duty
			return q.Where("person_id = ? AND state = ?", 1001, Due).Order("due_at").Find(&all)
		},
		"to be reminded": func(q *gorm.DB) *gorm.DB {
			var people []int64
			return q.Model(&Duty{}).Where("remind_at <= ? AND person_id > ?", f.d.Now().Add(-time.Hour), 0).Distinct().Order("person_id").Limit(remindPeople).Pluck("person_id", &people)
		},
	}
}

func (f *firm) last() Campaign {
	f.t.Helper()
	var c Campaign
	f.must(f.d.Read(f.ctx).Order("id DESC").Take(&c).Error)
	return c
}

// explainAll demands that MariaDB answers each statement from an index.
func (f *firm) explainAll() {
	f.t.Helper()
	if f.d.Dialect() != db.MySQL {
		return
	}
	for name, ask := range f.statements() {
		sql := f.d.Read(f.ctx).ToSQL(func(tx *gorm.DB) *gorm.DB { return ask(tx) })
		var rows []struct{ Table, Type, Key, Rows, Extra string }
		f.must(f.d.Read(f.ctx).Raw("EXPLAIN " + sql).Scan(&rows).Error)
		for _, r := range rows {
			if strings.HasPrefix(r.Table, "sign_") && (r.Type == "ALL" || r.Type == "index" || r.Key == "") {
				f.t.Errorf("%s reads %s by %q, key %q: %s rows, %s\n%s", name, r.Table, r.Type, r.Key, r.Rows, r.Extra, sql)
			}
		}
	}
}

// timeAll prints the median and the worst of each page's question.
func (f *firm) timeAll() {
	f.t.Helper()
	c := f.last()
	one := f.one
	one.PersonID = 1010
	for _, q := range []struct {
		name string
		do   func(ctx context.Context) error
	}{
		{"campaigns", func(ctx context.Context) error { _, err := f.Campaigns(ctx, f.keeper, Filter{}, nil); return err }},
		{"progress", func(ctx context.Context) error { _, err := f.ByNumber(ctx, f.keeper, c.Number); return err }},
		{"people", func(ctx context.Context) error {
			_, err := f.People(ctx, f.keeper, c.Number, PeopleFilter{State: Due}, nil)
			return err
		}},
		{"mine", func(ctx context.Context) error { _, err := f.Mine(ctx, one); return err }},
		{"my signatures", func(ctx context.Context) error { _, err := f.MySignatures(ctx, one, nil); return err }},
		{"desk of the keeper", func(ctx context.Context) error { _, err := f.OnDesk(ctx, f.keeper, 20); return err }},
		{"bound", func(ctx context.Context) error {
			_, err := f.Bound(ctx, f.auditor, BoundQuery{Number: c.PolicyNumber}, nil)
			return err
		}},
		{"settle one", func(ctx context.Context) error {
			return f.d.InTx(ctx, func(tx *db.Tx) error { return f.settleOne(tx, auth.System("test"), c.ID, nil) })
		}},
	} {
		var took []time.Duration
		for range 5 {
			start := time.Now()
			f.must(q.do(f.ctx))
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		f.t.Logf("%-24s p50 %8v  max %8v", q.name, took[2].Round(10*time.Microsecond), took[4].Round(10*time.Microsecond))
	}
}
