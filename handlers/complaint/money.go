package complaint

import (
	"regexp"
	"strconv"
	"strings"
)

var yuanForm = regexp.MustCompile(`^(\d{1,11})(?:\.(\d{1,2}))?$`)

// half puts the digits and signs of a Chinese keyboard in their plain form and drops what only groups.
var half = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9",
	"．", ".", "。", ".", ",", "", "，", "", "¥", "", "￥", "", "元", "", " ", "")

// fen reads an amount in yuan with at most two decimals; nothing is 0. It never touches a float.
func fen(s string) (int64, bool) {
	if s = half.Replace(strings.TrimSpace(s)); s == "" {
		return 0, true
	}
	m := yuanForm.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(m[1]+(m[2] + "00")[:2], 10, 64)
	return n, err == nil
}
