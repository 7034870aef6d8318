package complaint

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/link"
	"bihuan/models/org"
)

// View is a complaint with all that its page shows, as the reader may see it.
type View struct {
	Complaint
	Complainant   Complainant
	Clocks        []Clock // of the present round, the next due first
	Remedies      []Remedy
	FollowUps     []FollowUp
	Files         []file.Attachment
	Timeline      []audit.Entry // newest first; values may also be audit.Erased or Concealed
	More          bool          // older events exist; Timeline reads on
	Steps         []fault.Option
	Outcomes      []Outcome        // how it may be closed now
	People        map[int64]string // names of all people named by id in the view
	DeadlineClass DeadlineClass
	About         bool // the reader is the person complained about
	Chain         link.Chain
}

const timelinePage = 50

// ByNumber gives a complaint as the actor may see it.
func (cs *Complaints) ByNumber(ctx context.Context, a auth.Actor, number string) (View, error) {
	if err := a.Require(auth.ComplaintRead); err != nil {
		return View{}, err
	}
	q := cs.d.Read(ctx)
	c, p, err := loadBoth(q, a, number)
	if err != nil {
		return View{}, err
	}
	v := View{About: c.about(a), Steps: c.StepsFor(a)}
	if v.Clocks, err = loadClocks(q, c.ID); err != nil {
		return View{}, err
	}
	v.Clocks = slices.DeleteFunc(v.Clocks, func(k Clock) bool { return k.Round != c.Round })
	slices.SortFunc(v.Clocks, func(x, y Clock) int { return x.DueAt.Compare(y.DueAt) })
	if c.AssessedAt != nil { // before that there is neither
		if v.Remedies, err = loadRemedies(q, c.ID); err != nil {
			return View{}, err
		}
		if v.FollowUps, err = loadFollowUps(q, c.ID); err != nil {
			return View{}, err
		}
	}
	if v.Timeline, v.More, err = timeline(q, a, c, 0); err != nil {
		return View{}, err
	}
	if v.Files, err = file.Of(q, Kind, c.ID); err != nil {
		return View{}, err
	}
	classes, err := cs.Classes(ctx)
	if err != nil {
		return View{}, err
	}
	v.DeadlineClass, _ = findClass(classes, c.DeadlineClass)
	v.Outcomes = c.Outcomes(v.DeadlineClass)
	v.ownProposals(a)
	v.Complaint, v.Complainant = guard(a, *c, p)
	v.ownWork(a)
	if v.About {
		v.Remedies, v.FollowUps, v.Files = nil, nil, nil
	}
	if !v.About {
		if v.Chain, err = cs.Links.Of(ctx, a, v.ref(), v.card(cs.d.Now())); err != nil {
			return View{}, err
		}
	}
	v.People, err = v.names(q)
	return v, err
}

// ownProposals says beforehand that the actor cannot decide on what he alone proposed.
func (v *View) ownProposals(a auth.Actor) {
	pending, own := 0, 0
	for _, r := range v.Remedies {
		if r.State == RemedyProposed {
			pending++
			if r.ProposedBy == a.PersonID {
				own++
			}
		}
	}
	for i, s := range v.Steps {
		if s.Allowed && pending > 0 && own == pending && (s.Step == string(ApproveStep) || s.Step == string(SendBackStep)) {
			v.Steps[i] = fault.Option{Step: s.Step, Why: fault.Message{Key: "fault.complaint_approve_own"}}
		}
	}
}

// both is a complaint with its complainant in one row.
type both struct {
	Complaint
	Complainant Complainant `gorm:"embedded;embeddedPrefix:who_"`
}

func loadBoth(q *gorm.DB, a auth.Actor, number string) (*Complaint, Complainant, error) {
	var rows []both
	err := visible(q, a).Table("complaints").Select(allColumns).Joins("JOIN complainants ON complainants.complaint_id = complaints.id").
		Where("complaints.number = ?", number).Limit(1).Find(&rows).Error
	if err == nil && len(rows) == 0 {
		err = fault.NotFound("fault.complaint_gone", "number", number)
	}
	if err != nil {
		return nil, Complainant{}, err
	}
	return &rows[0].Complaint, rows[0].Complainant, nil
}

// Timeline gives older events, those before an event's id.
func (cs *Complaints) Timeline(ctx context.Context, a auth.Actor, number string, before int64) ([]audit.Entry, map[int64]string, bool, error) {
	if err := a.Require(auth.ComplaintRead); err != nil {
		return nil, nil, false, err
	}
	q := cs.d.Read(ctx)
	c, err := load(q, a, number)
	if err != nil {
		return nil, nil, false, err
	}
	v := View{}
	if v.Timeline, v.More, err = timeline(q, a, c, before); err != nil {
		return nil, nil, false, err
	}
	v.People, err = v.names(q)
	return v.Timeline, v.People, v.More, err
}

func timeline(q *gorm.DB, a auth.Actor, c *Complaint, before int64) ([]audit.Entry, bool, error) {
	entries, more, err := audit.Timeline(q, Kind, c.ID, before, timelinePage)
	for i := range entries {
		entries[i].Changes = c.guardChanges(a, entries[i].Changes)
		if c.about(a) {
			entries[i].Reason = ""
		}
	}
	return entries, more, err
}

// names reads the names of everybody whom the view names by id.
func (v *View) names(q *gorm.DB) (map[int64]string, error) {
	ids := []int64{v.FirstContactID, v.HandlerID, v.ComplainedPersonID, v.RepliedBy}
	for _, r := range v.Remedies {
		ids = append(ids, r.ProposedBy, r.DecidedBy)
	}
	for _, f := range v.FollowUps {
		ids = append(ids, f.PersonID)
	}
	for _, f := range v.Files {
		ids = append(ids, f.PersonID)
	}
	for _, e := range v.Timeline {
		ids = append(ids, e.PersonID)
		for _, ch := range e.Changes {
			if ch.Field == "handler_id" || ch.Field == "complained_person_id" || ch.Field == "replied_by" {
				before, _ := ch.Before.(int64)
				after, _ := ch.After.(int64)
				ids = append(ids, before, after)
			}
		}
	}
	return org.Names(q, ids...)
}

// Attachment gives one file of a complaint for reading it.
func (cs *Complaints) Attachment(ctx context.Context, a auth.Actor, number string, id int64) (file.Attachment, error) {
	if err := a.Require(auth.ComplaintRead); err != nil {
		return file.Attachment{}, err
	}
	c, err := load(cs.d.Read(ctx), a, number)
	if err != nil {
		return file.Attachment{}, err
	}
	if c.about(a) {
		return file.Attachment{}, fault.Refused("fault.complaint_about_self")
	}
	return file.Get(cs.d.Read(ctx), Kind, c.ID, id)
}
