package people

import (
	"net/http"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/org"
	view "bihuan/views/people"
)

type stepForm struct {
	Department string `form:"department"`
	Post       string `form:"post"`
	On         string `form:"on"`
	Reason     string `form:"reason"`
	Version    string `form:"version"`
	EndNow     string `form:"end_now"`
}

func (f stepForm) move() org.MoveInput {
	return org.MoveInput{DepartmentID: number(f.Department), PostID: number(f.Post), On: f.On, Reason: f.Reason}
}

// steps of a career, each a form of its own.
const (
	stepMove   = "move"
	stepLeave  = "leave"
	stepRejoin = "rejoin"
)

func (p pages) moveForm(c *web.Context) error   { return p.openStep(c, stepMove) }
func (p pages) leaveForm(c *web.Context) error  { return p.openStep(c, stepLeave) }
func (p pages) rejoinForm(c *web.Context) error { return p.openStep(c, stepRejoin) }

func (p pages) openStep(c *web.Context, step string) error {
	f, err := p.file(c)
	if err != nil {
		return err
	}
	form := stepForm{Department: id(f.DepartmentID), Post: optional(f.PostID), On: p.org.Today(), Version: strconv.Itoa(f.Version), EndNow: "1"}
	return p.showStep(c, http.StatusOK, step, f, form, nil)
}

func (p pages) showStep(c *web.Context, status int, step string, f org.File, form stepForm, errs map[string]string) error {
	tree, posts, err := p.surroundings(c)
	if err != nil {
		return err
	}
	v := view.Step{Action: view.Href(f.Number) + "/" + step, Back: view.Href(f.Number), Version: form.Version, On: form.On, Reason: form.Reason, Department: form.Department,
		Post: form.Post, Departments: departmentOptions(tree, 0), Posts: postOptions(posts, 0), Place: true, Day: true, Errors: errs}
	switch {
	case step == stepMove:
		v.Title, v.Submit, v.Lead = c.T("people.move.title", "name", f.Name), c.T("people.move"), c.T("people.move.lead")
	case step == stepLeave:
		v.Title, v.Submit, v.Lead = c.T("people.leave.title", "name", f.Name), c.T("people.leave"), c.T("people.leave.lead")
		v.Place, v.EndNow, v.EndNowTicked, v.Danger = false, true, form.EndNow == "1", true
	case state(f.Person, p.org.Today()) == leaving:
		v.Title, v.Submit, v.Lead = c.T("people.stay.title", "name", f.Name), c.T("people.stay"), c.T("people.stay.lead", "day", f.LeftOn)
		v.Place, v.Day = false, false
	default:
		v.Title, v.Submit, v.Lead = c.T("people.rejoin.title", "name", f.Name), c.T("people.rejoin"), c.T("people.rejoin.lead", "day", f.LeftOn)
	}
	return c.Render(status, view.StepPage(v))
}

// take carries a step out; do tells the message for its success.
func (p pages) take(c *web.Context, step string, do func(f org.File, form stepForm) (string, error)) error {
	var form stepForm
	if err := c.Bind(&form); err != nil {
		return err
	}
	f, err := p.file(c)
	if err != nil {
		return err
	}
	done, err := do(f, form)
	if fault.Is(err, fault.InvalidKind) {
		return p.showStep(c, http.StatusUnprocessableEntity, step, f, form, web.FieldErrors(c, err))
	}
	if err != nil {
		return err
	}
	c.Flash("success", done, "name", f.Name, "day", form.On)
	return c.SeeOther(view.Href(f.Number))
}

func (p pages) move(c *web.Context) error {
	return p.take(c, stepMove, func(f org.File, form stepForm) (string, error) {
		done := "people.move.done"
		if form.On > p.org.Today() {
			done = "people.move.planned"
		}
		return done, p.org.Move(c.Ctx(), c.Actor(), f.ID, versionOf(form.Version), form.move())
	})
}

func (p pages) leave(c *web.Context) error {
	return p.take(c, stepLeave, func(f org.File, form stepForm) (string, error) {
		return "people.leave.done", p.org.Leave(c.Ctx(), c.Actor(), f.ID, versionOf(form.Version), org.LeaveInput{On: form.On, Reason: form.Reason, EndNow: form.EndNow == "1"})
	})
}

func (p pages) rejoin(c *web.Context) error {
	return p.take(c, stepRejoin, func(f org.File, form stepForm) (string, error) {
		done := "people.rejoin.done"
		if state(f.Person, p.org.Today()) == leaving {
			done = "people.stay.done"
		}
		return done, p.org.Rejoin(c.Ctx(), c.Actor(), f.ID, versionOf(form.Version), form.move())
	})
}

func (p pages) dropMove(c *web.Context) error {
	return p.take(c, stepMove, func(f org.File, form stepForm) (string, error) {
		return "people.move.dropped", p.org.DropMove(c.Ctx(), c.Actor(), f.ID, versionOf(form.Version))
	})
}
