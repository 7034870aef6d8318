package signing

import (
	"context"
	"slices"
	"strconv"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// How many rows of options the form of a question has, at the least and at the most.
const (
	LeastOptions = 4
	MostOptions  = 8
)

// Questions is the bank of questions of a policy.
type Questions struct {
	Policy, Title string // number and title of the policy
	Count         string
	Rule          string // how the test is taken
	Short         string // that there are too few questions for it
	Rows          []Question
	Form          *QuestionForm
	ImportError   string
}

// Question is one line of the bank.
type Question struct {
	ID, Text, Href     string
	Kind               string
	Clause, ClauseHref string
	Active             bool
	Switch             ui.Action
}

// QuestionForm adds or changes a question.
type QuestionForm struct {
	Action, ID, Version, Draft string
	Kind, Text, Why, Truth     string
	Clause, Active             string
	Options, Right             []string // Right: rows of Options
	Kinds, Truths, Clauses     []ui.Option
	Errors                     map[string]string
	Lost                       []ui.Comparison // what somebody else saved meanwhile
}

func (q Questions) home() string { return At(q.Policy, "questions") }

func (q Questions) head(ctx context.Context) ui.Head {
	return ui.Head{Number: q.Policy, Title: locale.T(ctx, "signing.question.title", "title", q.Title), Count: q.Count, Back: &ui.Link{Label: q.Title, Href: Text(q.Policy)},
		Actions: []ui.Action{{Label: locale.T(ctx, "signing.question.add"), Href: q.home() + "?question=new#question", Icon: "plus", Tone: ui.TonePrimary, Key: "c"}}}
}

func (q Questions) columns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "field.question.text"), Class: "cell-main"}, {Label: locale.T(ctx, "field.question.kind")}, {Label: locale.T(ctx, "field.question.clause")},
		{Label: locale.T(ctx, "field.question.active")}, {Label: locale.T(ctx, "signing.question.steps"), Hidden: true}}
}

func (q Question) mark(ctx context.Context) ui.Mark {
	if q.Active {
		return ui.Mark{Text: locale.T(ctx, "signing.question.on"), Tone: ui.ToneGood, Icon: "check"}
	}
	return ui.Mark{Text: locale.T(ctx, "signing.question.off"), Tone: ui.ToneMuted, Icon: "ban"}
}

func (f QuestionForm) title(ctx context.Context) string {
	if f.ID == "" {
		return locale.T(ctx, "signing.question.add")
	}
	return locale.T(ctx, "signing.question.edit")
}

// option is the field of one row; the first stands for all where something is wrong with them.
func (f QuestionForm) option(ctx context.Context, i int) ui.Field {
	field := ui.Field{Name: "option", ID: "f-option-" + strconv.Itoa(i), Label: locale.T(ctx, "signing.question.option", "letter", letter(i)), Value: f.Options[i], Max: 300, Autocomplete: "off"}
	if i == 0 {
		field.ID, field.Error = "f-options", f.Errors["options"]
	}
	return field
}

func (f QuestionForm) right(ctx context.Context, i int) ui.Field {
	row := strconv.Itoa(i)
	field := ui.Field{Name: "right", ID: "f-right-" + row, Label: locale.T(ctx, "signing.question.right", "letter", letter(i))}
	if i == 0 {
		field.ID, field.Error = "f-answers", f.Errors["answers"]
	}
	return field
}

func (f QuestionForm) isRight(i int) bool { return slices.Contains(f.Right, strconv.Itoa(i)) }

func letter(i int) string { return string(rune('A' + i)) }

// truthError is what is wrong with the answer of a question of true or false.
func (f QuestionForm) truthError() string {
	if f.Kind == "truefalse" {
		return f.Errors["answers"]
	}
	return ""
}
