package information

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	model "bihuan/models/control"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/sheet"
	view "bihuan/views/information"
)

// importForm names the table that was taken in.
type importForm struct {
	Hash string `form:"hash"`
	Name string `form:"name"`
}

func (p *pages) importForm(c *web.Context) error {
	return c.Render(http.StatusOK, view.ImportPage(view.Import{}))
}

// importTrial takes the table in and shows what taking it over would do.
func (p *pages) importTrial(c *web.Context) error {
	u, err := p.upload(c)
	if err == nil {
		f := importForm{Hash: u.Hash, Name: u.Name}
		var plan model.ItemPlan
		if plan, err = p.run(c, f, false); err == nil {
			return c.Render(http.StatusOK, view.ImportPage(p.trial(c, f, plan)))
		}
	}
	if f := fault.Of(err); f != nil && f.Kind == fault.InvalidKind {
		errs := web.FieldErrors(c, err)
		if text, ok := errs[""]; ok {
			errs = map[string]string{"file": text}
		}
		return c.Render(http.StatusUnprocessableEntity, view.ImportPage(view.Import{Errors: errs}))
	}
	return err
}

// importApply takes the table over; what is wrong by now is shown as by the trial.
func (p *pages) importApply(c *web.Context) error {
	var f importForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	plan, err := p.run(c, f, true)
	if fault.Is(err, fault.ConflictKind) {
		page := p.trial(c, f, plan)
		page.Problem = record.Reason(c, err)
		return c.Render(http.StatusConflict, view.ImportPage(page))
	}
	if err != nil {
		return err
	}
	c.Flash("success", "information.import.done", "n", plan.New)
	return c.SeeOther(view.Home)
}

// upload takes the one file of the form in.
func (p *pages) upload(c *web.Context) (file.Upload, error) {
	head, err := c.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		var check fault.Check
		check.Add("file", "invalid.required")
		return file.Upload{}, check.Err()
	}
	if err != nil {
		return file.Upload{}, err
	}
	return record.Upload(c, p.Files, head)
}

// run reads the table that was taken in and plans its import, or carries it out.
func (p *pages) run(c *web.Context, f importForm, write bool) (plan model.ItemPlan, err error) {
	in, err := p.Files.Open(f.Hash)
	if err != nil {
		return plan, err
	}
	defer func() { _ = in.Close() }()
	info, err := in.Stat()
	if err != nil {
		return plan, err
	}
	r, err := sheet.Open(io.NewSectionReader(in, 0, info.Size()), f.Name, sheet.Options{Rows: model.MaxImport})
	if err != nil {
		return plan, err
	}
	defer func() { _ = r.Close() }()
	if write {
		return p.Information.Import(c.Ctx(), c.Actor(), r)
	}
	return p.Information.PlanImport(c.Ctx(), c.Actor(), r)
}

// mostLines is how many rows of a trial are shown, the faulty ones first.
const mostLines = 200

// trial puts a plan into words.
func (p *pages) trial(c *web.Context, f importForm, plan model.ItemPlan) view.Import {
	page := view.Import{Hash: f.Hash, File: f.Name, New: plan.New, Known: plan.Known, Bad: plan.Bad, Ignored: plan.Ignored}
	rows := slices.Clone(plan.Rows)
	slices.SortStableFunc(rows, func(x, y model.ItemPlanRow) int { return min(len(y.Faults), 1) - min(len(x.Faults), 1) })
	for _, row := range rows[:min(len(rows), mostLines)] {
		l := view.Line{Line: strconv.Itoa(row.Line), Title: row.Title, Known: row.Known}
		for field, m := range row.Faults {
			l.Faults = append(l.Faults, c.T("information.import.fault", "field", c.T("field.information."+field), "what", c.T(m.Key, m.Args...)))
		}
		slices.Sort(l.Faults)
		page.Lines = append(page.Lines, l)
	}
	page.More = len(rows) - len(page.Lines)
	return page
}
