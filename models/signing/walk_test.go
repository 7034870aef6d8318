package signing

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/org/orgtest"
	"bihuan/models/policy"
)

// walk is a life of policies, people and campaigns drawn at random.
type walk struct {
	*firm
	r       *rapid.T
	people  []auth.Actor
	hired   *int // in all walks, so that no number comes twice
	gone    map[int64]bool
	numbers []string
	kept    map[int64]Signature
}

// only lets pass what a person is refused with a reason.
func (w *walk) only(err error) {
	if err != nil && fault.Of(err) == nil {
		w.r.Fatal(err)
	}
}

func (w *walk) person() auth.Actor {
	var there []auth.Actor
	for _, p := range w.people {
		if !w.gone[p.PersonID] {
			there = append(there, p)
		}
	}
	a := rapid.SampledFrom(there).Draw(w.r, "person")
	people, err := org.PeopleByID(w.d.Read(w.ctx), []int64{a.PersonID})
	w.must(err)
	a.DepartmentID = people[a.PersonID].DepartmentID
	return a
}

func (w *walk) policy() string { return rapid.SampledFrom(w.numbers).Draw(w.r, "policy") }

func (w *walk) someCampaign() (string, bool) {
	var numbers []string
	w.must(w.d.Read(w.ctx).Model(&Campaign{}).Order("id").Pluck("number", &numbers).Error)
	if len(numbers) == 0 {
		return "", false
	}
	return rapid.SampledFrom(numbers).Draw(w.r, "campaign"), true
}

func (w *walk) step() {
	switch rapid.IntRange(0, 11).Draw(w.r, "step") {
	case 0, 1, 2:
		w.sign()
	case 3:
		w.move(w.person(), rapid.SampledFrom([]int64{orgtest.Service, orgtest.Support, orgtest.Store}).Draw(w.r, "to"))
	case 4:
		if p := w.person(); len(w.people)-len(w.gone) > 2 {
			w.leave(p)
			w.gone[p.PersonID] = true
		}
	case 5:
		if len(w.people) < 12 {
			*w.hired++
			w.people = append(w.people, w.joins(fmt.Sprintf("新人%d", *w.hired), orgtest.Service))
		}
	case 6:
		w.must(w.Settle(w.ctx))
	case 7:
		w.edition()
	case 8:
		if c, ok := w.someCampaign(); ok {
			w.only(w.Excuse(w.ctx, w.keeper, c, ExcuseInput{w.person().PersonID, "因故"}))
		}
	case 9:
		p := w.person()
		_, err := w.Enter(w.ctx, w.keeper, EnterInput{Number: w.policy(), PersonID: p.PersonID, SignedOn: w.day(w.d.Now()), Note: "纸质"})
		w.only(err)
	case 10:
		_, err := w.Begin(w.ctx, w.keeper, BeginInput{Policy: w.policy(), Audience: of(rapid.SampledFrom([]int64{orgtest.Service, orgtest.Store}).Draw(w.r, "of"))})
		w.only(err)
	case 11:
		if c, ok := w.someCampaign(); ok {
			v := w.seen(c)
			w.only(w.End(w.ctx, w.keeper, Ref{v.Number, v.Version}, EndInput{Cancel: rapid.Bool().Draw(w.r, "cancel"), Reason: "结束"}))
		}
	}
	w.pass(time.Duration(rapid.IntRange(0, 30).Draw(w.r, "hours")) * time.Hour)
	w.must(w.Remind(w.ctx))
}

func (w *walk) sign() {
	n, a := w.policy(), w.person()
	v := w.view(n)
	if v.CurrentID == 0 || v.State != policy.InForce {
		return
	}
	s, err := w.Sign(w.ctx, a, w.read(a, n))
	if w.only(err); err == nil {
		w.kept[s.ID] = s
	}
}

// edition brings a policy a step further: its first edition, the next one, or its end.
func (w *walk) edition() {
	n := w.policy()
	v := w.view(n)
	switch {
	case v.State == policy.Retired:
	case v.Stage == policy.Drafting:
		w.approve(n, rapid.SampledFrom([]string{"", w.day(w.d.Now().AddDate(0, 0, 2))}).Draw(w.r, "on"))
	case v.Stage == policy.Approved:
		w.must(w.policies.TakeBack(w.ctx, w.keeper, w.ref(n), "还要改"))
	case rapid.IntRange(0, 9).Draw(w.r, "retire") == 0:
		w.must(w.policies.Retire(w.ctx, w.keeper, w.ref(n), policy.RetireInput{Reason: "不再需要"}))
	default:
		w.revise(n, rapid.SampledFrom([]policy.Weight{policy.Major, policy.Minor}).Draw(w.r, "weight"), "")
	}
}

