package clause

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNumeral(t *testing.T) {
	for n, want := range map[int]string{0: "零", 1: "一", 10: "十", 12: "十二", 20: "二十", 100: "一百", 101: "一百零一", 110: "一百一十",
		119: "一百一十九", 999: "九百九十九", 1000: "一千", 1001: "一千零一", 1010: "一千零一十", 1260: "一千二百六十", 10_000: "一万", 10_005: "一万零五",
		110_010: "十一万零一十", -3: "-3"} {
		if got := Numeral(n); got != want {
			t.Errorf("Numeral(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestParseNumeral(t *testing.T) {
	for s, want := range map[string]int{"十": 10, "一十": 10, "二〇": 20, "一二〇": 120, "○": 0, "两百": 200, "廿三": 23, "卅": 30, "一百廿": 120, "12": 12, "１２０": 120,
		"一百零五": 105, "壹佰贰拾": 120, "百二十": 120, "一万零三": 10_003, "零": 0} {
		if got, ok := ParseNumeral(s); !ok || got != want {
			t.Errorf("ParseNumeral(%s) = %d, %v, want %d", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "几", "十百", "一百千", "第一", "1a", "99999999999", "万万", "一二廿"} {
		if got, ok := ParseNumeral(s); ok {
			t.Errorf("ParseNumeral(%q) = %d, want none", s, got)
		}
	}
}

func TestNumeralsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 99_999_999).Draw(t, "n")
		if got, ok := ParseNumeral(Numeral(n)); !ok || got != n {
			t.Fatalf("%d is written %s and read as %d, %v", n, Numeral(n), got, ok)
		}
	})
}
