package signing

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/policy"
	"bihuan/models/signing"
	view "bihuan/views/signing"
	"bihuan/views/ui"
)

// newQuestion stands in the address for a question that is to be added.
const newQuestion = "new"

// questionForm is a question as it was sent. Rows that are empty are no options.
type questionForm struct {
	ID      int64    `form:"id"`
	Version int64    `form:"version"`
	Kind    string   `form:"kind"`
	Text    string   `form:"text"`
	Options []string `form:"option"`
	Right   []string `form:"right"` // rows of Options
	Truth   string   `form:"truth"`
	Why     string   `form:"why"`
	Clause  string   `form:"clause"`
	Active  string   `form:"active"`
	Switch  string   `form:"switch"` // turns a question on or off and changes nothing else
}

func formOf(n signing.Question) questionForm {
	f := questionForm{ID: n.ID, Version: n.Version, Kind: string(n.Kind), Text: n.Text, Why: n.Why, Clause: web.FormID(int64(n.Key)), Active: record.FormTick(n.Active)}
	if n.Kind == signing.TrueFalse {
		if len(n.Answers) > 0 && n.Answers[0] < len(n.Options) {
			f.Truth = n.Options[n.Answers[0]]
		}
		return f
	}
	f.Options = n.Options
	for _, i := range n.Answers {
		f.Right = append(f.Right, strconv.Itoa(i))
	}
	return f
}

// question is the question that was typed. A row that is ticked as right but empty stays, so that it is told.
func (f questionForm) question() signing.Question {
	n := signing.Question{ID: f.ID, Version: f.Version, Kind: signing.QuestionKind(f.Kind), Text: f.Text, Why: f.Why, Key: int(web.ReadID(f.Clause)), Active: f.Active == ticked}
	if n.Kind == signing.TrueFalse {
		if i := slices.Index([]string{signing.True, signing.False}, f.Truth); i >= 0 {
			n.Answers = []int{i}
		}
		return n
	}
	for i, text := range f.Options {
		right := slices.Contains(f.Right, strconv.Itoa(i))
		if text == "" && !right {
			continue
		}
		if right {
			n.Answers = append(n.Answers, len(n.Options))
		}
		n.Options = append(n.Options, text)
	}
	return n
}

// bank is the bank of a policy as read for its page.
type bank struct {
	words
	policy policy.Policy
	all    []signing.Question
	labels map[int]string
	page   view.Questions
}

func (p *pages) bank(c *web.Context) (*bank, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	b := &bank{words: w}
	if b.policy, b.all, err = p.Signings.Questions(c.Ctx(), c.Actor(), c.Param("number")); err != nil {
		return nil, err
	}
	if b.labels, err = p.Signings.ClauseLabels(c.Ctx(), b.policy); err != nil {
		return nil, err
	}
	number, active := b.policy.Number, 0
	b.page = view.Questions{Policy: number, Title: b.policy.Title}
	for _, n := range b.all {
		if n.Active {
			active++
		}
		b.page.Rows = append(b.page.Rows, b.row(n))
	}
	q := b.policy.Quiz
	b.page.Rule = w.T("signing.question.rule.none")
	if q.Draw > 0 {
		b.page.Rule = w.T("signing.question.rule", "draw", q.Draw, "pass", q.Pass, "attempts", w.attempts(q.Attempts))
		if active < q.Draw {
			b.page.Short = w.T("signing.question.short", "active", active, "draw", q.Draw)
		}
	}
	b.page.Count = w.T("signing.question.count", "n", len(b.all), "active", active)
	return b, nil
}

func (w words) attempts(n int) string {
	if n == 0 {
		return w.T("signing.question.attempts.any")
	}
	return w.T("signing.question.attempts", "n", n)
}

func (b *bank) row(n signing.Question) view.Question {
	id := web.FormID(n.ID)
	home := view.At(b.policy.Number, "questions")
	r := view.Question{ID: id, Text: n.Text, Href: home + "?question=" + id + "#question", Kind: b.T("signing.question.kind." + string(n.Kind)), Clause: b.labels[n.Key], Active: n.Active}
	if n.Key == 0 {
		r.Clause = b.T("signing.question.whole")
	} else if r.Clause == "" {
		r.Clause = b.T("signing.question.clause_gone")
	} else {
		r.ClauseHref = view.Text(b.policy.Number) + "#" + view.Part{Key: n.Key}.ID()
	}
	label, icon := "signing.question.switch_off", "eye-off"
	if !n.Active {
		label, icon = "signing.question.switch_on", "eye"
	}
	r.Switch = ui.Action{Label: b.T(label), Icon: icon, Href: home, Post: true, Small: true, Tone: ui.ToneQuiet,
		Fields: []ui.Pair{{Name: "id", Value: id}, {Name: "version", Value: strconv.FormatInt(n.Version, 10)}, {Name: "switch", Value: ticked}}}
	return r
}

func (b *bank) find(id int64) (signing.Question, error) {
	i := slices.IndexFunc(b.all, func(n signing.Question) bool { return n.ID == id })
	if i < 0 {
		return signing.Question{}, fault.NotFound("fault.question_gone")
	}
	return b.all[i], nil
}

