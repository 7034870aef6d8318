package people

import (
	"context"
	"strconv"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func columns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Label: locale.T(ctx, "field.person.number"), Class: "cell-id"}, {Label: locale.T(ctx, "field.person.name"), Class: "cell-main"},
		{Label: locale.T(ctx, "field.person.department")}, {Label: locale.T(ctx, "field.person.post"), Class: "cell-wide"},
		{Label: locale.T(ctx, "field.person.phone"), Class: "cell-wide"}, {Label: locale.T(ctx, "field.person.joined_on"), Class: "cell-wide cell-time"},
		{Label: locale.T(ctx, "people.account"), Class: "cell-wide"},
	}
}

func stateOptions(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "", Label: locale.T(ctx, "people.state.present")}, {Value: "left", Label: locale.T(ctx, "people.state.left")}, {Value: "all", Label: locale.T(ctx, "ui.all")}}
}

func (l List) head(ctx context.Context) ui.Head {
	h := ui.Head{Title: locale.T(ctx, "menu.people"), Count: l.Count, Menu: &ui.ActionMenu{Actions: l.Exports}}
	if l.CanWrite {
		h.Actions = []ui.Action{{Label: locale.T(ctx, "people.new"), Href: "/people/new", Icon: "user-plus", Tone: ui.TonePrimary, Key: "c"},
			{Label: locale.T(ctx, "people.import"), Href: "/people/import", Icon: "file-import"}}
	}
	return h
}

func (l List) clear() string {
	if len(l.Chips) < 2 {
		return ""
	}
	return "/people"
}

func (l List) nothing(ctx context.Context) ui.Nothing {
	n := ui.Nothing{Icon: "users", Title: locale.T(ctx, "people.none"), Text: locale.T(ctx, "people.none.text")}
	if len(l.Chips) > 0 {
		n.Actions = []ui.Action{{Label: locale.T(ctx, "ui.filter.clear"), Href: "/people"}}
	}
	return n
}

// accountMark tells how an account stands; nothing where there is none.
func accountMark(ctx context.Context, state string) ui.Mark {
	if state == "disabled" {
		return ui.Mark{Text: locale.T(ctx, "people.account.disabled"), Tone: ui.ToneMuted, Icon: "lock"}
	}
	return ui.Mark{Text: locale.T(ctx, "people.account.active"), Tone: ui.ToneGood}
}

func (p Person) marks(ctx context.Context) []ui.Mark {
	switch p.State {
	case "left":
		return []ui.Mark{{Text: locale.T(ctx, "people.state.left"), Tone: ui.ToneMuted}}
	case "leaving":
		return []ui.Mark{{Text: locale.T(ctx, "people.state.leaving", "day", p.LeftOn), Tone: ui.ToneWarn}}
	}
	return []ui.Mark{{Text: locale.T(ctx, "people.state.present"), Tone: ui.ToneGood}}
}

func (p Person) head(ctx context.Context) ui.Head {
	h := ui.Head{Title: p.Name, Number: p.Number, Marks: p.marks(ctx), Back: &ui.Link{Label: locale.T(ctx, "menu.people"), Href: "/people"}}
	if !p.Can.Write {
		return h
	}
	at := Href(p.Number)
	switch p.State {
	case "left":
		h.Actions = []ui.Action{{Label: locale.T(ctx, "people.rejoin"), Href: at + "/rejoin", Icon: "user-check", Tone: ui.TonePrimary}, {Label: locale.T(ctx, "people.edit"), Href: at + "/edit", Icon: "pencil"}}
	case "leaving":
		h.Actions = []ui.Action{{Label: locale.T(ctx, "people.edit"), Href: at + "/edit", Icon: "pencil"}, {Label: locale.T(ctx, "people.stay"), Href: at + "/rejoin", Icon: "arrow-back-up"}}
	default:
		h.Actions = []ui.Action{{Label: locale.T(ctx, "people.edit"), Href: at + "/edit", Icon: "pencil"}, {Label: locale.T(ctx, "people.move"), Href: at + "/move", Icon: "switch-horizontal"}}
		h.Menu = &ui.ActionMenu{Actions: []ui.Action{{Label: locale.T(ctx, "people.leave"), Href: at + "/leave", Icon: "user-off", Tone: ui.ToneDanger}}}
	}
	return h
}

func (p Person) facts(ctx context.Context) []ui.Fact {
	facts := []ui.Fact{
		{Label: locale.T(ctx, "field.person.department"), Value: p.Department}, {Label: locale.T(ctx, "field.person.post"), Value: p.Post},
		{Label: locale.T(ctx, "field.person.phone"), Value: p.Phone}, {Label: locale.T(ctx, "field.person.email"), Value: p.Email},
		{Label: locale.T(ctx, "field.person.joined_on"), Value: p.JoinedOn},
	}
	if p.LeftOn != "" {
		facts = append(facts, ui.Fact{Label: locale.T(ctx, "field.person.left_on"), Value: p.LeftOn})
	}
	return facts
}

func (a Account) facts(ctx context.Context) []ui.Fact {
	mark := accountMark(ctx, a.State)
	if a.Waiting && a.State == "active" {
		mark = ui.Mark{Text: locale.T(ctx, "people.account.waiting"), Tone: ui.ToneWarn}
	}
	second := locale.T(ctx, "account.two_factor.off")
	if a.TwoFactor {
		second = locale.T(ctx, "account.two_factor.on")
	}
	facts := []ui.Fact{{Label: locale.T(ctx, "people.account"), Part: ui.Chip(mark)}, {Label: locale.T(ctx, "account.two_factor"), Value: second}}
	if a.LastSignIn != nil {
		facts = append(facts, ui.Fact{Label: locale.T(ctx, "account.last_sign_in"), Part: ui.Time(*a.LastSignIn)})
	}
	return facts
}

