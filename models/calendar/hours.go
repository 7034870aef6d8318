package calendar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const minutesPerDay = 24 * 60

// Minute is a time of day in minutes since midnight, 0 to 1440. It is written 09:00.
type Minute int

// ParseMinute reads a time of day written 9:00, 09:00 or 9：00; 24:00 is the end of the day.
func ParseMinute(s string) (Minute, error) {
	h, m, ok := strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), "：", ":"), ":")
	hour, err1 := parseDigits(h)
	minute, err2 := parseDigits(m)
	v := hour*60 + minute
	if !ok || len(m) != 2 || err1 != nil || err2 != nil || minute > 59 || v > minutesPerDay {
		return 0, fmt.Errorf("time of day %.20q: want HH:MM", s)
	}
	return Minute(v), nil
}

func parseDigits(s string) (int, error) {
	if len(s) == 0 || len(s) > 2 || strings.Trim(s, "0123456789") != "" {
		return 0, strconv.ErrSyntax
	}
	return strconv.Atoi(s)
}

// String writes the time of day as 09:00.
func (m Minute) String() string { return fmt.Sprintf("%02d:%02d", int(m)/60, int(m)%60) }

// MarshalText writes the time of day as 09:00.
func (m Minute) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads a time of day written 09:00.
func (m *Minute) UnmarshalText(text []byte) error {
	v, err := ParseMinute(string(text))
	if err != nil {
		return err
	}
	*m = v
	return nil
}

// Span is a stretch of working time within one day, written 09:00-12:00. It includes From and ends
// before To.
type Span struct{ From, To Minute }

// ParseSpan reads a span written 09:00-12:00; 至, ~ and – stand for the hyphen too.
func ParseSpan(s string) (Span, error) {
	from, to, ok := strings.Cut(spanDashes.Replace(s), "-")
	if !ok {
		return Span{}, fmt.Errorf("span %.20q: want HH:MM-HH:MM", s)
	}
	f, err := ParseMinute(from)
	if err != nil {
		return Span{}, err
	}
	t, err := ParseMinute(to)
	if err != nil {
		return Span{}, err
	}
	if f >= t {
		return Span{}, fmt.Errorf("span %.20q: must end after it begins", s)
	}
	return Span{From: f, To: t}, nil
}

var (
	spanDashes = strings.NewReplacer("–", "-", "—", "-", "~", "-", "～", "-", "至", "-")
	hoursComma = strings.NewReplacer("，", ",", "、", ",", ";", ",", "；", ",")
)

// String writes the span as 09:00-12:00.
func (s Span) String() string { return s.From.String() + "-" + s.To.String() }

// MarshalText writes the span as 09:00-12:00.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a span written 09:00-12:00.
func (s *Span) UnmarshalText(text []byte) error {
	v, err := ParseSpan(string(text))
	if err != nil {
		return err
	}
	*s = v
	return nil
}

// Hours are the working spans of one day in order; the gaps between them are its breaks.
type Hours []Span

// ParseHours reads spans separated by commas (Western or Chinese) and puts them in order. An empty
// text is a day without working time. Spans must not overlap.
func ParseHours(s string) (Hours, error) {
	var h Hours
	for part := range strings.SplitSeq(hoursComma.Replace(s), ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		span, err := ParseSpan(part)
		if err != nil {
			return nil, err
		}
		if h = append(h, span); len(h) > maxSpans {
			return nil, fmt.Errorf("more than %d spans in a day", maxSpans)
		}
	}
	slices.SortFunc(h, func(a, b Span) int { return int(a.From - b.From) })
	if !h.valid() {
		return nil, fmt.Errorf("spans overlap: %s", h)
	}
	return h, nil
}

// String writes the spans as 09:00-12:00, 13:00-18:00.
func (h Hours) String() string {
	parts := make([]string, len(h))
	for i, s := range h {
		parts[i] = s.String()
	}
	return strings.Join(parts, ", ")
}

// Minutes is the working time of such a day.
func (h Hours) Minutes() int {
	sum := 0
	for _, s := range h {
		sum += int(s.To - s.From)
	}
	return sum
}

// valid tells whether the spans are in order, apart and within a day.
func (h Hours) valid() bool {
	last := Minute(0)
	for _, s := range h {
		if s.From < last || s.To <= s.From || s.To > minutesPerDay {
			return false
		}
		last = s.To
	}
	return len(h) <= maxSpans
}

// holds tells whether a batch window at that minute falls into working time; the end of a span counts.
func (h Hours) holds(m Minute) bool {
	return slices.ContainsFunc(h, func(s Span) bool { return s.From <= m && m <= s.To })
}
