package web

import "strconv"

// FormID is an id as forms send it; none is empty.
func FormID(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// ReadID reads an id from a form; what is none counts as none.
func ReadID(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
