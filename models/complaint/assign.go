package complaint

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/fault"
	"bihuan/models/org"
)

// Assign gives a complaint that nobody handles yet to a handler. Taking it from its handler or department needs a reason.
func (cs *Complaints) Assign(ctx context.Context, a auth.Actor, ref Ref, in AssignInput) error {
	return cs.assign(ctx, a, ref, in, false)
}

// assign lets a complaint without handler change the department without a reason where freely.
func (cs *Complaints) assign(ctx context.Context, a auth.Actor, ref Ref, in AssignInput, freely bool) error {
	return cs.step(ctx, a, ref, AssignStep, "complaint.assigned", func(w *work) error {
		if in.HandlerID == 0 {
			w.Check.Add("handler_id", "invalid.required")
		}
		same := in.HandlerID == w.c.HandlerID && !w.moves(in)
		if !same && (w.c.HandlerID != 0 || !freely && w.moves(in)) && strings.TrimSpace(in.Reason) == "" {
			w.Check.Add("reason", "invalid.complaint_reassign_reason")
		}
		return w.assign(in)
	})
}

func (w *work) moves(in AssignInput) bool {
	return in.DepartmentID != 0 && in.DepartmentID != w.c.DepartmentID
}

// Transfer gives the complaint to another handler or department, with the reason.
func (cs *Complaints) Transfer(ctx context.Context, a auth.Actor, ref Ref, in AssignInput) error {
	return cs.step(ctx, a, ref, TransferStep, "complaint.transferred", func(w *work) error {
		w.NeedText("reason", in.Reason, maxText)
		return w.assign(in)
	})
}

func (w *work) assign(in AssignInput) error {
	c := w.c
	w.Check.Text("reason", in.Reason, maxText)
	w.Reason = strings.TrimSpace(in.Reason)
	if in.DepartmentID == 0 {
		in.DepartmentID = c.DepartmentID
	}
	w.department("department_id", in.DepartmentID)
	if in.DepartmentID == c.DepartmentID && in.HandlerID == c.HandlerID && w.Check.OK() {
		return fault.Conflict("fault.complaint_assigned_before")
	}
	moved := w.moves(in)
	change.Value(&w.Set, "department_id", &c.DepartmentID, in.DepartmentID)
	if in.HandlerID != 0 && (moved || in.HandlerID != c.HandlerID) {
		if err := w.checkHandler(in.HandlerID); err != nil {
			return err
		}
	}
	change.Value(&w.Set, "handler_id", &c.HandlerID, in.HandlerID)
	if !w.Check.OK() {
		return nil
	}
	w.tell("complaint_assigned", c.HandlerID)
	if moved {
		w.reckon = true // the other department may have days of its own
	}
	if c.HandlerID == 0 {
		supervisors, err := w.supervisors()
		if err != nil {
			return err
		}
		w.tell("complaint_registered", supervisors...)
	}
	return nil
}

// checkHandler demands that the person may handle complaints of the department and is not the one complained about.
func (w *work) checkHandler(id int64) error {
	if id == w.c.ComplainedPersonID {
		w.Check.Add("handler_id", "invalid.complaint_handler_about")
		return nil
	}
	able, err := handlersOf(w.tx.DB, w.tree, w.c.DepartmentID)
	if err != nil {
		return err
	}
	if !slices.Contains(able, id) {
		w.Check.Add("handler_id", "invalid.complaint_handler_scope")
	}
	return w.person("handler_id", id)
}

func handlersOf(q *gorm.DB, tree org.Tree, department int64) ([]int64, error) {
	return org.HoldersIn(q, tree.Above(department), auth.Handler, auth.Supervisor)
}

// Assignees lists the people who may handle complaints of a department, by name.
func (cs *Complaints) Assignees(ctx context.Context, a auth.Actor, department int64) ([]org.Person, error) {
	if err := a.Require(auth.ComplaintAssign); err != nil {
		return nil, err
	}
	tree, err := cs.Org.Departments(ctx)
	if err != nil {
		return nil, err
	}
	q := cs.d.Read(ctx)
	ids, err := handlersOf(q, tree, department)
	if err != nil {
		return nil, err
	}
	people, err := org.PeopleByID(q, ids)
	if err != nil {
		return nil, err
	}
	all := make([]org.Person, 0, len(people))
	for _, p := range people {
		if p.Present(cs.Org.Today()) {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(x, y org.Person) int { return strings.Compare(x.Name+x.Number, y.Name+y.Number) })
	return all, nil
}

// BulkResult says how one of many steps went; Err is nil where it was taken.
type BulkResult struct {
	Number string
	Err    error
}

// BulkAssign gives many complaints to one handler. Each is checked by itself; one refused stops no other.
func (cs *Complaints) BulkAssign(ctx context.Context, a auth.Actor, numbers []string, in AssignInput) ([]BulkResult, error) {
	if err := a.Require(auth.ComplaintAssign); err != nil {
		return nil, err
	}
	if len(numbers) == 0 || len(numbers) > maxBulk {
		return nil, fault.Invalid("fault.complaint_bulk", "max", maxBulk)
	}
	results := make([]BulkResult, len(numbers))
	for i, n := range numbers {
		err := cs.assign(ctx, a, Ref{Number: n, Version: anyVersion}, in, true)
		if err != nil && (fault.Of(err) == nil || fault.Is(err, fault.RepeatedKind)) {
			return results[:i], err
		}
		results[i] = BulkResult{Number: n, Err: err}
	}
	return results, nil
}

const maxBulk = 200
