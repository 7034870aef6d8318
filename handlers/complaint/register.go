package complaint

import (
	"net/http"
	"strings"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/fault"
	"bihuan/models/terms"
	view "bihuan/views/complaint"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// factsForm holds what is registered and can be edited.
type factsForm struct {
	Phone      string `form:"phone"`
	Name       string `form:"name"`
	Email      string `form:"email"`
	Address    string `form:"address"`
	CustomerNo string `form:"customer_no"`

	Body         string `form:"body"`
	Subject      string `form:"subject"`
	Channel      string `form:"channel"`
	ReceivedAt   string `form:"received_at"`
	Department   string `form:"complained_department_id"`
	Person       string `form:"complained_person_id"`
	FailureType  string `form:"failure_type"`
	Severity     string `form:"severity"`
	OrderNumber  string `form:"order_number"`
	UrgentSafety string `form:"urgent_safety"`
	RemedySought string `form:"remedy_sought"`
}

func (f factsForm) complainant() complaint.Complainant {
	return complaint.Complainant{Name: f.Name, Phone: f.Phone, Email: f.Email, Address: f.Address, CustomerNo: f.CustomerNo}
}

// facts are the facts of a form; v is the complaint as it stands, empty for a new one.
func (p *pages) facts(c *web.Context, f factsForm, v complaint.View) (complaint.Facts, error) {
	facts := complaint.Facts{Channel: f.Channel, Subject: f.Subject, Body: f.Body, RemedySought: f.RemedySought, OrderNumber: f.OrderNumber,
		Severity: f.Severity, UrgentSafety: f.UrgentSafety == "1", ComplainedDepartmentID: number(f.Department), FailureType: f.FailureType}
	var check fault.Check
	zone := c.Locale().Zone()
	facts.ReceivedAt = record.ReadMinute(&check, "received_at", f.ReceivedAt, zone)
	if !v.ReceivedAt.IsZero() && f.ReceivedAt == record.FormMinute(v.ReceivedAt, zone) {
		facts.ReceivedAt = v.ReceivedAt // the form knows minutes only
	}
	var err error
	facts.ComplainedPersonID, err = record.FindPerson(c, p.Organisation, &check, "complained_person_id", f.Person, v.ComplainedPersonID, v.People[v.ComplainedPersonID])
	if err != nil {
		return facts, err
	}
	return facts, check.Err()
}

// new is the empty form.
func (p *pages) new(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	values := views.Values{}
	values.Set("channel", first(w.Options(terms.Channel, "")))
	values.Set("received_at", record.FormMinute(w.Now, c.Locale().Zone()))
	return p.renderForm(c, http.StatusOK, w, values, nil, view.Known{})
}

func first(options []ui.Option) string {
	if len(options) == 0 {
		return ""
	}
	return options[0].Value
}

func (p *pages) renderForm(c *web.Context, status int, w words, values views.Values, errs map[string]string, known view.Known) error {
	s := views.NewSheet(w.Ctx, complaint.Kind, values, map[string][]ui.Option{"channel": w.Options(terms.Channel, ""), "severity": w.Options(terms.Severity, ""),
		"failure_type": w.Options(terms.FailureType, ""), "department": w.Departments(0)})
	if text, ok := errs["department_id"]; ok {
		errs["complained_department_id"] = text
		delete(errs, "department_id")
	}
	return c.Render(status, view.RegisterPage(view.Register{Who: view.Asking(view.Who(s)), What: view.Asking(view.What(s)), Wish: view.Wish(s), Errors: errs, Known: known}))
}

// register takes the complaint in and shows its number; a refused one comes back as it was typed.
func (p *pages) register(c *web.Context) error {
	number, err := p.registerForm(c)
	if err == nil {
		return c.SeeOther(view.Path(number) + "/registered")
	}
	errs := web.FieldErrors(c, err)
	if errs == nil {
		return err
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	known, err := p.known(c, w)
	if err != nil {
		return err
	}
	return p.renderForm(c, http.StatusUnprocessableEntity, w, record.Sent(c), errs, known)
}

func (p *pages) registerForm(c *web.Context) (string, error) {
	var f factsForm
	if err := c.Bind(&f); err != nil {
		return "", err
	}
	facts, err := p.facts(c, f, complaint.View{})
	if err != nil {
		return "", err
	}
	files, err := record.Uploads(c, p.Files)
	if err != nil {
		return "", err
	}
	return p.Complaints.Register(c.Ctx(), c.Actor(), complaint.RegisterInput{Facts: facts, Complainant: f.complainant(), Files: files})
}

// check shows what is known already about what stands in the form. It is a form's step only so that no name
// or number stands in an address; nothing is written.
func (p *pages) check(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	known, err := p.known(c, w)
	if err != nil {
		return err
	}
	return p.renderForm(c, http.StatusOK, w, record.Sent(c), nil, known)
}

func (p *pages) known(c *web.Context, w words) (view.Known, error) {
	var f factsForm
	if err := c.Bind(&f); err != nil {
		return view.Known{}, err
	}
	if f.Phone+f.CustomerNo+f.OrderNumber+f.Subject+f.Body == "" || !c.Can(auth.ComplaintRead) {
		return view.Known{}, nil
	}
	found, err := p.Complaints.Duplicates(c.Ctx(), c.Actor(), strings.TrimSpace(f.Subject+"\n"+f.Body), f.Phone, f.OrderNumber)
	return view.Known{Asked: true, Same: w.relatedRows(found.Similar), Earlier: w.relatedRows(found.Earlier)}, err
}

// registered hands over the number and the words to send back.
func (p *pages) registered(c *web.Context) error {
	m, err := p.matter(c)
	if err != nil {
		return err
	}
	firm, err := p.Organisation.FirmName(c.Ctx())
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, view.RegisteredPage(view.Registered{Number: m.v.Number, Subject: m.v.Subject, Clocks: m.clockLines(m.v), Words: m.acknowledgement(m.v, firm)}))
}
