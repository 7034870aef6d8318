package record

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"bihuan/models/fault"
)

// minuteForm is how forms send a minute.
const minuteForm = "2006-01-02T15:04"

// FormMinute is a minute as forms send it.
func FormMinute(t time.Time, zone *time.Location) string { return t.In(zone).Format(minuteForm) }

// ReadMinute reads a minute from a form; empty is the zero time, what is none is noted at the field.
func ReadMinute(check *fault.Check, field, s string, zone *time.Location) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := time.ParseInLocation(minuteForm, s, zone)
	if err != nil {
		check.Add(field, "invalid.record_time")
	}
	return t
}

// FormTick is a tick as forms send it.
func FormTick(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// ReadWhole reads a whole number; nothing is 0, what is none is -1, which no use case takes.
func ReadWhole(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil && s != "" {
		return -1
	}
	return n
}

var yuanForm = regexp.MustCompile(`^(\d{1,11})(?:\.(\d{1,2}))?$`)

// half puts the digits and signs of a Chinese keyboard in their plain form and drops what only groups.
var half = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9",
	"．", ".", "。", ".", ",", "", "，", "", "¥", "", "￥", "", "元", "", " ", "")

// ReadYuan reads an amount in yuan with at most two decimals as fen; nothing is 0, what is none is noted at
// the field. It never touches a float.
func ReadYuan(check *fault.Check, field, s string) int64 {
	if s = half.Replace(strings.TrimSpace(s)); s == "" {
		return 0
	}
	if m := yuanForm.FindStringSubmatch(s); m != nil {
		if n, err := strconv.ParseInt(m[1]+(m[2] + "00")[:2], 10, 64); err == nil {
			return n
		}
	}
	check.Add(field, "invalid.record_yuan")
	return 0
}

// FormYuan writes an amount in fen as forms take it, in yuan.
func FormYuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

// Renamed puts what a fault says of some fields at the fields under which the form asks for them.
func Renamed(err error, as map[string]string) error {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.InvalidKind || len(f.Fields) == 0 {
		return err
	}
	var check fault.Check
	for field, m := range f.Fields {
		if name, ok := as[field]; ok {
			field = name
		}
		check.Add(field, m.Key, m.Args...)
	}
	return check.Err()
}

// Together is what two faults say of the fields of one form; anything else than a fault of input goes first.
func Together(errs ...error) error {
	var check fault.Check
	for _, err := range errs {
		f := fault.Of(err)
		if err != nil && (f == nil || f.Kind != fault.InvalidKind) {
			return err
		}
		if f == nil {
			continue
		}
		for field, m := range f.Fields {
			check.Add(field, m.Key, m.Args...)
		}
	}
	return check.Err()
}
