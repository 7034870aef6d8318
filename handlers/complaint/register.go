package complaint

import (
	"net/http"
	"slices"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/terms"
	view "bihuan/views/complaint"
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
	var err error
	zone := c.Locale().Zone()
	if facts.ReceivedAt, err = minute(f.ReceivedAt, zone); err != nil {
		check.Add("received_at", "invalid.complaint_time")
	}
	if !v.ReceivedAt.IsZero() && f.ReceivedAt == v.ReceivedAt.In(zone).Format(minuteForm) {
		facts.ReceivedAt = v.ReceivedAt // the form knows minutes only
	}
	if facts.ComplainedPersonID, err = p.personOf(c, f, v, &check); err != nil {
		return facts, err
	}
	return facts, check.Err()
}

// personOf finds the employee that a form names by number or name.
func (p *pages) personOf(c *web.Context, f factsForm, v complaint.View, check *fault.Check) (int64, error) {
	if f.Person == "" {
		return 0, nil
	}
	if v.ComplainedPersonID != 0 && f.Person == v.People[v.ComplainedPersonID] {
		return v.ComplainedPersonID, nil
	}
	words := f.Person
	if i := strings.LastIndexAny(words, "（("); i >= 0 {
		words = strings.Trim(words[i:], "（）()")
	}
	found, err := p.Organisation.Choices(c.Ctx(), c.Actor(), nil, words, maxPeople)
	if err != nil {
		return 0, err
	}
	exact := slices.DeleteFunc(slices.Clone(found), func(o org.Choice) bool { return !strings.EqualFold(o.Number, words) && o.Name != words })
	if len(exact) > 0 {
		found = exact
	}
	switch len(found) {
	case 0:
		check.Add("complained_person_id", "invalid.complaint_person_unknown")
		return 0, nil
	case 1:
		return found[0].ID, nil
	}
	names := make([]string, len(found))
	for i, o := range found {
		names[i] = named(o)
	}
	check.Add("complained_person_id", "invalid.complaint_person_several", "names", strings.Join(names, "，"))
	return 0, nil
}

const maxPeople = 8

func named(o org.Choice) string { return o.Name + "（" + o.Number + "）" }

// people offers employees while a name or number is typed.
func (p *pages) people(c *web.Context) error {
	var names []string
	if words := strings.TrimSpace(c.QueryParam("complained_person_id")); words != "" {
		found, err := p.Organisation.Choices(c.Ctx(), c.Actor(), nil, words, maxPeople)
		if err != nil {
			return err
		}
		for _, o := range found {
			names = append(names, named(o))
		}
	}
	return c.Render(http.StatusOK, view.PeopleList(names))
}

// new is the empty form.
func (p *pages) new(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	values := view.Values{}
	values.Set("channel", first(w.options(terms.Channel, "")))
	values.Set("received_at", w.now.In(c.Locale().Zone()).Format(minuteForm))
	return p.renderForm(c, http.StatusOK, w, values, nil, view.Known{})
}

func first(options []ui.Option) string {
	if len(options) == 0 {
		return ""
	}
	return options[0].Value
}

func (p *pages) renderForm(c *web.Context, status int, w words, values view.Values, errs map[string]string, known view.Known) error {
	s := view.NewSheet(w.ctx, values, map[string][]ui.Option{"channel": w.options(terms.Channel, ""), "severity": w.options(terms.Severity, ""),
		"failure_type": w.options(terms.FailureType, ""), "department": w.departments(0)})
	if text, ok := errs["department_id"]; ok {
		errs["complained_department_id"] = text
		delete(errs, "department_id")
	}
	return c.Render(status, view.RegisterPage(view.Register{Who: view.Asking(s.Who()), What: view.Asking(s.What()), Wish: s.Wish(), Errors: errs, Known: known}))
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
	return p.renderForm(c, http.StatusUnprocessableEntity, w, sent(c), errs, known)
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
	files, err := p.uploads(c)
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
	return p.renderForm(c, http.StatusOK, w, sent(c), nil, known)
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
	v, w, err := p.read(c)
	if err != nil {
		return err
	}
	firm, err := p.Organisation.FirmName(c.Ctx())
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, view.RegisteredPage(view.Registered{Number: v.Number, Subject: v.Subject, Clocks: w.clockLines(v), Words: w.acknowledgement(v, firm)}))
}
