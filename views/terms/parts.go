package terms

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func listName(ctx context.Context, code string) string { return locale.T(ctx, "terms.list."+code) }

func flagName(ctx context.Context, code string) string { return locale.T(ctx, "terms.flag."+code) }

func flagNames(ctx context.Context, codes []string) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = flagName(ctx, c)
	}
	return strings.Join(names, " · ")
}

func flagOptions(ctx context.Context, codes []string) []ui.Option {
	options := make([]ui.Option, len(codes))
	for i, c := range codes {
		options[i] = ui.Option{Value: c, Label: flagName(ctx, c)}
	}
	return options
}

func lineColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "terms.column.list")}, {Label: locale.T(ctx, "terms.active"), Class: "cell-num"}, {Label: locale.T(ctx, "terms.inactive"), Class: "cell-num"}}
}

func columns(ctx context.Context, p List) []ui.Column {
	c := []ui.Column{{Label: locale.T(ctx, "terms.name_zh")}, {Label: locale.T(ctx, "terms.name_en")}}
	if p.Parents {
		c = append(c, ui.Column{Label: locale.T(ctx, "terms.parent")})
	}
	if p.Flags {
		c = append(c, ui.Column{Label: locale.T(ctx, "terms.flags")})
	}
	c = append(c, ui.Column{Label: locale.T(ctx, "terms.code")}, ui.Column{Label: locale.T(ctx, "terms.state")})
	if p.MayEdit {
		c = append(c, ui.Column{Label: locale.T(ctx, "terms.actions"), Hidden: true})
	}
	return c
}

func indent(depth int) string { return strings.Repeat("　", depth) }

func mark(ctx context.Context, state string) ui.Mark {
	switch state {
	case Inactive:
		return ui.Mark{Text: locale.T(ctx, "terms.inactive"), Tone: ui.ToneMuted, Icon: "ban"}
	case Hidden:
		return ui.Mark{Text: locale.T(ctx, "terms.hidden"), Tone: ui.ToneMuted, Icon: "ban"}
	}
	return ui.Mark{Text: locale.T(ctx, "terms.active"), Tone: ui.ToneGood, Icon: "check"}
}

// steps are what can be done with a value from its row.
func steps(ctx context.Context, p List, r Row) []ui.Action {
	post := func(to, key string, fields ...ui.Pair) ui.Action {
		return ui.Action{Label: locale.T(ctx, key), Href: r.Href + to, Tone: ui.ToneQuiet, Small: true, Post: true,
			Fields: append(fields, ui.Pair{Name: "version", Value: r.Version}),
			Attrs:  templ.Attributes{"aria-label": locale.T(ctx, "terms.of", "step", locale.Key(key), "name", r.Name)}}
	}
	var all []ui.Action
	if !r.First {
		all = append(all, post("/move", "terms.up", ui.Pair{Name: "by", Value: "-1"}))
	}
	if !r.Last {
		all = append(all, post("/move", "terms.down", ui.Pair{Name: "by", Value: "1"}))
	}
	switch {
	case p.Fixed:
	case r.State == Inactive:
		all = append(all, post("/switch", "terms.activate", ui.Pair{Name: "active", Value: "1"}))
	default:
		all = append(all, post("/switch", "terms.deactivate"))
	}
	return all
}

func listActions(ctx context.Context, p List) []ui.Action {
	if !p.MayEdit || p.Fixed {
		return nil
	}
	return []ui.Action{{Label: locale.T(ctx, "terms.add"), Href: p.Href + "/add", Icon: "plus", Tone: ui.TonePrimary, Key: "c"}}
}

func formTitle(ctx context.Context, f Form) string {
	if f.New {
		return locale.T(ctx, "terms.add_to", "list", listName(ctx, f.List))
	}
	return locale.T(ctx, "terms.of", "step", locale.Key("terms.edit"), "name", f.Name)
}
