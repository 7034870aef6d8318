package complaint

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func (m Mapping) tryTone() string {
	if m.Trial != nil && m.Trial.CanRun {
		return ""
	}
	return ui.TonePrimary
}

func (t Trial) figures(ctx context.Context) []ui.Stat {
	stats := []ui.Stat{
		{Label: locale.T(ctx, "complaint.import.rows"), Value: t.Rows},
		{Label: locale.T(ctx, "complaint.import.good"), Value: t.Good},
		{Label: locale.T(ctx, "complaint.import.known"), Value: t.Known},
		{Label: locale.T(ctx, "complaint.import.bad"), Value: t.Bad},
	}
	if t.Bad != "0" {
		stats[3].Tone = ui.ToneWarn
	}
	return stats
}
