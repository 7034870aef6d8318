package signing

import (
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/policy"
)

// Item is one policy that a person is to read and sign.
type Item struct {
	Duty
	PolicyNumber string
	PolicyTitle  string
	EditionNo    int // the edition that the campaign asks to be read
	CurrentNo    int // the edition to sign; 0 while the first one is not in force
	Major, Minor int // of the one to read, with Tag: that of the campaign until its effect, then the edition to sign
	Tag          string
	Cause        Cause     // of the campaign
	Campaign     string    // number
	StartsAt     time.Time // before it nobody can sign yet
	Test         bool      // a test is asked for
	Parts        int       // how many parts of it were shown already
}

// Label is how the edition to read is called.
func (i Item) Label() string {
	return policy.EditionHead{Major: i.Major, Minor: i.Minor, Tag: i.Tag}.Label()
}

// MaxMine is how many policies a reading list shows.
const MaxMine = 200

// Mine lists what the actor is to read and sign, each policy once, in the order in which it is to be done.
func (ss *Signings) Mine(ctx context.Context, a auth.Actor) ([]Item, error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return nil, err
	}
	return ss.mine(ss.d.Read(ctx), a, MaxMine)
}

func (ss *Signings) mine(q *gorm.DB, a auth.Actor, most int) ([]Item, error) {
	if a.PersonID == 0 {
		return nil, nil
	}
	var rows []Item
	if err := dutiesOf(q, a, most).Find(&rows).Error; err != nil {
		return nil, err
	}
	return onePerPolicy(rows, most), nil
}

const dutyOrder = "due_at, position, id"

// dutiesOf is a query of a person's open duties, those that are due first.
func dutiesOf(q *gorm.DB, a auth.Actor, most int) *gorm.DB {
	return q.Table("sign_duties d").Select("d.*, p.number AS policy_number, p.title AS policy_title, p.current_no, COALESCE(e.major, 0) AS major, COALESCE(e.minor, 0) AS minor, COALESCE(e.tag, '') AS tag,"+
		" c.cause, c.edition_no, c.number AS campaign, c.started_at AS starts_at, c.quiz_draw > 0 AS test").
		Joins("JOIN sign_campaigns c ON c.id = d.campaign_id").Joins("JOIN policies p ON p.id = d.policy_id").Joins("LEFT JOIN policy_editions e ON e.id = CASE WHEN c.edition_no > p.current_no THEN c.edition_id ELSE p.current_id END").
		Where("d.person_id = ? AND d.state = ? AND c.state = ?", a.PersonID, Due, Open).Order("d.due_at, d.position, d.id").Limit(2 * most)
}

// onePerPolicy leaves one of several duties for one policy.
func onePerPolicy(rows []Item, most int) []Item {
	var items []Item
	for _, r := range rows {
		i := slices.IndexFunc(items, func(o Item) bool { return o.PolicyID == r.PolicyID })
		if i < 0 {
			items = append(items, r)
			continue
		}
		items[i].Test = items[i].Test || r.Test
		if r.Position > 0 && items[i].Position == 0 {
			items[i].Position = r.Position
		}
	}
	return items[:min(len(items), most)]
}

// Desk is what the home page shows: what the actor is to sign, and, for who answers for departments, how many
// signatures are open there.
type Desk struct {
	Items    []Item
	Unsigned int64
	Answers  bool // the actor answers for departments
}

// OnDesk gives it, at most most policies.
func (ss *Signings) OnDesk(ctx context.Context, a auth.Actor, most int) (d Desk, err error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return d, err
	}
	q := ss.d.Read(ctx)
	if !a.Can(auth.SignExcuse) || a.PersonID == 0 {
		d.Items, err = ss.mine(q, a, most)
		return d, err
	}
	d.Answers = true
	var open *gorm.DB
	if s := a.Scope(auth.SignExcuse); s.All {
		open = q.Model(&Campaign{}).Select("COALESCE(SUM(frozen_due + joiner_due), 0) AS unsigned_count").Where("state = ?", Open)
	} else {
		// What ended counts nobody as due any more.
		open = q.Model(&Progress{}).Select("COALESCE(SUM(due), 0) AS unsigned_count").Where("department_id IN ? AND due > 0", append([]int64{0}, s.Departments...))
	}
	var rows []struct {
		Item          `gorm:"embedded"`
		UnsignedCount int64
	}
	err = q.Table("(?) AS o", open).Joins("LEFT JOIN (?) AS t ON 1 = 1", dutiesOf(q, a, most)).Select("o.unsigned_count, t.*").Order(dutyOrder).Find(&rows).Error
	if err != nil {
		return d, err
	}
	var items []Item
	for _, r := range rows {
		d.Unsigned = r.UnsignedCount
		if r.ID != 0 { // who has nothing to sign has one row, of the count alone
			items = append(items, r.Item)
		}
	}
	d.Items = onePerPolicy(items, most)
	return d, nil
}

// SignedItem is one of a person's signatures.
type SignedItem struct {
	Signature
	PolicyNumber, PolicyTitle string
	Major, Minor              int
	Tag                       string
	RequiredNo                int
	PolicyState               policy.State
	EntererName               string
	Files                     []file.Attachment `gorm:"-"` // of one made on paper
}

// Label is how the edition that was signed is called.
func (s SignedItem) Label() string {
	return policy.EditionHead{Major: s.Major, Minor: s.Minor, Tag: s.Tag}.Label()
}

