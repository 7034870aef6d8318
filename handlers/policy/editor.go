package policy

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/fault"
	"bihuan/models/policy"
	"bihuan/views/locale"
	views "bihuan/views/policy"
	edit "bihuan/views/policyedit"
	"bihuan/views/ui"
)

// editorPages registers the editor of a draft and what its script asks for.
func (p *pages) editorPages(r *web.Router) {
	at := edit.Path(":number")
	r.GET(at, auth.PolicyWrite, p.editor)
	r.POST(at+"/save", auth.PolicyWrite, p.saveDraft)
	r.POST(at+"/preview", auth.PolicyWrite, p.previewDraft)
	r.POST(at+"/renumber", auth.PolicyWrite, p.renumberDraft)
	r.POST(at+"/merge", auth.PolicyWrite, p.mergeDraft)
	r.POST(at+"/paste", auth.PolicyWrite, p.paste)
	r.POST(at+"/pictures", auth.PolicyWrite, p.addPicture)
	r.GET(views.Path(":number")+"/files/:id", auth.PolicyRead, p.showPicture)
}

// draft is what the editor's form holds.
type draft struct {
	Version int64  `json:"-"` // of the edition that the person saw
	Title   string `json:"title"`
	Body    string `json:"body"` // as typed but for its line ends, which are made one
	Weight  string `json:"weight"`
	Summary string `json:"summary"`
	base    string // the text that it was written from, where the browser knows it
	based   bool
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func sentDraft(c *web.Context) draft {
	_, based := c.Request().PostForm["base"]
	return draft{Version: web.ReadID(c.FormValue("version")), Title: strings.TrimSpace(c.FormValue("title")), Body: lineEnds.Replace(c.FormValue("body")),
		Weight: c.FormValue("weight"), Summary: strings.TrimSpace(lineEnds.Replace(c.FormValue("summary"))), base: lineEnds.Replace(c.FormValue("base")), based: based}
}

func storedDraft(e policy.Edition) draft {
	return draft{Version: e.Version, Title: e.Title, Body: e.Body, Weight: string(e.Weight), Summary: e.Summary}
}

// same tells whether two drafts say the same, whichever their versions.
func (d draft) same(o draft) bool {
	return d.Title == o.Title && d.Body == o.Body && d.Weight == o.Weight && d.Summary == o.Summary
}

// editor is the page on which a draft is written; where it cannot be, the page says why.
func (p *pages) editor(c *web.Context) error {
	w, err := p.Policies.Writing(c.Ctx(), c.Actor(), c.Param("number"))
	if err != nil {
		return err
	}
	if !w.Write.Allowed {
		return c.Render(http.StatusOK, edit.LockedPage(edit.Locked{Number: w.Number, Title: w.Title, Why: record.Why(c, w.Write), Begin: w.Begin.Allowed}))
	}
	return p.renderEditor(c, http.StatusOK, w, storedDraft(w.Open), nil)
}

// renderEditor answers with the page that holds d; change adds what is peculiar to the step that led here.
func (p *pages) renderEditor(c *web.Context, status int, w policy.Writing, d draft, change func(*edit.Editor)) error {
	e := edit.Editor{Number: w.Number, Edition: w.Open.Label(), No: w.Open.No, Version: d.Version, Title: d.Title, Body: d.Body, Weight: d.Weight, Summary: d.Summary,
		Weights: weights(c, w.Ruled), Saved: savedAt(c, w.Open.EditedAt), Unsaved: !storedDraft(w.Open).same(d), Skeleton: skeleton, Unreviewed: w.Ruled.External || w.Ruled.Reviewers == 0, Former: formers(w.InForce), MaxPaste: mostPasted, MaxUpload: p.Files.MaxBytes()}
	for _, f := range w.Pictures {
		e.Pictures = append(e.Pictures, pictureOf(c, w.Number, f))
	}
	if w.InForce.ID != 0 {
		e.Compare = views.ComparePath(w.Number, w.InForce.No, w.Open.No)
	}
	if change != nil {
		change(&e)
	}
	shown := e.Outline.Shown
	o := newOutliner(c, w, e.Body)
	e.Outline = o.outline(nil)
	e.Outline.Shown, e.Comments = shown, o.whole()
	return c.Render(status, edit.EditorPage(e))
}

// formers are the clauses that a clause of the draft may go on with.
func formers(e policy.Edition) []ui.Option {
	var out []ui.Option
	for _, part := range e.Parts {
		if part.Kind != clause.Meta && part.Key != 0 {
			out = append(out, ui.Option{Value: web.FormID(int64(part.Key)), Label: strings.TrimSpace(part.Label + " " + rowWords(part, e.Body))})
		}
	}
	return out
}

// weights are the weights of a change, each with what it asks of the readers.
func weights(c *web.Context, k policy.Kind) []ui.Option {
	var out []ui.Option
	for _, w := range []policy.Weight{policy.Major, policy.Minor} {
		d := k.Demands(w)
		var list []string
		for _, one := range []struct {
			on  bool
			key string
		}{{d.Resign, "resign"}, {d.Quiz, "quiz"}, {d.Training, "training"}} {
			if one.on {
				list = append(list, c.T("policy_edit.demands."+one.key))
			}
		}
		hint := c.T("policy_edit.demands.none")
		if len(list) > 0 {
			hint = c.T("policy_edit.demands", "list", strings.Join(list, c.T("policy_edit.demands.join")))
		}
		out = append(out, ui.Option{Value: string(w), Label: c.T("policy.weight." + string(w)), Hint: hint})
	}
	return out
}

func savedAt(c *web.Context, t time.Time) string {
	return c.T("policy_edit.saved", "time", locale.Time(locale.With(c.Ctx(), c.Locale()), t))
}

// saved answers the script that a draft was saved.
type saved struct {
	Version int64  `json:"version"`
	Saved   string `json:"saved"`
}

// refused answers the script why something was not done.
type refused struct {
	Message  string            `json:"message"`
	Fields   map[string]string `json:"fields,omitempty"`
	Conflict string            `json:"conflict,omitempty"` // the two texts as markup
}

// saveDraft saves what was written. What is refused comes back as it was sent.
func (p *pages) saveDraft(c *web.Context) error {
	d, number := sentDraft(c), c.Param("number")
	done, err := p.Policies.Write(c.Ctx(), c.Actor(), policy.DraftInput{Number: number, Version: d.Version, Title: d.Title, Body: d.Body,
		Weight: policy.Weight(d.Weight), Summary: d.Summary, Follows: follows(c, d.Body), Auto: c.FormValue("auto") == "1"})
	switch {
	case err == nil && c.HTMX():
		return c.JSON(http.StatusOK, saved{Version: done.Version, Saved: savedAt(c, done.At)})
	case err == nil:
		c.Flash("success", "policy_edit.done")
		return c.SeeOther(edit.Path(number))
	}
	f := fault.Of(err)
	if f == nil || f.Kind == fault.RepeatedKind || f.Kind == fault.UnavailableKind || f.Kind == fault.NotFoundKind {
		return err
	}
	w, readErr := p.Policies.Writing(c.Ctx(), c.Actor(), number)
	if readErr != nil {
		return readErr
	}
	if f.Key == "fault.policy_draft_stale" {
		return p.stale(c, w, d)
	}
	return p.refuseDraft(c, w, d, err)
}

// follows is the correction of which clause one of the text goes on with. A form without a script names that one by
// place and label; where another one stands there now, the label counts.
func follows(c *web.Context, body string) map[int]int {
	place, label, labelled := strings.Cut(c.FormValue("follow_part"), ":")
	if place == "" {
		return nil
	}
	at := int(web.ReadID(place))
	if parts := clause.Parse(body); labelled && (at >= len(parts) || parts[at].Label != label) {
		if at = slices.IndexFunc(parts, func(part clause.Part) bool { return label != "" && part.Label == label }); at < 0 {
			return nil
		}
	}
	return map[int]int{at: int(web.ReadID(c.FormValue("follow_key")))}
}

// refuseDraft says why a step was not taken; the text stays as it was sent.
func (p *pages) refuseDraft(c *web.Context, w policy.Writing, d draft, err error) error {
	status, _ := record.Status(err)
	if c.HTMX() {
		return c.JSON(status, refused{Message: record.Reason(c, err), Fields: web.FieldErrors(c, err)})
	}
	return p.renderEditor(c, status, w, d, func(e *edit.Editor) {
		if e.Errors = web.FieldErrors(c, err); e.Errors == nil {
			e.Problem = record.Reason(c, err)
		}
	})
}

// markup renders a part of a page for the script.
func markup(c *web.Context, part templ.Component) (string, error) {
	var b strings.Builder
	err := part.Render(locale.With(c.Ctx(), c.Locale()), &b)
	return b.String(), err
}

// drawn answers the script with the outline and the preview of a text.
type drawn struct {
	Order  string `json:"order"`  // the parts by their fingerprints
	Starts []int  `json:"starts"` // where each begins, in units of the browser; -1 for one that is gone
	Parts  string `json:"parts"`  // markup of those that the browser does not have
	Count  string `json:"count"`
}

// previewDraft shows a text as readers will see it. The script gets only what it does not have.
func (p *pages) previewDraft(c *web.Context) error {
	w, err := p.Policies.Writing(c.Ctx(), c.Actor(), c.Param("number"))
	if err != nil {
		return err
	}
	d := sentDraft(c)
	if !c.HTMX() {
		if c.FormValue("skeleton") != "" && strings.TrimSpace(d.Body) == "" {
			d.Body = skeleton
		}
		return p.renderEditor(c, http.StatusOK, w, d, func(e *edit.Editor) { e.Outline.Shown = true })
	}
	known := map[string]bool{}
	for _, print := range strings.Fields(c.FormValue("known")) {
		known[print] = true
	}
	o := newOutliner(c, w, d.Body)
	all := o.outline(known)
	answer := drawn{Starts: o.starts, Count: all.Count}
	var fresh []edit.Part
	prints := make([]string, len(all.Parts))
	for i, part := range all.Parts {
		prints[i] = part.Print
		if !known[part.Print] {
			fresh = append(fresh, part)
		}
	}
	answer.Order = strings.Join(prints, " ")
	if answer.Parts, err = markup(c, edit.PartsPart(fresh)); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, answer)
}
