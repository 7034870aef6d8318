package policykind

import (
	"context"
	"strings"

	"bihuan/views/clock"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

const home = "/settings/policy-kinds"

// Kind is one line of the list.
type Kind struct {
	ID, Name, Href            string
	External                  bool
	Reviewers, Quorum         int
	ReadingDays, ReviewMonths int
	Review, Approval, Sign    clock.Target
	Major, Minor              Demands
	Active                    bool
}

// Demands are what a change of a weight asks of those whom the policy binds.
type Demands struct{ Resign, Quiz, Training bool }

// List is the page of all kinds.
type List struct {
	MayEdit bool
	Kinds   []Kind
}

// Form adds or changes a kind.
type Form struct {
	clock.Form
	External                                     bool
	Reviewers, Quorum, ReadingDays, ReviewMonths string
	Major, Minor                                 []string // what each asks for
}

func field(ctx context.Context, name string) string {
	return locale.T(ctx, "field.policy_kind."+name)
}

func columns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "clock.name")}, {Label: locale.T(ctx, "policy_kind.people")}, {Label: field(ctx, "reading_days")}, {Label: field(ctx, "review_months"), Class: "cell-wide"},
		{Label: field(ctx, "sign"), Class: "cell-wide"}, {Label: field(ctx, "major"), Class: "cell-wide"}, {Label: field(ctx, "minor"), Class: "cell-wide"}, {Label: locale.T(ctx, "clock.state")}}
}

func actions(ctx context.Context, p List) []ui.Action {
	if !p.MayEdit {
		return nil
	}
	return []ui.Action{{Label: locale.T(ctx, "policy_kind.add"), Href: home + "/add", Icon: "plus", Tone: ui.TonePrimary, Key: "c"}}
}

// asks are the demands, as the form names them.
var asks = []string{"resign", "quiz", "training"}

func (d Demands) words(ctx context.Context) string {
	var out []string
	for i, on := range []bool{d.Resign, d.Quiz, d.Training} {
		if on {
			out = append(out, locale.T(ctx, "policy.demand."+asks[i]))
		}
	}
	if len(out) == 0 {
		return locale.T(ctx, "policy.demand.none")
	}
	return strings.Join(out, locale.T(ctx, "record.join"))
}

// DemandWords are the demands with these names, in words.
func DemandWords(ctx context.Context, names []string) string {
	var d Demands
	for _, n := range names {
		switch n {
		case "resign":
			d.Resign = true
		case "quiz":
			d.Quiz = true
		case "training":
			d.Training = true
		}
	}
	return d.words(ctx)
}

func demands(ctx context.Context, name string, chosen []string) ui.Field {
	f := ui.Field{Name: name, Label: field(ctx, name), Values: append([]string{}, chosen...), Inline: true}
	for _, a := range asks {
		f.Options = append(f.Options, ui.Option{Value: a, Label: locale.T(ctx, "policy.demand."+a)})
	}
	return f
}

func (f Form) number(ctx context.Context, name, value, least, most string) ui.Field {
	return ui.Field{Name: name, Label: field(ctx, name), Hint: locale.T(ctx, "policy_kind."+name+".hint"), Value: value, Error: f.Errors[name], Min: least, Most: most, Step: "1",
		Required: true, Width: "short"}
}

// order names the fields as they stand, for the summary of errors.
func order() []string {
	return []string{"name_zh", "name_en", "reviewers", "quorum", "reading_days", "review_months", "review", "approval", "sign", "soon_percent", "reminders"}
}

func tick(on bool) string {
	if on {
		return "1"
	}
	return ""
}