// open lays the form of a question out.
func (b *bank) open(f questionForm, errs map[string]string) *view.QuestionForm {
	v := &view.QuestionForm{Action: view.At(b.policy.Number, "questions"), ID: web.FormID(f.ID), Version: strconv.FormatInt(f.Version, 10), Draft: "question-" + b.policy.Number + "-" + web.FormID(f.ID),
		Kind: f.Kind, Text: f.Text, Why: f.Why, Truth: f.Truth, Clause: f.Clause, Active: f.Active, Errors: errs, Kinds: record.Keyed(b.Words, "signing.question.kind.", signing.QuestionKinds),
		Truths: record.Keyed(b.Words, "signing.test.truth.", []string{signing.True, signing.False}), Clauses: b.clauses()}
	v.Options = f.Options
	for len(v.Options) < view.LeastOptions || len(v.Options) < view.MostOptions && v.Options[len(v.Options)-1] != "" {
		v.Options = append(v.Options, "")
	}
	v.Right = f.Right
	return v
}

// clauses are the parts of the policy that can answer a question, in their order in the text.
func (b *bank) clauses() []ui.Option {
	keys := make([]int, 0, len(b.labels))
	for key, label := range b.labels {
		if label != "" {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	out := make([]ui.Option, len(keys))
	for i, key := range keys {
		out[i] = ui.Option{Value: strconv.Itoa(key), Label: b.labels[key]}
	}
	return out
}

// questions shows the bank of a policy, with the form of a question where the address asks for one.
func (p *pages) questions(c *web.Context) error {
	b, err := p.bank(c)
	if err != nil {
		return err
	}
	switch asked := c.QueryParam("question"); asked {
	case "":
	case newQuestion:
		b.page.Form = b.open(questionForm{Kind: string(signing.Single), Active: ticked, Clause: c.QueryParam("clause")}, nil)
	default:
		n, err := b.find(web.ReadID(asked))
		if err != nil {
			return err
		}
		b.page.Form = b.open(formOf(n), nil)
	}
	return c.Render(http.StatusOK, view.QuestionsPage(b.page))
}

// saveQuestion adds a question, changes one, or turns one on or off.
func (p *pages) saveQuestion(c *web.Context) error {
	var f questionForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	number := c.Param("number")
	in := f.question()
	if f.Switch != "" {
		_, all, err := p.Signings.Questions(c.Ctx(), c.Actor(), number)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(n signing.Question) bool { return n.ID == f.ID }); i >= 0 {
			in = all[i]
			in.Version, in.Active = f.Version, !in.Active
		}
	}
	err := p.Signings.SaveQuestion(c.Ctx(), c.Actor(), number, in)
	if err == nil {
		c.Flash("success", "signing.question.saved")
		to := view.At(number, "questions")
		if f.ID != 0 {
			to += "#question-" + web.FormID(f.ID)
		}
		return c.SeeOther(to)
	}
	if f.Switch != "" && fault.Is(err, fault.ConflictKind) { // others changed it meanwhile: the bank is simply shown anew
		c.Flash("warning", fault.Of(err).Key, fault.Of(err).Args...)
		return c.SeeOther(view.At(number, "questions"))
	}
	return p.refuseQuestion(c, f, err)
}

// refuseQuestion gives the form back as it was typed; of two who changed a question the slower sees both.
func (p *pages) refuseQuestion(c *web.Context, f questionForm, err error) error {
	status, refused := record.Status(err)
	if !refused || status == http.StatusForbidden {
		return err
	}
	b, readErr := p.bank(c)
	if readErr != nil {
		return readErr
	}
	if status == http.StatusConflict && f.ID != 0 {
		n, err := b.find(f.ID)
		if err != nil {
			return err
		}
		f.Version = n.Version
		b.page.Form = b.open(f, nil)
		b.page.Form.Lost = b.compare(f, formOf(n))
		return c.Render(status, view.QuestionsPage(b.page))
	}
	b.page.Form = b.open(f, web.FieldErrors(c, err))
	return c.Render(status, view.QuestionsPage(b.page))
}

// compare puts what two people made of a question side by side.
func (b *bank) compare(mine, theirs questionForm) []ui.Comparison {
	line := func(field string, word func(questionForm) string) ui.Comparison {
		return ui.Comparison{Label: b.T("field.question." + field), Yours: word(mine), Theirs: word(theirs)}
	}
	return []ui.Comparison{
		line("text", func(f questionForm) string { return f.Text }),
		line("kind", func(f questionForm) string {
			if !slices.Contains(signing.QuestionKinds, signing.QuestionKind(f.Kind)) {
				return ""
			}
			return b.T("signing.question.kind." + f.Kind)
		}),
		line("options", b.spelled),
		line("why", func(f questionForm) string { return f.Why }),
		line("clause", func(f questionForm) string {
			return cmp.Or(b.labels[int(web.ReadID(f.Clause))], b.T("signing.question.whole"))
		}),
		line("active", func(f questionForm) string { return b.Yes(f.Active == ticked) }),
	}
}

// spelled are the options of a question, each in its line, the right ones marked.
func (b *bank) spelled(f questionForm) string {
	n := f.question()
	if n.Kind == signing.TrueFalse {
		n.Options = []string{b.option(n.Kind, signing.True), b.option(n.Kind, signing.False)}
	}
	lines := make([]string, len(n.Options))
	for i, o := range n.Options {
		if lines[i] = "　" + o; slices.Contains(n.Answers, i) {
			lines[i] = "✓ " + o
		}
	}
	return strings.Join(lines, "\n")
}
