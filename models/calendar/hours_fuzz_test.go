package calendar

import "testing"

func FuzzParseHours(f *testing.F) {
	for _, s := range []string{"", "09:00-12:00, 13:00-18:00", "9：00至12：00、13：00～24:00", "00:00-24:00", "25:00-26:00", "--", ",,,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ParseHours(s)
		if err != nil {
			return
		}
		back, err := ParseHours(h.String())
		if err != nil || back.String() != h.String() || !h.valid() {
			t.Fatalf("%q read as %v, again as %v (%v)", s, h, back, err)
		}
	})
}
