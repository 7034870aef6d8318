package control

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"bihuan/models/action"
	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/fault"
	"bihuan/models/file"
)

// checking is a check being recorded.
type checking struct {
	*work
	opening action.Opening
	in      CheckInput
	row     Check
}

// Check records a check. Where it did not pass it opens an action, or adds to one, in the same transaction; its number
// is given.
func (cs *Controls) Check(ctx context.Context, a auth.Actor, ref Ref, in CheckInput) (actionNumber string, err error) {
	return cs.record(ctx, a, ref, CheckStep, "control.checked", in, func(k *checking) error {
		k.row.DueOn = k.c.DueOn
		if k.c.LastOn > k.row.HappenedOn {
			return k.dueThen()
		}
		return nil
	})
}

// Correct records a check in place of another one, with the reason. Both stay in the record. The action that the other
// one led to stays linked; where there was none and it did not pass, one is opened.
func (cs *Controls) Correct(ctx context.Context, a auth.Actor, ref Ref, in CorrectInput) (actionNumber string, err error) {
	return cs.record(ctx, a, ref, CorrectStep, "control.corrected", in.CheckInput, func(k *checking) error {
		k.because(in.Reason)
		was, err := standing(k.tx.DB, k.c.ID, in.CheckID)
		if err != nil {
			return err
		}
		k.row.Supersedes, k.row.DueOn, k.row.Reason = &was.ID, was.DueOn, strings.TrimSpace(in.Reason)
		if k.in.Action.Number, err = ledTo(k.tx.DB, k.c.ID, was.ActionNumber); err != nil {
			return err
		}
		k.differences(was)
		return k.keep(was, in.Keep)
	})
}

// record records a check; fn does what is peculiar to it.
func (cs *Controls) record(ctx context.Context, a auth.Actor, ref Ref, s Step, kind string, in CheckInput, fn func(k *checking) error) (string, error) {
	ground, err := cs.ground(ctx, a, Rights[s])
	if err != nil {
		return "", err
	}
	opening, err := cs.Actions.Opening(ctx)
	if err != nil {
		return "", err
	}
	var number string
	err = cs.take(ctx, ground, ref, s, kind, func(w *work) error {
		k := &checking{work: w, opening: opening, in: in}
		number, err = k.write(fn)
		return err
	})
	return number, err
}

func (k *checking) write(fn func(k *checking) error) (string, error) {
	if err := k.said(); err != nil {
		return "", err
	}
	if err := fn(k); err != nil {
		return "", err
	}
	if k.c.Evidence && len(k.in.Files) == 0 {
		k.Set.Check.Add("files", "invalid.required")
	}
	if !k.Set.Check.OK() {
		return "", nil
	}
	if err := k.follow(); err != nil {
		return "", err
	}
	if err := k.tx.Create(&k.row).Error; err != nil {
		return "", err
	}
	if err := file.Attach(k.tx, CheckKind, k.row.ID, k.a.PersonID, k.in.Files); err != nil {
		return "", err
	}
	for _, f := range k.in.Files {
		k.Note("file", audit.Personal(f.Name))
	}
	return k.row.ActionNumber, k.settle()
}

// said checks what is said about the check and puts it into the row.
func (k *checking) said() error {
	c, in := k.c, &k.in
	k.pastDay("happened_on", in.HappenedOn)
	k.pastDay("received_on", in.ReceivedOn)
	if in.ReceivedOn != "" && in.HappenedOn > in.ReceivedOn {
		k.Set.Check.Add("received_on", "invalid.control_received_before")
	}
	k.Set.Check.OneOf("result", string(in.Result), string(Passed), string(Partly), string(Failed))
	k.Set.Check.Text("findings", in.Findings, maxText)
	if in.Result != Passed {
		k.Set.Check.Required("findings", in.Findings)
	}
	if in.PersonID == 0 {
		in.PersonID = k.a.PersonID
	}
	if err := k.person("person_id", in.PersonID, k.a.PersonID); err != nil {
		return err
	}
	k.row = Check{ControlID: c.ID, Area: c.Area, DepartmentID: c.DepartmentID, OwnerID: c.OwnerID, PersonID: in.PersonID, RecorderID: k.a.PersonID,
		HappenedOn: in.HappenedOn, ReceivedOn: in.ReceivedOn, Result: in.Result, Findings: strings.TrimSpace(in.Findings), At: k.tx.Now}
	if k.kind == "control.checked" {
		k.Note("happened_on", in.HappenedOn)
		k.Note("received_on", in.ReceivedOn)
		k.Note("person_id", in.PersonID)
		k.Note("result", string(in.Result))
		if k.row.Findings != "" {
			k.Note("findings", audit.Personal(k.row.Findings))
		}
	}
	return nil
}

