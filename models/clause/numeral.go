package clause

import (
	"strconv"
	"strings"
)

const digits = "零一二三四五六七八九"

// Numeral writes n as the labels of laws do: 十, 一百零一, 一千二百六十. Negative numbers stay in digits.
func Numeral(n int) string {
	if n < 0 || n >= 100_000_000 {
		return strconv.Itoa(n)
	}
	if n == 0 {
		return "零"
	}
	if n < 10_000 {
		return strings.TrimPrefix(group(n, n < 20), "零")
	}
	text := strings.TrimPrefix(group(n/10_000, n < 200_000), "零") + "万"
	if low := n % 10_000; low > 0 {
		if low < 1000 {
			text += "零"
		}
		text += strings.TrimPrefix(group(low, false), "零")
	}
	return text
}

// group writes 1 to 9,999; short leaves out the 一 of 十.
func group(n int, short bool) string {
	var b strings.Builder
	zero := false
	for _, unit := range []struct {
		size int
		name string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := n / unit.size
		n %= unit.size
		if d == 0 {
			zero = b.Len() > 0
			continue
		}
		if zero {
			b.WriteString("零")
			zero = false
		}
		if !(short && d == 1 && unit.size == 10) {
			b.WriteString(digits[d*3 : d*3+3])
		}
		b.WriteString(unit.name)
	}
	return b.String()
}

// longestNumeral bounds what is read as one number, in characters.
const longestNumeral = 16

// digit returns the value of a numeral's character, or its unit (10 to 10,000), both 0 with false when it is none.
func digit(r rune) (value, unit int, ok bool) {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0'), 0, true
	case r >= '０' && r <= '９':
		return int(r - '０'), 0, true
	}
	for _, set := range [...]string{"〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "○一两"} {
		if at := strings.IndexRune(set, r); at >= 0 {
			return at / len("一"), 0, true
		}
	}
	switch r {
	case '兩':
		return 2, 0, true
	case '十', '拾':
		return 0, 10, true
	case '廿':
		return 2, 10, true
	case '卅':
		return 3, 10, true
	case '百', '佰':
		return 0, 100, true
	case '千', '仟':
		return 0, 1000, true
	case '万', '萬':
		return 0, 10_000, true
	}
	return 0, 0, false
}

// ParseNumeral reads 十二, 一百零一, 一二〇, 廿三, 12 and １２; false for anything else.
func ParseNumeral(s string) (int, bool) {
	total, part, run, length := 0, 0, -1, 0
	last := 100_000
	for _, r := range s {
		value, unit, ok := digit(r)
		if length++; !ok || length > longestNumeral {
			return 0, false
		}
		switch {
		case unit == 0:
			if run = max(run, 0)*10 + value; run >= 100_000_000 {
				return 0, false
			}
		case unit == 10_000:
			if last == unit {
				return 0, false
			}
			total, part, run, last = (part+max(run, 0))*unit, 0, -1, unit
		default:
			if unit >= last {
				return 0, false
			}
			if value > 0 { // 廿 and 卅 bring their digit along
				if run > 0 {
					return 0, false
				}
				run = value
			}
			if run < 0 {
				run = 1
			}
			part, run, last = part+run*unit, -1, unit
		}
	}
	if length == 0 {
		return 0, false
	}
	return total + part + max(run, 0), true
}