// check demands what holds at any time.
func (w *walk) check() {
	w.sound()
	q := w.d.Read(w.ctx)
	for id, s := range w.kept {
		var now Signature
		w.must(q.Where("id = ?", id).Take(&now).Error)
		if now.Hash != s.Hash || now.EditionID != s.EditionID || now.PersonID != s.PersonID || !now.SignedAt.Equal(s.SignedAt) || now.CampaignID != s.CampaignID {
			w.r.Fatalf("a signature changed: %+v, was %+v", now, s)
		}
	}
	var wrong int64
	// What somebody signed in a way that does for an open campaign is never still due, and the other way round.
	w.must(q.Table("sign_duties d").Joins("JOIN sign_campaigns c ON c.id = d.campaign_id AND c.state = 'open'").
		Where("d.state = 'due' AND EXISTS (SELECT 1 FROM sign_signatures x WHERE x.person_id = d.person_id AND x.policy_id = d.policy_id AND x.edition_no >= c.least_no)").Count(&wrong).Error)
	if wrong > 0 {
		w.r.Fatalf("%d have signed and are told to", wrong)
	}
	// A reading list follows the edition in force: what did for it once stays.
	w.must(q.Table("sign_duties d").Joins("JOIN sign_campaigns c ON c.id = d.campaign_id").Joins("JOIN sign_signatures x ON x.id = d.signature_id").
		Where("x.person_id <> d.person_id OR x.policy_id <> d.policy_id OR (x.edition_no < c.least_no AND c.cause <> 'newcomer') OR d.state <> 'signed'").Count(&wrong).Error)
	if wrong > 0 {
		w.r.Fatalf("%d count as signed by what does not do", wrong)
	}
	w.must(q.Table("sign_duties d").Joins("JOIN sign_campaigns c ON c.id = d.campaign_id").Where("c.state <> 'open' AND d.state = 'due'").Count(&wrong).Error)
	if wrong > 0 {
		w.r.Fatalf("%d are due in campaigns that ended", wrong)
	}
}

// begin empties the firm of what an earlier walk left, and begins anew with four people and three policies.
func (w *walk) begin() {
	w.people = []auth.Actor{w.one, w.two, w.clerk, w.chief}
	dbtest.Seed(w.t, w.d, func(tx *db.Tx) error {
		for _, table := range []string{"sign_duties", "sign_progress", "sign_campaigns", "sign_signatures", "sign_reading", "sign_list_policies", "sign_lists", "policy_clauses", "policy_people",
			"policy_clocks", "policy_readers", "policy_editions", "policies", "notifications", "assignments"} {
			if err := tx.Exec("DELETE FROM " + table).Error; err != nil {
				return err
			}
		}
		for _, a := range w.people {
			if err := tx.Create(&org.Assignment{PersonID: a.PersonID, DepartmentID: a.DepartmentID, FromOn: "2020-01-01", CreatedAt: tx.Now}).Error; err != nil {
				return err
			}
			if err := tx.Model(&org.Person{}).Where("id = ?", a.PersonID).UpdateColumns(map[string]any{"department_id": a.DepartmentID, "left_on": ""}).Error; err != nil {
				return err
			}
		}
		return nil
	})
	for _, a := range []org.Audience{everybody, of(orgtest.Service), {Departments: []int64{orgtest.Store}, People: []int64{w.one.PersonID}}} {
		w.numbers = append(w.numbers, w.draft("制度"+string(rune('A'+len(w.numbers))), a, policy.Quiz{}))
	}
	w.must(w.SaveList(w.ctx, w.keeper, ListInput{Name: "新人", Audience: of(orgtest.Service), Days: 3, Active: true, Policies: w.numbers[:2]}))
}

// Whatever happens in whatever order: the counters tell what the duties do, nobody counts twice, and what was signed stays.
func TestCountersTellTheTruthThroughAnyLife(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		hired := 0
		rapid.Check(t, func(r *rapid.T) {
			clock.Set(dbtest.Start)
			w := &walk{firm: f, r: r, hired: &hired, gone: map[int64]bool{}, kept: map[int64]Signature{}}
			w.begin()
			for range rapid.IntRange(5, 25).Draw(r, "steps") {
				w.step()
				w.check()
			}
		})
	})
}
