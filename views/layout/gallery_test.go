package layout_test

import (
	"bytes"
	"context"
	"io"
	"time"

	"bihuan/views/layout"
	"bihuan/views/locale"
	"bihuan/views/ui"

	"github.com/a-h/templ"
)

// The gallery shows every part in pages like those of the portal. It exists
// only for tests: they check the pages and photograph them.

var noon = time.Date(2026, 5, 20, 4, 5, 0, 0, time.UTC)

type gallery struct {
	ctx     context.Context
	english bool
}

func newGallery(lang, theme, density string) gallery {
	g := gallery{english: lang == "en"}
	say := g.say // a label without a text of its own is shown as it is
	l := locale.New(lang).WithNow(func() time.Time { return noon })
	ctx := locale.With(context.Background(), l)
	ctx = layout.With(ctx, layout.Shell{
		Firm: "宁海家居服务有限公司", Theme: theme, Density: density,
		Person: layout.Person{PersonID: 7, Name: "王小明", Department: "售后部"},
		Menu: []layout.MenuItem{
			{Key: "h", Href: "/", Icon: "home", Label: say("工作台", "Home"), Badge: 5},
			{Key: "c", Href: "/complaints", Icon: "message-report", Label: say("投诉", "Complaints"), Active: true},
			{Key: "s", Href: "/orders", Icon: "tool", Label: say("服务", "Service")},
			{Key: "p", Href: "/policies", Icon: "book", Label: say("制度", "Policies")},
			{Key: "t", Href: "/training", Icon: "school", Label: say("培训", "Training")},
			{Key: "a", Href: "/actions", Icon: "repeat", Label: say("整改", "Actions")},
			{Key: "l", Href: "/trail", Icon: "shield-check", Label: say("审计", "Audit")},
			{Key: "e", Href: "/settings", Icon: "settings", Label: say("设置", "Settings")},
		},
		Unread: 3, CSRF: "token", Once: func() string { return "once" }, Path: "/complaints", Demo: true, Version: "0.1",
	})
	g.ctx = ctx
	return g
}

func (g gallery) say(zh, en string) string {
	if g.english {
		return en
	}
	return zh
}

func join(parts ...templ.Component) templ.Component { return templ.Join(parts...) }

// with gives a component its children.
func with(c templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(templ.WithChildren(ctx, join(children...)), w)
	})
}

// in wraps components into plain markup.
func in(open, shut string, children ...templ.Component) templ.Component {
	return join(templ.Raw(open), join(children...), templ.Raw(shut))
}

func (g gallery) html(c templ.Component) ([]byte, error) {
	var out bytes.Buffer
	err := c.Render(g.ctx, &out)
	return out.Bytes(), err
}

func (g gallery) pages() map[string]templ.Component {
	return map[string]templ.Component{
		"list":     g.list(),
		"record":   g.record(),
		"form":     g.form(),
		"home":     g.home(),
		"parts":    g.parts(),
		"sign-in":  g.signIn(),
		"fault403": layout.FaultPage(layout.Fault{Status: 403, Right: g.say("导出投诉", "Export complaints"), Ask: []string{"李建国（售后主管）", "陈静（系统管理员）"}, Ref: "r-8f31c2"}),
		"fault404": layout.FaultPage(layout.Fault{Status: 404, Ref: "r-8f31c2"}),
		"fault409": layout.FaultPage(g.conflict()),
		"fault503": layout.FaultPage(layout.Fault{Status: 503, After: 20, Repeat: &layout.Repeat{Action: "/x", Values: []ui.Pair{{Name: "text", Value: "typed"}}}}),
	}
}

func (g gallery) conflict() layout.Fault {
	return layout.Fault{
		Status: 409, ByWhom: g.say("李建国 在 14:02 保存了新的内容", "Li Jianguo saved a newer version at 14:02"), Reload: "/complaints/TS-2026-000123",
		Changed: []ui.Comparison{
			{Label: g.say("等级", "Severity"), Yours: g.say("一般", "Normal"), Theirs: g.say("紧急", "Urgent")},
			{Label: g.say("调查结果", "Findings"), Yours: "快递员把包裹放在门卫处，未通知收件人。", Theirs: "派件员称已电话通知，通话记录待查。"},
			{Label: g.say("经办人", "Handler"), Yours: "王小明", Theirs: "王小明"},
		},
		Repeat: &layout.Repeat{Action: "/complaints/TS-2026-000123/investigate", Values: []ui.Pair{{Name: "version", Value: "4"}}},
	}
}

func (g gallery) signIn() templ.Component {
	return with(layout.Plain(g.say("登录", "Sign in")),
		templ.Raw("<h1>"+g.say("登录", "Sign in")+"</h1>"),
		with(ui.Form(ui.FormSpec{Action: "/sign-in"}),
			ui.Input(ui.Field{Name: "login", Label: g.say("工号或邮箱", "Staff number or e-mail"), Autocomplete: "username"}),
			ui.Password(ui.Field{Name: "password", Label: g.say("密码", "Password"), Autocomplete: "current-password", Error: g.say("账号或密码不对", "Wrong account or password")}),
			with(ui.FormActions(), ui.Button(ui.Submit{Label: g.say("登录", "Sign in"), Tone: ui.TonePrimary})),
		))
}
