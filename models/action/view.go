package action

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
	"bihuan/models/terms"
)

// View is an action with all that its page shows.
type View struct {
	Action
	Coworkers []int64
	Clocks    []Clock          // of the present round, the running one last
	Measures  []PlannedMeasure // of the present round
	Evidence  []Evidence
	Checks    []Check       // of all rounds, oldest first
	Timeline  []audit.Entry // newest first
	More      bool          // older events exist; Timeline reads on
	Steps     []fault.Option
	Chain     link.Chain
	Rule      Rule
	Proof     bool             // its effect is to be proved
	Effect    *Effect          // what would be counted now, where the effect is to be judged
	People    map[int64]string // names of all people named by id in the view
	team      team
}

const timelinePage = 50

// ByNumber gives an action as the actor may see it.
func (as *Actions) ByNumber(ctx context.Context, a auth.Actor, number string) (View, error) {
	if err := a.Require(auth.ActionRead); err != nil {
		return View{}, err
	}
	q := as.d.Read(ctx)
	c, err := load(q, a, number)
	if err != nil {
		return View{}, err
	}
	v := View{Action: c.Action, Coworkers: c.team.coworkers, Clocks: c.clocks, team: c.team}
	if err := v.read(q); err != nil {
		return View{}, err
	}
	v.Steps = v.stepsFor(a)
	set, err := as.Terms.All(ctx)
	if err != nil {
		return View{}, err
	}
	v.Proof = set.Flag(terms.ActionKind, c.Kind, terms.Proof)
	rules, err := as.Rules(ctx)
	if err != nil {
		return View{}, err
	}
	v.Rule, _ = book.Find(rules, c.Priority)
	if err := as.preview(ctx, q, &v); err != nil {
		return View{}, err
	}
	if v.Chain, err = as.Links.Of(ctx, a, link.Ref{Kind: Kind, ID: c.ID, Number: c.Number}, c.card(as.d.Now())); err != nil {
		return View{}, err
	}
	v.People, err = org.Names(q, v.named()...)
	return v, err
}

// read reads what belongs to the action; what its state cannot have yet is not asked for.
func (v *View) read(q *gorm.DB) (err error) {
	if v.PlannedAt != nil || v.Round > 1 { // a plan that was sent back stands in the form still
		if err := v.readWork(q); err != nil {
			return err
		}
	}
	v.Timeline, v.More, err = audit.Timeline(q, Kind, v.ID, 0, timelinePage)
	return err
}

func (v *View) readWork(q *gorm.DB) (err error) {
	if v.Measures, err = loadMeasures(q, v.ID, v.Round); err != nil {
		return err
	}
	if v.Evidence, err = loadShown(q, v.ID); err != nil {
		return err
	}
	if v.Closed || v.Round > 1 { // a judgement ends the round
		v.Checks, err = loadChecks(q, v.ID)
	}
	return err
}

// preview counts the effect of an action that waits for its judgement on the chosen day or after it.
func (as *Actions) preview(ctx context.Context, q *gorm.DB, v *View) error {
	until, _ := dayAt(v.CheckOn, as.d.Zone())
	if _, known := as.indicator(v.Indicator); !known || v.State != Verified || as.d.Now().Before(until) {
		return nil
	}
	tree, err := as.Org.Departments(ctx)
	if err != nil {
		return err
	}
	e, err := as.effect(q, tree, &v.Action)
	switch {
	case err == nil:
		v.Effect = &e
	case fault.Is(err, fault.ConflictKind): // the step says why it cannot be counted
		return nil
	}
	return err
}

// named lists everybody whom the view names by id.
func (v *View) named() []int64 {
	ids := append([]int64{v.OwnerID, v.VerifierID, v.OpenerID}, v.Coworkers...)
	for _, m := range v.Measures {
		ids = append(ids, m.DoneBy)
	}
	for _, e := range v.Evidence {
		ids = append(ids, e.PersonID)
	}
	for _, k := range v.Checks {
		ids = append(ids, k.PersonID)
	}
	return append(ids, namedIn(v.Timeline)...)
}

// PersonFields are the fields of events whose values are people.
var PersonFields = []string{"owner_id", "verifier_id", "coworker_id"}

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

// Timeline gives older events, those before an event's id, with the names of the people in them.
func (as *Actions) Timeline(ctx context.Context, a auth.Actor, number string, before int64) ([]audit.Entry, map[int64]string, bool, error) {
	if err := a.Require(auth.ActionRead); err != nil {
		return nil, nil, false, err
	}
	q := as.d.Read(ctx)
	c, err := load(q, a, number)
	if err != nil {
		return nil, nil, false, err
	}
	entries, more, err := audit.Timeline(q, Kind, c.ID, before, timelinePage)
	if err != nil {
		return nil, nil, false, err
	}
	people, err := org.Names(q, namedIn(entries)...)
	return entries, people, more, err
}

// Attachment gives one file of an action for reading it.
func (as *Actions) Attachment(ctx context.Context, a auth.Actor, number string, id int64) (file.Attachment, error) {
	if err := a.Require(auth.ActionRead); err != nil {
		return file.Attachment{}, err
	}
	c, err := load(as.d.Read(ctx), a, number)
	if err != nil {
		return file.Attachment{}, err
	}
	return file.Get(as.d.Read(ctx), Kind, c.ID, id)
}

// Able lists who may be named to own or verify actions of a department: the people who hold the right over it.
func (as *Actions) Able(ctx context.Context, a auth.Actor, department int64) ([]org.Person, error) {
	if err := a.Require(auth.ActionOpen); err != nil {
		return nil, err
	}
	tree, err := as.Org.Departments(ctx)
	if err != nil {
		return nil, err
	}
	return org.Able(as.d.Read(ctx), tree, department, as.Org.Today(), auth.Handler, auth.Supervisor)
}
