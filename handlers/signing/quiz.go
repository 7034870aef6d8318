package signing

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/signing"
	views "bihuan/views/record"
	view "bihuan/views/signing"
	"bihuan/views/ui"
)

// quizAnswer is what a page of the test shows beside where the person stands.
type quizAnswer struct {
	status  int
	problem string     // why a step was refused
	given   [][]string // the answers as they were sent
	missing bool       // some were not given
	grant   views.Values
	errs    map[string]string // of the form that grants an attempt
}

// quiz shows where the reader stands with the test on a policy; who takes none is led to the text.
func (p *pages) quiz(c *web.Context) error {
	if !c.Actor().Holds(auth.Employee) {
		c.Flash("info", "fault.sign_employees")
		return c.SeeOther(view.Text(c.Param("number")))
	}
	a := quizAnswer{status: http.StatusOK, grant: views.Values{}}
	if who := c.QueryParam("grant"); who != "" {
		a.grant.Set("grant_person", who)
	}
	return p.renderQuiz(c, a)
}

func (p *pages) renderQuiz(c *web.Context, a quizAnswer) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	v, err := p.Signings.Quiz(c.Ctx(), c.Actor(), c.Param("number"))
	if err != nil {
		return err
	}
	page := view.Quiz{Policy: v.Policy.Number, Title: v.Policy.Title, Problem: a.problem, Lead: w.testRules(v.Test)}
	switch last := v.Last; {
	case v.Test.Open != nil:
		page.Attempt = w.attempt(v.Policy.Number, *v.Test.Open, a)
	case last != nil && last.FinishedAt != nil && last.EditionNo >= v.Policy.RequiredNo:
		page.Result = w.result(v, *last)
	}
	if err := p.nextStep(w, c.Actor(), v, &page); err != nil {
		return err
	}
	if c.Can(auth.SignExcuse) && v.Test.Rules.Attempts > 0 {
		page.Grant = view.GrantFields(views.NewSheet(w.Ctx, signing.QuizRecord, a.grant, nil))
		page.Granting, page.Errors = len(a.grant) > 0, a.errs
	}
	return c.Render(a.status, view.QuizPage(page))
}

// testRules say what the test asks.
func (w words) testRules(t signing.Test) string {
	switch {
	case t.Rules.Draw == 0:
		return w.T("signing.test.none")
	case t.Left() < 0:
		return w.T("signing.test.rules", "draw", t.Rules.Draw, "pass", t.Rules.Pass)
	}
	return w.T("signing.test.rules", "draw", t.Rules.Draw, "pass", t.Rules.Pass) + w.T("signing.test.rules.left", "most", t.Allowed, "left", t.Left())
}

// nextStep says what the reader can do now.
func (p *pages) nextStep(w words, a auth.Actor, v signing.QuizView, page *view.Quiz) error {
	sign := ui.Action{Label: w.T("signing.test.sign"), Href: view.Text(v.Policy.Number) + "#sign", Icon: "check", Tone: ui.TonePrimary}
	read := ui.Action{Label: w.T("signing.test.read"), Href: view.Text(v.Policy.Number), Icon: "book"}
	begin := ui.Action{Label: w.T("signing.test.begin"), Href: view.At(v.Policy.Number, "quiz"), Icon: "player-play", Tone: ui.TonePrimary, Post: true, Attrs: templ.Attributes{"id": "begin"}}
	switch {
	case page.Attempt != nil:
	case v.Test.Passed != nil:
		page.Next = []ui.Action{sign}
	case v.Test.Rules.Draw == 0:
		page.Next = []ui.Action{read}
	case v.Test.Left() != 0:
		if page.Result != nil {
			begin.Label, begin.Icon = w.T("signing.test.again"), "repeat"
		}
		page.Next = []ui.Action{begin, read}
	default:
		var err error
		page.Ask, err = p.whomToAsk(w, a, v.Policy.OwnerID)
		page.Next = []ui.Action{read}
		return err
	}
	return nil
}

// whomToAsk names who can grant a further attempt: the head of the reader's department, or who keeps the policy.
func (p *pages) whomToAsk(w words, a auth.Actor, owner int64) (string, error) {
	head := w.Tree.Head(a.DepartmentID)
	ids := slices.DeleteFunc([]int64{head, owner}, func(id int64) bool { return id == 0 || id == a.PersonID })
	people, err := p.Organisation.NamesOf(w.Ctx, ids)
	if err != nil {
		return "", err
	}
	names := map[int64]string{}
	for id, person := range people {
		names[id] = person.Name
	}
	if len(names) == 0 {
		return w.T("signing.test.ask"), nil
	}
	return w.T("signing.test.ask.names", "names", record.Names(names, slices.Compact(ids))), nil
}

// attempt lays out the questions of an attempt that is not finished.
func (w words) attempt(number string, t signing.Attempt, a quizAnswer) *view.Attempt {
	id := strconv.FormatInt(t.ID, 10)
	out := &view.Attempt{Action: view.At(number, "quiz") + "/" + id, Draft: "quiz-" + id, Title: w.T("signing.test.attempt", "no", t.No), Missing: a.missing}
	for i, k := range t.Asked {
		q := view.Asked{Name: answerName(i), Title: w.T("signing.test.question", "n", i+1, "text", k.Text), Several: k.Kind == signing.Multiple}
		if i < len(a.given) {
			q.Given = a.given[i]
		}
		if a.missing && len(q.Given) == 0 {
			q.Error = w.T("signing.test.unanswered", "n", i+1)
		}
		for place, option := range k.Options {
			q.Options = append(q.Options, ui.Option{Value: strconv.Itoa(place), Label: w.option(k.Kind, option)})
		}
		out.Questions = append(out.Questions, q)
	}
	return out
}

