package sheet

import (
	"strings"
	"time"
)

// leading are the signs at which a spreadsheet takes a cell for a formula, in both widths.
const leading = "=+-@\t\r\n＝＋－＠"

// escape puts an apostrophe before a text that a spreadsheet would run as a formula. A plain number
// is harmless and stays one.
func escape(s string) string {
	if hot(s) && !number(s) {
		return "'" + s
	}
	return s
}

// unescape takes away what escape put there, so that an exported table can be read again.
func unescape(s string) string {
	if strings.HasPrefix(s, "'") && hot(s) {
		return s[1:]
	}
	return s
}

// hot looks behind apostrophes too, so that unescape gives back exactly what escape took.
func hot(s string) bool {
	s = strings.TrimLeft(s, "'")
	for _, r := range s {
		return strings.ContainsRune(leading, r)
	}
	return false
}

func number(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	whole, fraction, dotted := strings.Cut(s, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (!dotted || digits(fraction))
}

var timeLayouts = []string{"2006-1-2 15:4:5", "2006-1-2 15:4", "2006-1-2", "20060102", "20060102150405",
	"2006-1-2T15:4:5", time.RFC3339Nano, "2006-1-2 15:4:5.999999"}

// Time reads a date or an instant as it is written in tables: 2026-03-06, 2026/3/6 9:05, 2026年3月6日, 20260306,
// or as Open gives the dates of an XLSX file. Where no zone is written it is told in zone.
func Time(cell string, zone *time.Location) (time.Time, bool) {
	s := strings.NewReplacer("年", "-", "月", "-", "日", " ", "/", "-", "时", ":", "点", ":", "分", "", "秒", "", "　", " ", "：", ":").Replace(cell)
	s = strings.Join(strings.Fields(s), " ")
	s = strings.TrimSuffix(s, ":")
	if d := strings.Split(s, "."); len(d) == 3 && len(d[0]) == 4 { // 2026.3.6
		s = strings.Join(d, "-")
	}
	for _, layout := range timeLayouts {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			if t.Year() < 1900 || t.Year() > 2200 {
				return time.Time{}, false
			}
			return t, true
		}
	}
	return time.Time{}, false
}
