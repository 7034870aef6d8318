package complaint

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"bihuan/handlers/list"
	"bihuan/handlers/web"
	"bihuan/models/complaint"
	"bihuan/models/fault"
	"bihuan/models/job"
	"bihuan/models/sheet"
	view "bihuan/views/complaint"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// shownErrors is how many mistakes a page lists; the rest is in the file.
const shownErrors = 50

func requestOf(j job.Job) (complaint.ImportRequest, error) {
	var in complaint.ImportRequest
	return in, json.Unmarshal([]byte(j.Args), &in)
}

// importJob reads the reader's own import that the address names.
func (p *pages) importJob(ctx context.Context, c *web.Context) (job.Job, complaint.ImportRequest, error) {
	j, err := p.Jobs.Get(ctx, c.Actor(), number(c.Param("id")))
	if err != nil {
		return j, complaint.ImportRequest{}, err
	}
	if j.Kind != complaint.ImportJob {
		return j, complaint.ImportRequest{}, fault.NotFound("fault.job_gone")
	}
	request, err := requestOf(j)
	return j, request, err
}

// importShow follows an import, and shows how it went.
func (p *pages) importShow(c *web.Context) error {
	j, request, err := p.importJob(c.Ctx(), c)
	if err != nil {
		return err
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	page := view.Running{File: request.File.Name, Trial: request.Options.DryRun, Run: importPath(j.ID) + "/run",
		Columns: "/complaints/import/columns?" + tableValues(request.File).Encode(),
		Work: ui.Work{ID: "import", Title: request.File.Name, Done: int(j.Done), Total: int(j.Total), Poll: importPath(j.ID), Over: j.Over(), Failed: j.Over() && j.State != job.Done,
			Text: w.T("complaint.import.read", "n", j.Done)}}
	if page.Work.Failed {
		key, args := j.Message()
		page.Work.Text = w.T(key, args...)
	}
	if j.State == job.Done {
		var r complaint.Result
		if err := j.Read(&r); err != nil {
			return err
		}
		page.Work.Done, page.Work.Total, page.Work.Text = 1, 1, ""
		w.outcome(&page, r, importPath(j.ID))
	}
	return c.Render(http.StatusOK, view.RunningPage(page))
}

func (w words) outcome(page *view.Running, r complaint.Result, path string) {
	figure := func(n int) string { return locale.Number(w.Ctx, int64(n)) }
	good := "complaint.import.imported"
	if page.Trial {
		good = "complaint.import.good"
	}
	page.CanRun = page.Trial && r.Imported > 0
	page.Counts = []ui.Stat{{Label: w.T(good), Value: figure(r.Imported)}, {Label: w.T("complaint.import.known"), Value: figure(r.Skipped)},
		{Label: w.T("complaint.import.bad"), Value: figure(r.Failed)}}
	if r.Failed > 0 {
		page.Counts[2].Tone = ui.ToneWarn
		page.Download = path + "/errors"
	}
	for i, e := range r.Errors {
		if i == shownErrors {
			page.More = w.T("complaint.import.mistakes.more", "n", shownErrors)
			break
		}
		page.Mistakes = append(page.Mistakes, view.Mistake{Line: figure(e.Line), Field: w.T("field.complaint." + strings.TrimPrefix(e.Field, "map_")), Text: w.T(e.Key, whole(e.Args)...)})
	}
	if page.Trial {
		for _, row := range r.Preview {
			page.Preview = append(page.Preview, view.PreviewRow{Line: figure(row.Line), Subject: row.Subject, Received: w.Minute(row.ReceivedAt),
				Channel: w.Code("channel", row.Channel), Department: w.Tree.Name(row.DepartmentID), Name: row.Name})
		}
	}
}

// whole gives numbers that went through JSON their form back.
func whole(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		if f, ok := a.(float64); ok {
			a = int64(f)
		}
		out[i] = a
	}
	return out
}

// importErrors sends the mistakes of an import as a table.
func (p *pages) importErrors(c *web.Context) error {
	j, _, err := p.importJob(c.Ctx(), c)
	if err != nil {
		return err
	}
	var r complaint.Result
	if err := j.Read(&r); err != nil {
		return err
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	return c.Attachment(w.T("complaint.import.errors.name")+"-"+id(j.ID)+".csv", list.CSV, func(out io.Writer) error {
		s := sheet.NewCSV(out)
		if err := s.Row(w.T("complaint.import.line"), w.T("complaint.import.field"), w.T("complaint.import.mistake")); err != nil {
			return err
		}
		for _, e := range r.Errors {
			if err := s.Row(e.Line, w.T("field.complaint."+strings.TrimPrefix(e.Field, "map_")), w.T(e.Key, whole(e.Args)...)); err != nil {
				return err
			}
		}
		return s.Close()
	})
}
