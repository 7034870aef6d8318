package people

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/org"
	"bihuan/models/sheet"
	view "bihuan/views/people"
	"bihuan/views/ui"
)

const (
	maxTable = 20 << 20
	// maxRows is what is taken over well within the time of a request; bihuan import people takes more.
	maxRows = 10_000
	// maxLines is how many lines of a dry run are shown; faulty ones come first.
	maxLines = 500
)

type importForm struct {
	Hash    string `form:"hash"`
	Name    string `form:"name"`
	On      string `form:"on"`
	Create  string `form:"create"`
	Leavers string `form:"leavers"`
	Skip    string `form:"skip"`
}

func (f importForm) options() org.ImportOptions {
	return org.ImportOptions{CreatePlaces: f.Create == "1", Leavers: f.Leavers == "1", SkipBad: f.Skip == "1", On: f.On}
}

func (p pages) importForm(c *web.Context) error {
	return p.showImport(c, http.StatusOK, importForm{On: p.org.Today()}, nil)
}

func (p pages) showImport(c *web.Context, status int, f importForm, err error) error {
	v := view.Import{On: f.On, Create: f.Create == "1", Leavers: f.Leavers == "1", Errors: web.FieldErrors(c, err)}
	if text, ok := v.Errors[""]; ok {
		v.Errors = map[string]string{"file": text}
	}
	return c.Render(status, view.ImportPage(v))
}

// importTrial keeps the table and shows what taking it over would do.
func (p pages) importTrial(c *web.Context) error {
	var f importForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	kept, err := p.upload(c)
	if err == nil {
		f.Hash, f.Name = kept.Hash, kept.Name
		err = p.trial(c, http.StatusOK, f, nil)
	}
	if fault.Is(err, fault.InvalidKind) {
		return p.showImport(c, http.StatusUnprocessableEntity, f, err)
	}
	return err
}

// upload takes the one file of the form in.
func (p pages) upload(c *web.Context) (file.Upload, error) {
	header, err := c.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		var check fault.Check
		check.Add("file", "invalid.required")
		return file.Upload{}, check.Err()
	}
	if err != nil {
		return file.Upload{}, err
	}
	in, err := header.Open()
	if err != nil {
		return file.Upload{}, err
	}
	defer func() { _ = in.Close() }()
	return p.files.Save(c.Ctx(), in, header.Filename, maxTable)
}

// table reads the table that was kept.
func (p pages) table(f importForm) (org.Table, error) {
	in, err := p.files.Open(f.Hash)
	if err != nil {
		return org.Table{}, err
	}
	defer func() { _ = in.Close() }()
	info, err := in.Stat()
	if err != nil {
		return org.Table{}, err
	}
	r, err := sheet.Open(io.NewSectionReader(in, 0, info.Size()), f.Name, sheet.Options{Rows: maxRows})
	if err != nil {
		return org.Table{}, err
	}
	defer func() { _ = r.Close() }()
	return org.ReadTable(r)
}

func (p pages) trial(c *web.Context, status int, f importForm, refused error) error {
	t, err := p.table(f)
	if err != nil {
		return err
	}
	plan, err := p.org.PlanImport(c.Ctx(), c.Actor(), t, f.options())
	if err != nil {
		return err
	}
	v := view.Trial{File: f.Name, Hash: f.Hash, New: plan.New, Changed: plan.Changed, Unchanged: plan.Unchanged, Leavers: plan.Leavers, Bad: plan.Bad,
		Departments: plan.Departments, Posts: plan.Posts, Ignored: plan.Ignored, Create: f.Create == "1", OptLeavers: f.Leavers == "1", On: f.On,
		Empty: plan.Empty(), Errors: web.FieldErrors(c, refused)}
	for _, bad := range []bool{true, false} {
		for _, row := range plan.Rows {
			if (row.Kind == org.RowBad) != bad {
				continue
			}
			if len(v.Lines) == maxLines {
				v.More++
				continue
			}
			v.Lines = append(v.Lines, told(c, row))
		}
	}
	return c.Render(status, view.TrialPage(v))
}

// told puts one line of a plan into words.
func told(c *web.Context, row org.PlanRow) view.Line {
	l := view.Line{Number: row.Number, Name: row.Name, Kind: row.Kind}
	if row.Line > 0 {
		l.Line = strconv.Itoa(row.Line)
	}
	for _, f := range row.Faults {
		l.Faults = append(l.Faults, c.T("people.import.fault", "field", c.T("field.person."+f.Field), "what", c.T(f.Message.Key, f.Message.Args...)))
	}
	for _, d := range row.Diffs {
		if row.Kind == org.RowNew && d.Field == "name" {
			continue // it stands in the line already
		}
		l.Changes = append(l.Changes, ui.Change{Label: c.T("field.person." + d.Field), Before: d.Before, After: d.After})
	}
	return l
}

func (p pages) importApply(c *web.Context) error {
	var f importForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	t, err := p.table(f)
	if err != nil {
		return err
	}
	plan, err := p.org.ApplyImport(c.Ctx(), c.Actor(), t, f.options())
	if fault.Is(err, fault.InvalidKind) {
		return p.trial(c, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	c.Flash("success", "people.import.done", "new", plan.New, "changed", plan.Changed, "left", plan.Leavers)
	return c.SeeOther(home)
}
