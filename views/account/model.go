package account

import (
	"context"
	"strings"
	"time"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// SignIn is the page on which a person says who he is.
type SignIn struct {
	Login  string
	Next   string
	Errors map[string]string
	Demo   []DemoRole
}

// DemoRole is one role that a visitor of the demonstration may enter as.
type DemoRole struct{ Role, Person, Name string }

// Code is the second step of signing in.
type Code struct {
	Next   string
	Errors map[string]string
}

// SetUp is the first page of an empty portal.
type SetUp struct {
	Firm, Name, Number string
	StarterPack        bool
	Errors             map[string]string
}

// Link is the page behind a one-time link. Gone says that it works no more.
type Link struct {
	Action       string
	Name, Number string
	First        bool
	Gone         bool
	Errors       map[string]string
}

// Me is what a person sets for himself.
type Me struct {
	Name, Number, Department string
	Roles                    []string
	LastSignIn               *time.Time
	PasswordAt               *time.Time
	Language, Theme, Density string
	TwoFactor                bool
	Sessions                 []Session
	Errors                   map[string]string
}

// Session is one place where the person is signed in.
type Session struct {
	ID      string
	Where   string
	IP      string
	Seen    time.Time
	Created time.Time
	Here    bool
}

// Password is the form for a new password.
type Password struct {
	Number string
	Errors map[string]string
}

// TwoFactor is the page of the second factor: off, being set up, on, or showing new recovery codes.
type TwoFactor struct {
	On           bool
	Secret       string // being set up
	Picture      string // address of the QR code
	RecoveryLeft int
	Recovery     []string // shown once
	Errors       map[string]string
}

func languages(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "", Label: locale.T(ctx, "account.language.browser")}}
	for _, tag := range locale.Tags() {
		options = append(options, ui.Option{Value: string(tag), Label: tag.Name()})
	}
	return options
}

func looks(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "", Label: locale.T(ctx, "shell.theme.auto")}, {Value: "light", Label: locale.T(ctx, "shell.theme.light")},
		{Value: "dark", Label: locale.T(ctx, "shell.theme.dark")}}
}

func densities(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "", Label: locale.T(ctx, "account.density.comfortable")}, {Value: "compact", Label: locale.T(ctx, "account.density.compact")}}
}

func (m Me) facts(ctx context.Context) []ui.Fact {
	facts := []ui.Fact{
		{Label: locale.T(ctx, "account.name"), Value: m.Name}, {Label: locale.T(ctx, "account.number"), Value: m.Number},
		{Label: locale.T(ctx, "account.department"), Value: m.Department}, {Label: locale.T(ctx, "account.roles"), Part: roles(m.Roles)},
	}
	if m.LastSignIn != nil {
		facts = append(facts, ui.Fact{Label: locale.T(ctx, "account.last_sign_in"), Part: ui.Time(*m.LastSignIn)})
	}
	if m.PasswordAt != nil {
		facts = append(facts, ui.Fact{Label: locale.T(ctx, "account.password_at"), Part: ui.Time(*m.PasswordAt)})
	}
	return facts
}

func sessionColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "account.session.where"), Class: "cell-main"}, {Label: locale.T(ctx, "account.session.ip"), Class: "cell-wide"},
		{Label: locale.T(ctx, "account.session.began"), Class: "cell-time cell-wide"}, {Label: locale.T(ctx, "account.session.seen"), Class: "cell-time"},
		{Label: locale.T(ctx, "account.session.end"), Hidden: true}}
}

func back(ctx context.Context) *ui.Link {
	return &ui.Link{Label: locale.T(ctx, "shell.me"), Href: "/me"}
}

func onOff(ctx context.Context, on bool) ui.Mark {
	if on {
		return ui.Mark{Text: locale.T(ctx, "account.two_factor.on"), Tone: ui.ToneGood}
	}
	return ui.Mark{Text: locale.T(ctx, "account.two_factor.off"), Tone: ui.ToneMuted}
}

func endOthers(ctx context.Context, p Me) []ui.Action {
	if len(p.Sessions) < 2 {
		return nil
	}
	return []ui.Action{{Label: locale.T(ctx, "account.session.end_others"), Href: "/me/sessions/end-others", Post: true, Small: true,
		Confirm: locale.T(ctx, "account.session.end_others.sure")}}
}

func lines(codes []string) string { return strings.Join(codes, "\n") }
