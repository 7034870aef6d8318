package policy

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/fault"
	"bihuan/models/policy"
	"bihuan/models/terms"
	view "bihuan/views/policy"
	"bihuan/views/ui"
)

// reader is one edition being laid out for the person who reads it.
type reader struct {
	words
	p *pages
	c *web.Context
	r policy.Reading
	v view.Reading
}

// reading shows an edition: the one in force, that of a day, or the one that the address names.
func (p *pages) reading(c *web.Context) error {
	at := policy.At{No: int(web.ReadID(c.Param("no"))), On: c.QueryParam("on")}
	if at.No == 0 && c.Param("no") != "" {
		return fault.NotFound("fault.policy_edition_gone", "number", c.Param("number"))
	}
	if _, err := time.Parse(time.DateOnly, at.On); err != nil || at.No != 0 {
		at.On = ""
	}
	r, err := p.Policies.Read(c.Ctx(), c.Actor(), c.Param("number"), at)
	none := at.On != "" && fault.Is(err, fault.NotFoundKind)
	if none { // the head stays, so that another day can be asked about
		r, err = p.Policies.Read(c.Ctx(), c.Actor(), c.Param("number"), policy.At{})
	}
	if err != nil {
		return err
	}
	if label := c.QueryParam("clause"); label != "" {
		return c.SeeOther(view.Path(r.Number) + anchor(r.Edition, label))
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	w.People = r.Names
	b := &reader{words: w, p: p, c: c, r: r}
	if err := b.head(at, none); err != nil {
		return err
	}
	if !none {
		if err := b.body(); err != nil {
			return err
		}
	}
	return c.Render(http.StatusOK, view.ReadingPage(b.v))
}

// anchor leads to the clause of an edition that bears a label; empty where none does.
func anchor(e policy.Edition, label string) string {
	for _, p := range e.Parts {
		if p.Label == label && p.Kind == clause.Clause {
			return "#" + view.PartID(p.Key)
		}
	}
	return ""
}

// head is what stands above the text.
func (b *reader) head(at policy.At, none bool) error {
	r, e := b.r, b.r.Edition.EditionHead
	here := view.Path(r.Number)
	if at.No != 0 || r.CurrentNo != e.No {
		here = view.EditionPath(r.Number, e.No)
	}
	b.v = view.Reading{Number: r.Number, Title: e.Title, Version: b.version(e), Mark: b.control(r.Policy, e), On: at.On, Here: here, Words: strings.TrimSpace(b.c.QueryParam("q")),
		Banner: b.banner(at, none), Line: []string{b.version(e), b.kind(r.Kind)}}
	for _, s := range []string{b.days(e), b.Tree.Name(r.DepartmentID), b.owner()} {
		if s != "" {
			b.v.Line = append(b.v.Line, s)
		}
	}
	for _, other := range r.Editions {
		href := view.EditionPath(r.Number, other.No)
		if other.ID == r.CurrentID {
			href = view.Path(r.Number)
		}
		note := b.days(other)
		if note == "" {
			note = b.T("policy.stage." + string(other.Stage))
		}
		b.v.Editions = append(b.v.Editions, view.EditionLink{Label: b.version(other), Note: note, Href: href, Current: other.ID == e.ID && !none})
	}
	b.v.Actions, b.v.Menu = b.actions()
	return b.facts()
}

func (b *reader) owner() string {
	if name := b.People[b.r.OwnerID]; name != "" {
		return b.T("policy.read.owner", "name", name)
	}
	return ""
}

// inForce leads to the edition in force, where there is one.
func (b *reader) inForce() *ui.Link {
	if b.r.State != policy.InForce {
		return nil
	}
	for _, e := range b.r.Editions {
		if e.ID == b.r.CurrentID {
			return &ui.Link{Label: b.T("policy.banner.to_current", "version", b.version(e)), Href: view.Path(b.r.Number)}
		}
	}
	return nil
}

// banner says loudly where the text is not the one in force, and where that is.
func (b *reader) banner(at policy.At, none bool) *view.Banner {
	r, e := b.r, b.r.Edition.EditionHead
	switch {
	case none:
		return &view.Banner{Tone: "danger", Text: b.T("policy.banner.none_on", "day", at.On), Link: b.inForce()}
	case r.State == policy.Retired && e.InForceAt != nil:
		out := &view.Banner{Tone: "danger", Text: b.T("policy.banner.retired", "day", b.day(r.RetiredAt))}
		if r.ReplacedBy != "" {
			out.Link = &ui.Link{Label: b.T("policy.banner.replaced", "number", r.ReplacedBy), Href: view.Path(r.ReplacedBy)}
		}
		return out
	case e.Stage == policy.Superseded:
		text := b.T("policy.banner.superseded", "version", b.version(e), "day", b.day(e.EndedAt))
		if at.On != "" {
			text = b.T("policy.banner.on_superseded", "version", b.version(e), "on", at.On, "day", b.day(e.EndedAt))
		}
		return &view.Banner{Tone: "danger", Text: text, Link: b.inForce()}
	case e.Stage == policy.Approved:
		return &view.Banner{Tone: "info", Text: b.T("policy.banner.approved", "version", b.version(e), "day", b.day(e.EffectAt)), Link: b.inForce()}
	case e.Stage == policy.Withdrawn:
		return &view.Banner{Tone: "draft", Text: b.T("policy.banner.withdrawn", "version", b.version(e)), Link: b.inForce()}
	case e.InForceAt == nil:
		return &view.Banner{Tone: "draft", Text: b.T("policy.banner.draft", "version", b.version(e), "stage", b.T("policy.stage."+string(e.Stage))), Link: b.inForce()}
	case at.On != "":
		return &view.Banner{Tone: "info", Text: b.T("policy.banner.on", "on", at.On, "version", b.version(e))}
	}
	return b.coming()
}

// coming tells that another edition is approved already.
func (b *reader) coming() *view.Banner {
	i := slices.IndexFunc(b.r.Editions, func(e policy.EditionHead) bool { return e.Stage == policy.Approved })
	if i < 0 {
		return nil
	}
	next := b.r.Editions[i]
	return &view.Banner{Tone: "info", Text: b.T("policy.banner.coming", "version", b.version(next), "day", b.day(next.EffectAt)),
		Link: &ui.Link{Label: b.T("policy.banner.to_coming"), Href: view.EditionPath(b.r.Number, next.No)}}
}

// actions are what can be done with the text: the most used open, the others in the menu.
func (b *reader) actions() (open, menu []ui.Action) {
	r, e := b.r, b.r.Edition.EditionHead
	if b.c.Can(auth.PolicyWrite) && e.Stage == policy.Drafting {
		open = append(open, ui.Action{Label: b.T("policy.edit_text"), Href: view.Path(r.Number) + "/edit", Icon: "pencil", Tone: ui.TonePrimary})
	}
	open = append(open, ui.Action{Label: b.T("policy.life"), Href: view.RecordPath(r.Number), Icon: "history"})
	menu = append(menu, ui.Action{Label: b.T("policy.print"), Href: b.v.Here + "/print", Icon: "printer"},
		ui.Action{Label: b.T("policy.print.word"), Href: b.v.Here + "/docx", Icon: "file-export"})
	return open, menu
}

// facts are what is said about the document and this edition.
func (b *reader) facts() error {
	r, e := b.r, b.r.Edition.EditionHead
	whom, err := b.p.audience(b.c.Ctx(), b.words, r.Audience)
	if err != nil {
		return err
	}
	fact := func(field, value string) {
		if value != "" {
			b.v.Facts = append(b.v.Facts, ui.Fact{Label: b.T("field.policy." + field), Value: value})
		}
	}
	fact("category", b.Term(terms.PolicyCategory, r.Category))
	fact("audience", whom)
	fact("secrecy", b.Term(terms.Secrecy, r.Secrecy))
	fact("standards", b.standards(r.Standards))
	fact("keywords", r.Keywords)
	fact("review_on", r.ReviewOn)
	fact("retention", b.Term(terms.Retention, r.Retention))
	fact("approved_at", b.day(e.ApprovedAt))
	fact("summary", e.Summary)
	b.v.Facts = append(b.v.Facts, ui.Fact{Label: b.T("field.policy.hash"), Value: e.Hash[:min(len(e.Hash), 16)], Tip: e.Hash})
	return nil
}

// body is the text with its outline and what stands beside it.
func (b *reader) body() error {
	markup, err := b.p.text(b.c.Ctx(), b.r.Number, b.r.Edition, b.v.Words)
	if err != nil {
		return err
	}
	b.parts(markup)
	b.v.Outline = outline(b.r.Edition)
	b.margins()
	b.comments()
	if err := b.sign(); err != nil {
		return err
	}
	return b.around()
}

// around leads to the neighbours of the policy.
func (b *reader) around() error {
	before, after, err := b.p.Policies.Neighbours(b.c.Ctx(), b.c.Actor(), b.r.Policy)
	if err != nil {
		return err
	}
	lead := func(n *policy.Neighbour) *ui.Link {
		if n == nil {
			return nil
		}
		return &ui.Link{Label: n.Title, Href: view.Path(n.Number)}
	}
	b.v.Before, b.v.After = lead(before), lead(after)
	return nil
}

// sign has the bar at the foot, and tells when the reader signed and what changed since.
func (b *reader) sign() error {
	if b.p.Sign == nil {
		return nil
	}
	bar, no, at, err := b.p.Sign(b.c, b.r)
	b.v.Sign = bar
	if err != nil || no == 0 || b.r.Edition.Stage != policy.Current {
		return err
	}
	i := slices.IndexFunc(b.r.Editions, func(e policy.EditionHead) bool { return e.No == no })
	if i < 0 {
		return nil
	}
	day := b.day(&at)
	if no == b.r.Edition.No {
		b.v.Signed = &view.Signed{Text: b.T("policy.signed.this", "day", day)}
		return nil
	}
	changed, err := b.p.changed(b.c, b.r, b.r.Editions[i])
	if err != nil {
		return err
	}
	compare := view.ComparePath(b.r.Number, no, b.r.Edition.No)
	b.v.Signed = &view.Signed{Text: b.T("policy.signed.before", "version", b.version(b.r.Editions[i]), "day", day, "n", len(changed)),
		Link: &ui.Link{Label: b.T("policy.signed.compare"), Href: compare}}
	for i := range b.v.Parts {
		if what, ok := changed[b.v.Parts[i].Key]; ok {
			b.v.Parts[i].Changed = &ui.Link{Label: b.T("policy.changed." + what), Href: compare + "#" + view.PartID(b.v.Parts[i].Key)}
		}
	}
	return nil
}

// changed tells how parts differ from an edition before: "new" or "changed", by key.
func (p *pages) changed(c *web.Context, r policy.Reading, before policy.EditionHead) (map[int]string, error) {
	k := pairKey{textKey{before.ID, before.Version, before.Hash}, textKey{r.Edition.ID, r.Edition.Version, r.Edition.Hash}}
	if kept, ok := p.texts.changes(k); ok {
		return kept, nil
	}
	was, now, err := p.Policies.Pair(c.Ctx(), c.Actor(), r.Number, before.No, r.Edition.No)
	if err != nil {
		return nil, err
	}
	out := map[int]string{}
	for _, pair := range clause.Compare(was.Parts, was.Body, now.Edition.Parts, now.Edition.Body) {
		switch {
		case pair.After == nil || pair.After.Key == 0:
		case pair.Before == nil:
			out[pair.After.Key] = "new"
		case pair.Words != nil:
			out[pair.After.Key] = "changed"
		}
	}
	p.texts.keepChanges(k, out)
	return out, nil
}
