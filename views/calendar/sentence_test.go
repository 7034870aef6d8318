package calendar

import (
	"context"
	"testing"
	"time"

	"bihuan/views/locale"
)

func days2025(month time.Month, from, to int, kind, name string) Skip {
	return Skip{From: time.Date(2025, month, from, 0, 0, 0, 0, time.UTC), To: time.Date(2025, month, to, 0, 0, 0, 0, time.UTC), Kind: kind, Name: name}
}

func TestSentence(t *testing.T) {
	from := time.Date(2025, 9, 30, 9, 0, 0, 0, time.UTC) // 17:00 in Shanghai
	for _, tt := range []struct {
		name   string
		e      Explanation
		zh, en string
	}{
		{"plain", Explanation{Unit: "working_hours", Amount: 1, From: from},
			"1 个工作小时，从 09-30 17:00 起算", "1 working hour, counted from 09-30 17:00"},
		{"over National Day with a pause", Explanation{Unit: "working_hours", Amount: 24, From: from, PausedMinutes: 380,
			Skipped: []Skip{days2025(10, 1, 8, Holiday, "国庆节、中秋节"), days2025(10, 12, 12, Weekend, "")},
			MakeUp:  []time.Time{time.Date(2025, 10, 11, 0, 0, 0, 0, time.UTC)}},
			"24 个工作小时，从 09-30 17:00 起算；暂停 6 小时 20 分；跳过 10-01 至 10-08 国庆节、中秋节，10-12 周末；10-11 调休上班，照算",
			"24 working hours, counted from 09-30 17:00; paused 6 h 20 min; skipped 10-01 to 10-08 National Day and Mid-Autumn, 10-12 weekend; 10-11 is a make-up day and counts"},
		{"many weekends are counted", Explanation{Unit: "working_days", Amount: 20, From: from,
			Skipped: []Skip{days2025(11, 1, 2, Weekend, ""), days2025(11, 8, 9, Weekend, ""), days2025(11, 12, 12, Special, "盘点"), days2025(11, 15, 16, Weekend, "")}, MoreSkipped: 4},
			"20 个工作日，从 09-30 17:00 起算；跳过 11-12 盘点，周末共 6 天，另 4 天",
			"20 working days, counted from 09-30 17:00; skipped 11-12 盘点, 6 weekend days, 4 more days"},
		{"into an unannounced year", Explanation{Unit: "batch", Amount: 2, From: from, Unannounced: 2027,
			Skipped: []Skip{{From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Kind: Special}}},
			"第 2 个批次，从 09-30 17:00 起算；跳过 2026-01-01 特殊日；2027 年放假安排尚未公布，期限可能变动",
			"batch window 2, counted from 09-30 17:00; skipped 2026-01-01 special day; the holidays of 2027 are not announced yet, so this may change"},
		{"elapsed", Explanation{Unit: "elapsed_days", Amount: 7, From: from, PausedMinutes: 26 * 60},
			"7 天（每天 24 小时，含节假日），从 09-30 17:00 起算；暂停 26 小时", "7 days (of 24 hours, holidays included), counted from 09-30 17:00; paused 26 h"},
	} {
		for tag, want := range map[string]string{"zh-Hans": tt.zh, "en": tt.en} {
			ctx := locale.With(context.Background(), locale.New(tag))
			if got := Sentence(ctx, tt.e); got != want {
				t.Errorf("%s, %s:\n got %s\nwant %s", tt.name, tag, got, want)
			}
		}
	}
}
