package complaint

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/complaint"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/sheet"
	"bihuan/models/terms"
	view "bihuan/views/complaint"
	"bihuan/views/ui"
)

const (
	pastImports = 10
	sampleRows  = 3
)

// importStart takes a table and lists what was imported before.
func (p *pages) importStart(c *web.Context) error { return p.renderImport(c, http.StatusOK, nil) }

func (p *pages) renderImport(c *web.Context, status int, errs map[string]string) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	jobs, err := p.Jobs.Latest(c.Ctx(), c.Actor(), complaint.ImportJob, pastImports)
	if err != nil {
		return err
	}
	page := view.Import{Errors: errs, Max: record.Size(p.Files.MaxBytes())}
	for _, j := range jobs {
		request, err := requestOf(j)
		if err != nil {
			return err
		}
		row := view.ImportRow{Name: request.File.Name, When: w.Minute(j.CreatedAt), State: w.T("complaint.import.state." + string(j.State)), Href: importPath(j.ID)}
		if request.Options.DryRun {
			row.Kind = w.T("complaint.import.trial")
		}
		page.Past = append(page.Past, row)
	}
	return c.Render(status, view.ImportPage(page))
}

func importPath(job int64) string { return "/complaints/import/" + id(job) }

// importUpload keeps the table and leads to the matching of its columns.
func (p *pages) importUpload(c *web.Context) error {
	u, err := p.table(c)
	if errs := web.FieldErrors(c, err); errs != nil {
		if text, ok := errs[""]; ok {
			errs = map[string]string{"file": text}
		}
		return p.renderImport(c, http.StatusUnprocessableEntity, errs)
	}
	if err != nil {
		return err
	}
	return c.SeeOther("/complaints/import/columns?" + tableValues(u).Encode())
}

// table takes the file of the form in and makes sure that it is a table.
func (p *pages) table(c *web.Context) (file.Upload, error) {
	form := c.Request().MultipartForm
	if form == nil || len(form.File["file"]) == 0 {
		var check fault.Check
		check.Add("file", "invalid.required")
		return file.Upload{}, check.Err()
	}
	u, err := record.Upload(c, p.Files, form.File["file"][0])
	if err != nil {
		return u, err
	}
	_, _, err = p.peek(u)
	return u, err
}

// peek reads a table's head and first rows.
func (p *pages) peek(u file.Upload) (head []string, rows [][]string, err error) {
	f, err := p.Files.Open(u.Hash)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	table, err := sheet.Open(io.NewSectionReader(f, 0, u.Size), u.Name, sheet.Options{})
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	for len(rows) < sampleRows {
		cells, _, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		rows = append(rows, cells)
	}
	return table.Header(), rows, nil
}

// tableValues name an uploaded table in an address. Its hash is known only to who has its content.
func tableValues(u file.Upload) url.Values {
	return url.Values{"hash": {u.Hash}, "size": {strconv.FormatInt(u.Size, 10)}, "name": {u.Name}, "type": {u.Type}}
}

func tableOf(v url.Values) file.Upload {
	text := func(name string) string { return strings.ToValidUTF8(v.Get(name), "\uFFFD") }
	return file.Upload{Hash: text("hash"), Size: number(v.Get("size")), Name: text("name"), Type: text("type")}
}

// importColumns shows the table's columns and what they seem to mean.
func (p *pages) importColumns(c *web.Context) error {
	u := tableOf(c.QueryParams())
	head, _, err := p.peek(u)
	if err != nil {
		return err
	}
	return p.renderColumns(c, http.StatusOK, u, complaint.ImportRequest{Mapping: complaint.Guess(head)}, nil)
}

func (p *pages) renderColumns(c *web.Context, status int, u file.Upload, in complaint.ImportRequest, errs map[string]string) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	head, rows, err := p.peek(u)
	if err != nil {
		return err
	}
	page := view.Mapping{File: u.Name, Action: "/complaints/import/columns", Sample: append([][]string{head}, rows...), Errors: errs}
	for name, values := range tableValues(u) {
		page.Hidden = append(page.Hidden, ui.Pair{Name: name, Value: values[0]})
	}
	columns := make([]ui.Option, len(head))
	for i, h := range head {
		columns[i] = ui.Option{Value: h, Label: h}
	}
	for _, field := range complaint.ImportFields {
		name := "map_" + field
		page.Fields = append(page.Fields, ui.Field{Name: name, Label: w.T("field.complaint." + field), Options: columns, Value: in.Mapping[field],
			Placeholder: w.T("complaint.import.skip"), Error: errs[name], Required: field == "body"})
	}
	department := in.Options.DepartmentID
	if department == 0 {
		department = c.Actor().DepartmentID
	}
	page.Defaults = []ui.Field{
		{Name: "department_id", Label: w.T("field.complaint.department_id"), Options: w.Departments(department), Value: id(department), Error: errs["department_id"]},
		{Name: "channel", Label: w.T("field.complaint.channel"), Options: w.Options(terms.Channel, ""), Value: in.Options.Channel, Error: errs["channel"]},
		{Name: "severity", Label: w.T("field.complaint.severity"), Options: w.Options(terms.Severity, ""), Value: in.Options.Severity, Error: errs["severity"]},
	}
	return c.Render(status, view.MappingPage(page))
}

// importTry has the table read by a job that writes nothing.
func (p *pages) importTry(c *web.Context) error {
	form := c.Request().PostForm
	in := complaint.ImportRequest{File: tableOf(form), Mapping: complaint.Mapping{},
		Options: complaint.ImportOptions{DryRun: true, DepartmentID: number(form.Get("department_id")), Channel: form.Get("channel"), Severity: form.Get("severity")}}
	for _, field := range complaint.ImportFields {
		if column := form.Get("map_" + field); column != "" {
			in.Mapping[field] = column
		}
	}
	if in.Mapping["body"] == "" {
		return p.renderColumns(c, http.StatusUnprocessableEntity, in.File, in, map[string]string{"map_body": c.T("invalid.required")})
	}
	if _, _, err := p.peek(in.File); err != nil {
		return err
	}
	return p.startImport(c, in)
}

func (p *pages) startImport(c *web.Context, in complaint.ImportRequest) error {
	job, err := p.Complaints.StartImport(c.Ctx(), c.Actor(), in)
	if err != nil {
		return err
	}
	p.Runner.Kick()
	return c.SeeOther(importPath(job))
}

// importRun does what a dry run showed.
func (p *pages) importRun(c *web.Context) error {
	_, request, err := p.importJob(c.Ctx(), c)
	if err != nil {
		return err
	}
	request.Options.DryRun = false
	return p.startImport(c, request)
}