// span is from when to when a post was held.
func (p Post) span(ctx context.Context) string {
	if p.To == "" {
		return locale.T(ctx, "people.since", "day", p.From)
	}
	return locale.T(ctx, "people.span", "from", p.From, "to", p.To)
}

func (p Post) place() string {
	if p.Post == "" {
		return p.Department
	}
	return p.Department + " · " + p.Post
}

func (h Holding) scope(ctx context.Context) string {
	if h.Scope == "" {
		return locale.T(ctx, "people.role.firm")
	}
	return h.Scope
}

func firmFirst(ctx context.Context, departments []ui.Option) []ui.Option {
	return append([]ui.Option{{Value: "0", Label: locale.T(ctx, "people.role.firm")}}, departments...)
}

func (t Trial) figures(ctx context.Context) []ui.Stat {
	tone := func(n int, tone string) string {
		if n == 0 {
			return ""
		}
		return tone
	}
	return []ui.Stat{
		{Label: locale.T(ctx, "people.import.kind.new"), Value: strconv.Itoa(t.New)},
		{Label: locale.T(ctx, "people.import.kind.changed"), Value: strconv.Itoa(t.Changed)},
		{Label: locale.T(ctx, "people.import.kind.unchanged"), Value: strconv.Itoa(t.Unchanged)},
		{Label: locale.T(ctx, "people.import.kind.leaver"), Value: strconv.Itoa(t.Leavers), Tone: tone(t.Leavers, ui.ToneWarn)},
		{Label: locale.T(ctx, "people.import.kind.bad"), Value: strconv.Itoa(t.Bad), Tone: tone(t.Bad, ui.ToneLate)},
	}
}

func (l Line) mark(ctx context.Context) ui.Mark {
	m := ui.Mark{Text: locale.T(ctx, "people.import.kind."+l.Kind)}
	switch l.Kind {
	case "new":
		m.Tone = ui.ToneGood
	case "changed":
		m.Tone = ui.ToneAccent
	case "leaver":
		m.Tone = ui.ToneWarn
	case "bad":
		m.Tone = ui.ToneLate
	}
	return m
}

func (d Department) class() string { return "tree-name tree-" + strconv.Itoa(min(d.Depth, 5)) }

func ticked(on bool) string {
	if on {
		return "1"
	}
	return ""
}

func accountMenu(ctx context.Context, p Person) ui.ActionMenu {
	at := Href(p.Number) + "/account/"
	m := ui.ActionMenu{Small: true, Actions: []ui.Action{{Label: locale.T(ctx, "people.account.sign_out"), Href: at + "sign-out", Post: true, Icon: "logout", Confirm: locale.T(ctx, "people.account.sign_out.sure", "name", p.Name)}}}
	if p.Account.TwoFactor {
		m.Actions = append(m.Actions, ui.Action{Label: locale.T(ctx, "people.account.two_factor"), Href: at + "two-factor", Post: true, Icon: "key", Confirm: locale.T(ctx, "people.account.two_factor.sure", "name", p.Name)})
	}
	m.Actions = append(m.Actions, ui.Action{Label: locale.T(ctx, "people.account.disable"), Href: at + "disable", Post: true, Icon: "lock", Tone: ui.ToneDanger, Confirm: locale.T(ctx, "people.account.disable.sure", "name", p.Name)})
	return m
}

func dayLabel(ctx context.Context, s Step) string {
	if s.EndNow {
		return locale.T(ctx, "people.leave.on")
	}
	return locale.T(ctx, "people.on")
}

func dayHint(ctx context.Context, s Step) string {
	if s.EndNow {
		return locale.T(ctx, "people.leave.on.hint")
	}
	return locale.T(ctx, "people.on.hint")
}

func stepTone(s Step) string {
	if s.Danger {
		return ui.ToneDanger
	}
	return ui.TonePrimary
}

func lineColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "people.import.line"), Class: "cell-num"}, {Label: locale.T(ctx, "people.import.kind")},
		{Label: locale.T(ctx, "field.person.number"), Class: "cell-id"}, {Label: locale.T(ctx, "field.person.name")},
		{Label: locale.T(ctx, "people.import.what"), Class: "cell-main"}}
}

func departmentColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "field.department.name"), Class: "cell-main"}, {Label: locale.T(ctx, "field.department.head")},
		{Label: locale.T(ctx, "people.headcount"), Class: "cell-num"}}
}

func postColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "field.post.name"), Class: "cell-main"}, {Label: locale.T(ctx, "people.headcount"), Class: "cell-num"}}
}

// turn closes what is open and opens what is closed.
func (f DepartmentForm) turn(ctx context.Context) []ui.Action {
	if f.Root {
		return nil
	}
	return turn(ctx, "/people/departments/"+f.ID, f.Version, f.Closed, locale.T(ctx, "people.department.close.sure"))
}

func (f PostForm) turn(ctx context.Context) []ui.Action {
	return turn(ctx, "/people/posts/"+f.ID, f.Version, f.Closed, locale.T(ctx, "people.post.close.sure"))
}

func turn(ctx context.Context, at, version string, closed bool, sure string) []ui.Action {
	fields := []ui.Pair{{Name: "version", Value: version}}
	if closed {
		return []ui.Action{{Label: locale.T(ctx, "people.reopen"), Href: at + "/reopen", Post: true, Fields: fields}}
	}
	return []ui.Action{{Label: locale.T(ctx, "people.close"), Href: at + "/close", Post: true, Tone: ui.ToneDanger, Confirm: sure, Fields: fields}}
}
