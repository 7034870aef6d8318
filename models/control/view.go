package control

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"

	"bihuan/models/action"
	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/link"
	"bihuan/models/org"
)

// View is a control with all that its page shows.
type View struct {
	Control
	Clauses     []link.Ref // that it implements, as far as the reader may see them
	Checks      []Check    // the last first, those superseded among them
	MoreChecks  bool
	OpenActions []string      // numbers of those it led to that are not closed
	Timeline    []audit.Entry // newest first
	More        bool          // older events exist; Timeline reads on
	Steps       []fault.Option
	Chain       link.Chain
	Cycles      Rule             // the rule of its reminders
	People      map[int64]string // names of all people named by id in the view
}

const (
	timelinePage = 50
	checksShown  = 12
)

// ByNumber gives a control as the actor may see it.
func (cs *Controls) ByNumber(ctx context.Context, a auth.Actor, number string) (View, error) {
	if err := a.Require(auth.ControlRead); err != nil {
		return View{}, err
	}
	q := cs.d.Read(ctx)
	c, err := load(q, a, number)
	if err != nil {
		return View{}, err
	}
	v := View{Control: *c, Steps: c.stepsFor(a)}
	if err := v.read(q); err != nil {
		return View{}, err
	}
	rules, err := cs.Rules(ctx)
	if err != nil {
		return View{}, err
	}
	v.Cycles, _ = book.Find(rules, c.Rule)
	if v.Chain, err = cs.Links.Of(ctx, a, c.ref(), c.card(cs.d.Now())); err != nil {
		return View{}, err
	}
	v.Clauses = seen(v.Chain)
	v.People, err = org.Names(q, v.named()...)
	return v, err
}

// read reads what belongs to the control.
func (v *View) read(q *gorm.DB) (err error) {
	if v.Checks, err = loadChecks(q, v.ID, checksShown+1); err != nil {
		return err
	}
	v.MoreChecks = len(v.Checks) > checksShown
	v.Checks = v.Checks[:min(len(v.Checks), checksShown)]
	if v.OpenActions, err = action.OpenFrom(q, Kind, v.ID); err != nil {
		return err
	}
	v.Timeline, v.More, err = audit.Timeline(q, Kind, v.ID, 0, timelinePage)
	return err
}

// named lists everybody whom the view names by id.
func (v *View) named() []int64 {
	ids := []int64{v.OwnerID}
	for _, k := range v.Checks {
		ids = append(ids, k.PersonID, k.RecorderID)
	}
	return append(ids, namedIn(v.Timeline)...)
}

// PersonFields are the fields of events whose values are people.
var PersonFields = []string{"owner_id", "person_id", "collector_id"}

func namedIn(entries []audit.Entry) []int64 {
	var ids []int64
	for _, e := range entries {
		ids = append(ids, e.PersonID)
		for _, ch := range e.Changes {
			if slices.Contains(PersonFields, ch.Field) {
				before, _ := ch.Before.(int64)
				after, _ := ch.After.(int64)
				ids = append(ids, before, after)
			}
		}
	}
	return ids
}

// story reads older events of a record, those before an event's id, with the names of the people in them.
func story(q *gorm.DB, kind string, id, before int64) ([]audit.Entry, map[int64]string, bool, error) {
	entries, more, err := audit.Timeline(q, kind, id, before, timelinePage)
	if err != nil {
		return nil, nil, false, err
	}
	people, err := org.Names(q, namedIn(entries)...)
	return entries, people, more, err
}

// Timeline gives older events, those before an event's id, with the names of the people in them.
func (cs *Controls) Timeline(ctx context.Context, a auth.Actor, number string, before int64) ([]audit.Entry, map[int64]string, bool, error) {
	if err := a.Require(auth.ControlRead); err != nil {
		return nil, nil, false, err
	}
	q := cs.d.Read(ctx)
	c, err := load(q, a, number)
	if err != nil {
		return nil, nil, false, err
	}
	return story(q, Kind, c.ID, before)
}

// Evidence gives one file of a check of a control for reading it.
func (cs *Controls) Evidence(ctx context.Context, a auth.Actor, number string, id int64) (file.Attachment, error) {
	if err := a.Require(auth.ControlRead); err != nil {
		return file.Attachment{}, err
	}
	q := cs.d.Read(ctx)
	c, err := load(q, a, number)
	if err != nil {
		return file.Attachment{}, err
	}
	var f file.Attachment
	err = q.Where("id = ? AND record_kind = ? AND record_id IN (SELECT id FROM control_checks WHERE control_id = ?)", id, CheckKind, c.ID).Take(&f).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = fault.NotFound("fault.file_gone")
	}
	return f, err
}

// Able lists who may be named to own a control of a department: the people who may check one there.
func (cs *Controls) Able(ctx context.Context, a auth.Actor, department int64) ([]org.Person, error) {
	if err := a.Require(auth.ControlRead); err != nil {
		return nil, err
	}
	tree, err := cs.Org.Departments(ctx)
	if err != nil {
		return nil, err
	}
	return org.Able(cs.d.Read(ctx), tree, department, cs.Org.Today(), auth.RolesThatMay(auth.ControlCheck)...)
}