// Holds tells whether the signature still does.
func (s SignedItem) Holds() bool {
	return s.PolicyState == policy.InForce && s.EditionNo >= s.RequiredNo
}

// MySignatures lists what the actor signed, the newest first.
func (ss *Signings) MySignatures(ctx context.Context, a auth.Actor, at *db.Cursor) (db.Page[SignedItem], error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return db.Page[SignedItem]{}, err
	}
	q := ss.d.Read(ctx)
	l := db.Listing[SignedItem]{Size: PageSize, Place: func(s SignedItem) db.Cursor { return db.Cursor{ID: s.ID} },
		IDs: func(limit int) (ids []int64, rest *db.Cursor, err error) {
			return ids, nil, db.Keyset(q.Model(&Signature{}).Where("person_id = ?", a.PersonID), "id", true, nil, at).Limit(limit).Pluck("id", &ids).Error
		},
		Rows: func(ids []int64) ([]SignedItem, error) {
			if len(ids) == 0 {
				return nil, nil
			}
			var rows []SignedItem
			err := q.Table("sign_signatures s").Select("s.*, p.number AS policy_number, p.title AS policy_title, p.required_no, p.state AS policy_state, e.major, e.minor, e.tag, COALESCE(n.name, '') AS enterer_name").
				Joins("JOIN policies p ON p.id = s.policy_id").Joins("JOIN policy_editions e ON e.id = s.edition_id").Joins("LEFT JOIN people n ON n.id = s.entered_by").
				Where("s.id IN ?", ids).Find(&rows).Error
			db.InOrder(rows, ids, func(s SignedItem) int64 { return s.ID })
			if err != nil {
				return nil, err
			}
			return rows, papers(q, rows)
		}}
	return l.Page(at)
}

// papers gives signatures made on paper their files.
func papers(q *gorm.DB, rows []SignedItem) error {
	var ids []int64
	for _, r := range rows {
		if r.EnteredBy != 0 {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var all []file.Attachment
	if err := q.Where("record_kind = ? AND record_id IN ?", SignatureRecord, ids).Order("id").Find(&all).Error; err != nil {
		return err
	}
	for i := range rows {
		for _, a := range all {
			if a.RecordID == rows[i].ID {
				rows[i].Files = append(rows[i].Files, a)
			}
		}
	}
	return nil
}

// Last gives the newest edition of a policy that the actor signed, and when; 0 where he signed none.
func (ss *Signings) Last(ctx context.Context, a auth.Actor, policyID int64) (no int, at time.Time, err error) {
	var s Signature
	err = ss.d.Read(ctx).Where("person_id = ? AND policy_id = ?", a.PersonID, policyID).Order("edition_no DESC").Take(&s).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return 0, time.Time{}, nil
	}
	return s.EditionNo, s.SignedAt, err
}

// Standing is where the reader of an edition stands with signing it.
type Standing struct {
	Chapters []Chapter
	Shown    []int
	Signed   *Signature // of this edition, or an older one that holds
	Last     *Signature // the newest of any edition
	Duty     *Duty      // the first due
	Test     Test
	Refusal  *fault.Error // why it cannot be signed whatever is read; nil where it can
}

// Unread lists the chapters that were not shown yet.
func (s Standing) Unread() []Chapter {
	return slices.DeleteFunc(slices.Clone(s.Chapters), func(c Chapter) bool { return slices.Contains(s.Shown, c.Key) })
}

// Stand tells where the reader of an edition stands, in one statement where he signed it already and few otherwise. The
// policy was read with the reader's rights.
func (ss *Signings) Stand(ctx context.Context, a auth.Actor, p policy.Policy, e policy.Edition) (Standing, error) {
	s := Standing{Chapters: Chapters(e)}
	if err := maySign(a); err != nil {
		s.Refusal = fault.Of(err)
		return s, nil
	}
	q := ss.d.Read(ctx)
	signed, err := signatures(q, a.PersonID, p.ID)
	if err != nil {
		return s, err
	}
	if len(signed) > 0 {
		s.Last = &signed[0]
	}
	if i := slices.IndexFunc(signed, func(n Signature) bool {
		return n.EditionID == e.ID || n.EditionNo >= p.RequiredNo && n.EditionNo <= e.No
	}); i >= 0 {
		if s.Signed = &signed[i]; s.Signed.EditionID == e.ID {
			return s, nil
		}
	}
	if e.Stage != policy.Approved {
		if s.Refusal = fault.Of(signable(&p, e.EditionHead)); s.Refusal != nil {
			return s, nil
		}
	} else {
		s.Refusal = fault.Of(fault.Conflict("fault.sign_not_yet", "number", p.Number))
	}
	if s.Shown, err = shownParts(q, a.PersonID, e.ID); err != nil {
		return s, err
	}
	open, err := owing(q, a.PersonID, p.ID)
	if err != nil {
		return s, err
	}
	for i, d := range open {
		if s.Duty == nil || d.DueAt.Before(s.Duty.DueAt) {
			s.Duty = &open[i].Duty
		}
	}
	rules := demanded(open, &p, e.Demands.Quiz)
	if rules.Draw == 0 {
		return s, nil
	}
	s.Test, err = test(q, a.PersonID, &p, rules)
	return s, err
}
