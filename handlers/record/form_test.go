package record

import (
	"testing"
	"time"

	"bihuan/models/fault"
)

func TestReadYuan(t *testing.T) {
	for text, want := range map[string]int64{"": 0, "120": 12000, "120.5": 12050, "￥１，２００．０５元": 120005, " 0.01 ": 1, "99999999999.99": 9999999999999} {
		var check fault.Check
		if got := ReadYuan(&check, "amount", text); got != want || !check.OK() {
			t.Errorf("%q: %d %v", text, got, check.Err())
		}
	}
	for _, text := range []string{"1.234", "-1", "1e3", "abc", "1.2.3", "999999999999", ".5"} {
		var check fault.Check
		ReadYuan(&check, "amount", text)
		if f := fault.Of(check.Err()); f == nil || f.Fields["amount"].Key != "invalid.record_yuan" {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestMinutesGoThroughForms(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	at := time.Date(2026, 3, 6, 14, 30, 0, 0, zone)
	var check fault.Check
	if got := ReadMinute(&check, "at", FormMinute(at.UTC(), zone), zone); !got.Equal(at) || !check.OK() {
		t.Error(got, check.Err())
	}
	if got := ReadMinute(&check, "at", "", zone); !got.IsZero() || !check.OK() {
		t.Error(got)
	}
	if ReadMinute(&check, "at", "yesterday", zone); check.OK() {
		t.Error("yesterday is no minute")
	}
}

func TestReadWholeAndSize(t *testing.T) {
	for text, want := range map[string]int{"": 0, "7": 7, "x": -1, "1.5": -1} {
		if got := ReadWhole(text); got != want {
			t.Errorf("%q: %d", text, got)
		}
	}
	for n, want := range map[int64]string{0: "0 B", 2048: "2 KB", 20 << 20: "20 MB", 3 << 19: "1.5 MB"} {
		if got := Size(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