// differences notes what a correction says otherwise than the check that it supersedes.
func (k *checking) differences(was Check) {
	happened, received, result, findings, person := was.HappenedOn, was.ReceivedOn, string(was.Result), was.Findings, was.PersonID
	k.Note("check_on", was.HappenedOn)
	k.Code("happened_on", &happened, k.row.HappenedOn)
	k.Code("received_on", &received, k.row.ReceivedOn)
	k.Code("result", &result, string(k.row.Result))
	k.Text("findings", &findings, k.row.Findings)
	if person != k.row.PersonID {
		k.Changes = append(k.Changes, audit.Change{Field: "person_id", Before: person, After: k.row.PersonID})
	}
}

// keep takes over files of the check that is superseded.
func (k *checking) keep(was Check, ids []int64) error {
	files, err := file.Of(k.tx.DB, CheckKind, was.ID)
	for _, f := range files {
		if slices.Contains(ids, f.ID) {
			k.in.Files = append(slices.Clone(k.in.Files), file.Upload{Hash: f.Hash, Size: f.Size, Type: f.Type, Name: f.Name})
		}
	}
	return err
}

// dueThen sets by when a check was due that happened before the last one: it is entered late and moves nothing.
func (k *checking) dueThen() error {
	before, err := lastCheck(k.tx.DB, k.c.ID, k.row.HappenedOn)
	if err != nil {
		return err
	}
	from, err := calendar.ParseDate(max(k.c.StartedOn, before.HappenedOn))
	if err != nil {
		return err
	}
	cal, err := k.cs.Calendars.CurrentIn(k.tx.DB)
	if err != nil {
		return err
	}
	due, _ := k.c.Cycle.Due(cal, from, k.c.DepartmentID)
	k.row.DueOn = due.String()
	return nil
}

// follow opens the action that a check leads to where it did not pass, or names the one that it adds to.
func (k *checking) follow() (err error) {
	if k.row.Result == Passed {
		return nil
	}
	number := k.in.Action.Number
	switch {
	case number == "":
		if number, err = k.open(); err != nil {
			return atAction(err)
		}
	case k.row.Supersedes == nil:
		open, err := action.OpenFrom(k.tx.DB, Kind, k.c.ID)
		if err != nil {
			return err
		}
		if !slices.Contains(open, number) {
			k.Set.Check.Add("action_number", "invalid.choice")
			return k.Set.Check.Err()
		}
	}
	k.row.ActionNumber = number
	k.Note("action", number)
	people, err := k.supervisors(k.c.DepartmentID, k.c.OwnerID)
	k.notices.Tell("control_failed", append(people, k.c.OwnerID), k.a.PersonID)
	return err
}

// open opens the action. Its effect is to be judged by the failed checks of the department.
func (k *checking) open() (string, error) {
	in := k.in.Action
	part := action.Part{DepartmentID: k.c.DepartmentID, OwnerID: cmp.Or(in.OwnerID, k.c.OwnerID)}
	facts := action.Facts{Kind: in.Kind, Title: in.Title, Finding: k.row.Findings, Priority: in.Priority,
		Measure: action.Measure{Indicator: Indicator, IndicatorDepartmentID: k.c.DepartmentID}}
	return k.opening.Open(k.tx, k.a, action.OpenInput{Facts: facts, Part: part}, k.c.ref())
}

// atAction puts faults of the fields of the action at those of the check's form, where they are called action_….
func atAction(err error) error {
	f := fault.Of(err)
	if f == nil || len(f.Fields) == 0 {
		return err
	}
	var check fault.Check
	for field, m := range f.Fields {
		if field == "finding" {
			field = "findings"
		} else {
			field = "action_" + strings.TrimPrefix(field, "action_")
		}
		check.Add(field, m.Key, m.Args...)
	}
	return check.Err()
}

// settle sets what the control shows of its checks: the last one, and the cycle that runs from it.
func (k *checking) settle() error {
	last, err := lastCheck(k.tx.DB, k.c.ID, k.today)
	if err != nil {
		return err
	}
	k.c.LastOn, k.c.LastResult = last.HappenedOn, last.Result
	if max(k.c.StartedOn, k.c.LastOn) == k.c.BaseOn {
		return nil
	}
	return k.turn()
}
