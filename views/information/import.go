package information

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// The addresses of the import.
const (
	ImportHome  = Home + "/import"
	ImportApply = ImportHome + "/apply"
)

// Import is the page that takes a table and, once there is one (Hash), tells what taking it over would do.
type Import struct {
	Errors          map[string]string
	Problem         string // why it was not taken over
	Hash, File      string
	New, Known, Bad int
	Ignored         []string // columns
	Lines           []Line
	More            int // lines that are not shown
}

// Line is what becomes of one row of the table.
type Line struct {
	Line, Title, Known string
	Faults             []string
}

func (l Line) mark(ctx context.Context) ui.Mark {
	switch {
	case len(l.Faults) > 0:
		return ui.Mark{Text: locale.T(ctx, "information.import.bad"), Tone: ui.ToneLate, Icon: "circle-x"}
	case l.Known != "":
		return ui.Mark{Text: locale.T(ctx, "information.import.known"), Tone: ui.ToneMuted, Icon: "minus"}
	}
	return ui.Mark{Text: locale.T(ctx, "information.import.new"), Tone: ui.ToneGood, Icon: "plus"}
}

func (i Import) figures(ctx context.Context) []ui.Stat {
	figure := func(key string, n int, tone string) ui.Stat {
		s := ui.Stat{Label: locale.T(ctx, "information.import."+key), Value: locale.Number(ctx, int64(n))}
		if n > 0 {
			s.Tone = tone
		}
		return s
	}
	return []ui.Stat{figure("new", i.New, ""), figure("known", i.Known, ""), figure("bad", i.Bad, ui.ToneLate)}
}

func importColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "information.import.line"), Class: "cell-num"}, {Label: locale.T(ctx, "information.import.result")},
		{Label: label(ctx, "title"), Class: "cell-main"}, {Label: locale.T(ctx, "information.import.what")}}
}