// option is the text of an option; those of a question of true or false are named.
func (w words) option(kind signing.QuestionKind, text string) string {
	if kind == signing.TrueFalse {
		return w.T("signing.test.truth." + text)
	}
	return text
}

func (w words) options(k signing.Asked, places []int) []string {
	var out []string
	for _, place := range places {
		if place >= 0 && place < len(k.Options) {
			out = append(out, w.option(k.Kind, k.Options[place]))
		}
	}
	return out
}

// result is what came of an attempt, with what was answered wrongly.
func (w words) result(v signing.QuizView, t signing.Attempt) *view.Result {
	out := &view.Result{Passed: t.Passed, Title: w.T("signing.test.failed"), Score: w.T("signing.test.score", "score", t.Score, "mark", t.Mark), At: w.Minute(*t.FinishedAt)}
	if t.Passed {
		out.Title = w.T("signing.test.passed")
	}
	for i, k := range t.Asked {
		if t.RightAt(i) {
			out.Right++
			continue
		}
		wrong := view.Wrong{Title: w.T("signing.test.question", "n", i+1, "text", k.Text), Right: w.options(k, k.Right), Why: k.Why}
		if i < len(t.Answers) {
			wrong.Given = w.options(k, t.Answers[i])
		}
		if label := v.Labels[k.Key]; k.Key != 0 && label != "" {
			wrong.Clause = &ui.Link{Label: label, Href: view.Text(v.Policy.Number) + "#" + view.Part{Key: k.Key}.ID()}
		}
		out.Wrong = append(out.Wrong, wrong)
	}
	out.Of = len(t.Asked)
	return out
}

// beginQuiz begins an attempt, or leads to the one that is begun.
func (p *pages) beginQuiz(c *web.Context) error {
	_, err := p.Signings.BeginQuiz(c.Ctx(), c.Actor(), c.Param("number"))
	if err != nil {
		return p.refuseQuiz(c, err, quizAnswer{})
	}
	return c.SeeOther(view.At(c.Param("number"), "quiz") + "#attempt")
}

// refuseQuiz shows the page of the test with why a step is refused.
func (p *pages) refuseQuiz(c *web.Context, err error, a quizAnswer) error {
	if !fault.Is(err, fault.ConflictKind) {
		return err
	}
	a.status, a.problem = http.StatusConflict, record.Reason(c, err)
	return p.renderQuiz(c, a)
}

func answerName(i int) string { return "q" + strconv.Itoa(i+1) }

// given are the answers to so many questions, as they were sent.
func given(c *web.Context, n int) [][]string {
	out := make([][]string, n)
	for i := range out {
		out[i] = c.Request().PostForm[answerName(i)]
	}
	return out
}

// finishQuiz judges an attempt. Where answers are missing it names the questions first, and asks once more.
func (p *pages) finishQuiz(c *web.Context) error {
	number, id := c.Param("number"), web.ReadID(c.Param("id"))
	v, err := p.Signings.Quiz(c.Ctx(), c.Actor(), number)
	if err != nil {
		return err
	}
	var sent [][]string
	if open := v.Test.Open; open != nil && open.ID == id {
		sent = given(c, len(open.Asked))
		if c.FormValue("anyway") == "" && slices.ContainsFunc(sent, func(s []string) bool { return len(s) == 0 }) {
			return p.renderQuiz(c, quizAnswer{status: http.StatusUnprocessableEntity, given: sent, missing: true})
		}
	}
	answers := make([][]int, len(sent))
	for i, places := range sent {
		for _, s := range places {
			answers[i] = append(answers[i], record.ReadWhole(s))
		}
	}
	done, err := p.Signings.FinishQuiz(c.Ctx(), c.Actor(), number, id, answers)
	if err != nil {
		return p.refuseQuiz(c, err, quizAnswer{given: sent})
	}
	if done.Passed {
		c.Flash("success", "signing.test.done.passed", "score", done.Score)
	} else {
		c.Flash("warning", "signing.test.done.failed", "score", done.Score)
	}
	return c.SeeOther(view.At(number, "quiz"))
}

// grantForm allows somebody a further attempt.
type grantForm struct {
	Person string `form:"grant_person"`
	Reason string `form:"reason"`
}

// grantAttempt allows somebody who has used up his attempts a further one.
func (p *pages) grantAttempt(c *web.Context) error {
	var f grantForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	number := c.Param("number")
	id, err := p.person(c, "grant_person", f.Person)
	if err == nil {
		err = p.Signings.GrantAttempt(c.Ctx(), c.Actor(), number, signing.GrantInput{PersonID: id, Reason: f.Reason})
	}
	if status, refused := record.Status(err); refused && status != http.StatusForbidden {
		a := quizAnswer{status: status, grant: record.Sent(c), errs: web.FieldErrors(c, err)}
		if a.errs == nil {
			a.errs = map[string]string{"": record.Reason(c, err)}
		}
		return p.renderQuiz(c, a)
	}
	if err != nil {
		return err
	}
	c.Flash("success", "signing.test.granted", "name", f.Person)
	return c.SeeOther(view.At(number, "quiz"))
}
