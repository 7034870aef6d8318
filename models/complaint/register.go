package complaint

import (
	"context"
	"strings"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/change"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// Longest values, in characters, as the columns hold them; maxText bounds free text.
const (
	maxSubject = 200
	maxText    = 20_000
	maxShort   = 2_000
	maxName    = 60
	maxAddress = 200
	maxCode    = 64
	// skew is how far a clerk's clock may run ahead of ours.
	skew = 5 * time.Minute
)

// Register takes a new complaint in and gives its number. The actor stays its first contact for good.
func (cs *Complaints) Register(ctx context.Context, a auth.Actor, in RegisterInput) (string, error) {
	if err := a.Require(auth.ComplaintRegister); err != nil {
		return "", err
	}
	set, err := cs.Terms.All(ctx)
	if err != nil {
		return "", err
	}
	tree, err := cs.Org.Departments(ctx)
	if err != nil {
		return "", err
	}
	classes, err := cs.Classes(ctx)
	if err != nil {
		return "", err
	}
	defer cs.Index.Kick()
	var number string
	err = cs.d.InTx(ctx, func(tx *db.Tx) error {
		c, p := in.complaint(a, tx.Now), in.Complainant.trimmed()
		w := &work{cs: cs, tx: tx, a: a, c: &c, terms: set, tree: tree, classes: classes, kind: "complaint.registered"}
		w.checkFacts(&Complaint{}, tx.Now)
		p.check(&w.Check)
		if w.department("department_id", c.DepartmentID); c.DepartmentID == 0 {
			w.Check.Add("department_id", "invalid.required")
		}
		if err := w.person("complained_person_id", c.ComplainedPersonID); err != nil {
			return err
		}
		if err := w.Check.Err(); err != nil {
			return err
		}
		if err := w.insert(&p, in.Files); err != nil {
			return err
		}
		people, err := w.inCharge()
		if err != nil {
			return err
		}
		w.tell("complaint_registered", people...)
		number = c.Number
		return w.send()
	})
	return number, err
}

// complaint gives the row that the input stands for, not numbered yet.
func (in RegisterInput) complaint(a auth.Actor, now time.Time) Complaint {
	c := Complaint{Version: 1, State: Registered, Round: 1, RegisteredAt: now, FirstContactID: a.PersonID, DepartmentID: in.DepartmentID,
		NextDueAt: Never, NextSoonAt: Never, RemindAt: Never}
	in.Facts.apply(&c, now)
	if c.DepartmentID == 0 {
		c.DepartmentID = c.ComplainedDepartmentID
	}
	if c.DepartmentID == 0 {
		c.DepartmentID = a.DepartmentID
	}
	return c
}

// apply sets the facts, trimmed, without noting changes.
func (f Facts) apply(c *Complaint, now time.Time) {
	c.Channel, c.Severity, c.FailureClass, c.FailureType = f.Channel, f.Severity, f.FailureClass, f.FailureType
	c.Subject, c.Body, c.RemedySought, c.OrderNumber = strings.TrimSpace(f.Subject), strings.TrimSpace(f.Body), strings.TrimSpace(f.RemedySought), strings.TrimSpace(f.OrderNumber)
	c.UrgentSafety, c.ComplainedDepartmentID, c.ComplainedPersonID = f.UrgentSafety, f.ComplainedDepartmentID, f.ComplainedPersonID
	if c.ReceivedAt = f.ReceivedAt.UTC().Truncate(time.Microsecond); f.ReceivedAt.IsZero() || f.ReceivedAt.After(now) && f.ReceivedAt.Sub(now) <= skew {
		c.ReceivedAt = now
	}
	if c.Subject == "" {
		c.Subject = firstSentence(c.Body)
	}
}

// checkFacts checks the facts of w.c; codes that stood there before may stay.
func (w *work) checkFacts(before *Complaint, now time.Time) {
	c, k := w.c, &w.Check
	w.term("channel", terms.Channel, c.Channel, before.Channel, true)
	w.term("severity", terms.Severity, c.Severity, before.Severity, false)
	w.failure(before)
	k.Line("subject", c.Subject, maxSubject)
	k.Required("body", c.Body)
	k.Text("body", c.Body, maxText)
	k.Text("remedy_sought", c.RemedySought, maxShort)
	k.Line("order_number", c.OrderNumber, maxCode)
	w.department("complained_department_id", c.ComplainedDepartmentID)
	if c.ReceivedAt.After(now) {
		k.Add("received_at", "invalid.future")
	}
	if c.ReceivedAt.Before(now.AddDate(-20, 0, 0)) {
		k.Add("received_at", "invalid.too_old")
	}
}

// failure checks class and type of the failure; the type names the class by itself.
func (w *work) failure(before *Complaint) {
	c := w.c
	if t, ok := w.terms.Get(terms.FailureType, c.FailureType); ok && c.FailureClass == "" {
		c.FailureClass = t.Parent
	} else if ok && t.Parent != c.FailureClass {
		w.Check.Add("failure_type", "invalid.complaint_type_of_class")
	}
	w.term("failure_class", terms.FailureClass, c.FailureClass, before.FailureClass, false)
	w.term("failure_type", terms.FailureType, c.FailureType, before.FailureType, false)
}

// insert numbers the complaint and writes it with its complainant, clocks, files, event and search change.
func (w *work) insert(p *Complainant, files []file.Upload) error {
	c := w.c
	class, err := w.newClass()
	if err != nil {
		return err
	}
	cal, err := w.cs.Calendars.CurrentIn(w.tx.DB)
	if err != nil {
		return err
	}
	clocks, err := w.startClocks(cal, class)
	if err != nil {
		return err
	}
	w.clocks, w.have = clocks, true
	if err := w.settleClocks(); err != nil {
		return err
	}
	if c.Number, err = w.tx.NextNumber(Prefix); err != nil {
		return err
	}
	if err := w.tx.Create(c).Error; err != nil {
		return err
	}
	p.ComplaintID = c.ID
	if err := w.tx.Create(p).Error; err != nil {
		return err
	}
	for i := range clocks {
		clocks[i].ComplaintID = c.ID
	}
	if err := w.tx.Create(&clocks).Error; err != nil {
		return err
	}
	w.Changes = append(factChanges(&Complaint{}, c), p.changes(Complainant{})...)
	w.Note("department_id", c.DepartmentID)
	w.Note("deadline_class", c.DeadlineClass)
	if len(files) > 0 {
		w.Changes = append(w.Changes, fileChanges(files)...)
		if err := w.attach(files); err != nil {
			return err
		}
	}
	if err := w.record(); err != nil {
		return err
	}
	return search.Put(w.tx, Kind, c.ID)
}

func (w *work) newClass() (DeadlineClass, error) {
	class, err := classFor(w.classes, w.c.UrgentSafety)
	w.c.DeadlineClass = class.Code
	return class, err
}

// startClocks gives the clocks of the first round, which run from the receipt.
func (w *work) startClocks(cal *calendar.Calendar, class DeadlineClass) ([]Clock, error) {
	clocks := make([]Clock, len(clockKinds))
	for i, kind := range clockKinds {
		clocks[i] = Clock{Round: 1, Kind: kind, Time: clock.Time{StartedAt: w.c.ReceivedAt}}
		if err := clocks[i].reckon(cal, class, nil, w.c.DepartmentID); err != nil {
			return nil, err
		}
	}
	return clocks, nil
}

// factChanges tells in which facts two states differ.
func factChanges(was, now *Complaint) []audit.Change {
	text := func(s string) any { return audit.Personal(s) }
	stamp := func(t time.Time) any {
		if t.IsZero() {
			return nil
		}
		return t.Format(time.RFC3339Nano)
	}
	var changes []audit.Change
	add := func(field string, before, after any) {
		if before != after {
			changes = append(changes, audit.Change{Field: field, Before: before, After: after})
		}
	}
	add("channel", was.Channel, now.Channel)
	add("received_at", stamp(was.ReceivedAt), stamp(now.ReceivedAt))
	add("subject", text(was.Subject), text(now.Subject))
	add("body", text(was.Body), text(now.Body))
	add("remedy_sought", text(was.RemedySought), text(now.RemedySought))
	add("order_number", text(was.OrderNumber), text(now.OrderNumber))
	add("severity", was.Severity, now.Severity)
	add("urgent_safety", was.UrgentSafety, now.UrgentSafety)
	add("complained_department_id", was.ComplainedDepartmentID, now.ComplainedDepartmentID)
	add("complained_person_id", was.ComplainedPersonID, now.ComplainedPersonID)
	add("failure_class", was.FailureClass, now.FailureClass)
	add("failure_type", was.FailureType, now.FailureType)
	add("source", text(was.Source), text(now.Source))
	add("category", text(was.Category), text(now.Category))
	return changes
}

// Edit changes the facts of an open complaint. A changed receipt or safety flag moves the deadlines.
func (cs *Complaints) Edit(ctx context.Context, a auth.Actor, ref Ref, in EditInput) error {
	return cs.step(ctx, a, ref, EditStep, "complaint.edited", func(w *work) error {
		c, facts := w.c, in.Facts
		if facts.ReceivedAt.IsZero() {
			facts.ReceivedAt = c.ReceivedAt
		}
		facts.apply(c, w.tx.Now)
		w.checkFacts(&w.was, w.tx.Now)
		if c.ComplainedPersonID != w.was.ComplainedPersonID {
			if err := w.person("complained_person_id", c.ComplainedPersonID); err != nil {
				return err
			}
			if c.HandlerID != 0 && c.ComplainedPersonID == c.HandlerID {
				w.Check.Add("complained_person_id", "invalid.complaint_person_handles")
			}
		}
		if err := w.checkReceipt(in.Reason); err != nil {
			return err
		}
		if c.UrgentSafety && !w.was.UrgentSafety {
			if err := w.urgentClass(); err != nil {
				return err
			}
		}
		w.Changes = factChanges(&w.was, c)
		if w.was.DeadlineClass != c.DeadlineClass {
			w.Changes = append(w.Changes, audit.Change{Field: "deadline_class", Before: w.was.DeadlineClass, After: c.DeadlineClass})
		}
		w.reckon = !c.ReceivedAt.Equal(w.was.ReceivedAt) || w.was.DeadlineClass != c.DeadlineClass
		w.reindex = true
		if in.Complainant != nil {
			if err := w.editComplainant(in.Complainant.trimmed()); err != nil {
				return err
			}
		}
		if len(w.Changes) == 0 && w.Check.OK() {
			return fault.Invalid("fault.complaint_unchanged")
		}
		return nil
	})
}

// checkReceipt holds that nothing is registered before it was received, and that nobody but those in charge
// makes a late clock one that is on time.
func (w *work) checkReceipt(reason string) error {
	c := w.c
	w.Check.Text("reason", reason, maxText)
	w.Reason = strings.TrimSpace(reason)
	if c.ReceivedAt.Equal(w.was.ReceivedAt) {
		return nil
	}
	if c.ReceivedAt.After(c.RegisteredAt) {
		w.Check.Add("received_at", "invalid.complaint_received_after")
	}
	if c.ReceivedAt.After(w.was.ReceivedAt) {
		return w.relief(w.Reason)
	}
	return nil
}

// urgentClass moves a complaint that turned out to be urgent into the urgent class; one that was assessed
// already only where that is the shorter one.
func (w *work) urgentClass() error {
	if w.c.AssessedAt == nil {
		_, err := w.newClass()
		return err
	}
	urgent, err := classFor(w.classes, true)
	if err != nil || urgent.Applies != Urgent {
		return err
	}
	class, err := w.class()
	if err != nil {
		return err
	}
	cal, err := w.cs.Calendars.CurrentIn(w.tx.DB)
	if err != nil {
		return err
	}
	shorter, err := urgent.shorter(class, cal, w.c.ReceivedAt, w.c.DepartmentID)
	if shorter {
		w.c.DeadlineClass = urgent.Code
	}
	return err
}

func (w *work) editComplainant(now Complainant) error {
	was, err := loadComplainant(w.tx.DB, w.c.ID)
	if err != nil {
		return err
	}
	changes := now.changes(was)
	if len(changes) == 0 {
		return nil
	}
	if !w.was.open(w.a) {
		return fault.Refused("fault.complaint_masked")
	}
	if now.check(&w.Check); !w.Check.OK() {
		return nil
	}
	w.Changes = append(w.Changes, changes...)
	now.ComplaintID = w.c.ID
	return w.tx.Model(&now).Select("name", "phone", "phone_digits", "phone_end", "email", "address", "customer_no").UpdateColumns(&now).Error
}

// attach keeps uploaded files with the complaint.
func (w *work) attach(files []file.Upload) error {
	return file.Attach(w.tx, Kind, w.c.ID, w.a.PersonID, files)
}

// fileChanges tells of files by name, which may say something about people.
func fileChanges(files []file.Upload) []audit.Change {
	changes := make([]audit.Change, len(files))
	for i, f := range files {
		changes[i] = audit.Change{Field: "file", After: audit.Personal(f.Name)}
	}
	return changes
}

// firstSentence makes a subject of a text: its first sentence, 40 characters at most.
func firstSentence(body string) string {
	body = strings.TrimLeft(strings.TrimSpace(body), "，。！？,.!?；;：:、-—* \t\r\n　")
	if i := strings.IndexAny(body, "。！？!?；;\r\n"); i > 0 {
		body = body[:i]
	}
	return change.Cut(strings.Join(strings.Fields(body), " "), 40)
}
