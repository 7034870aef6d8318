package auth

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"bihuan/models/fault"
)

// Lengths of a password in characters (OWASP ASVS: long, no rules of composition).
const (
	MinPassword = 12
	MaxPassword = 128
)

//go:embed common.txt
var commonList string

// common holds the passwords of the list and their forms without digits and signs at the end.
var common = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(commonList) {
		if line = strings.TrimSpace(line); line != "" {
			m[line] = true
		}
	}
	return m
})

// CheckPassword notes at field what is wrong with a new password of the person with this number and name.
func CheckPassword(c *fault.Check, field, password, number, name string) {
	password = strings.ToLower(norm.NFKC.String(password))
	n := utf8.RuneCountInString(password)
	switch {
	case n < MinPassword:
		c.Add(field, "invalid.password_short", "min", MinPassword)
	case n > MaxPassword:
		c.Add(field, "invalid.password_long", "max", MaxPassword)
	case !utf8.ValidString(password):
		c.Add(field, "invalid.encoding")
	case isCommon(password):
		c.Add(field, "invalid.password_common")
	case holds(password, number) || holds(password, name):
		c.Add(field, "invalid.password_personal")
	}
}

// holds tells whether the password is little else than the word.
func holds(password, word string) bool {
	word = strings.ToLower(norm.NFKC.String(strings.TrimSpace(word)))
	if utf8.RuneCountInString(word) < 2 {
		return false
	}
	rest := strings.ReplaceAll(password, word, "")
	return rest != password && utf8.RuneCountInString(rest) < MinPassword-4
}

// isCommon finds listed passwords, also with digits or signs put at the ends or repeated, and runs of
// neighbouring or equal characters.
func isCommon(password string) bool {
	bare := strings.Trim(password, "0123456789!@#$%^&*._-+= ")
	if common()[password] || common()[bare] || len(bare) == 0 && isRun(password) {
		return true
	}
	for size := 1; size <= len(password)/2; size++ {
		if len(password)%size == 0 && strings.Repeat(password[:size], len(password)/size) == password && (size <= 4 || common()[password[:size]]) {
			return true
		}
	}
	return isRun(password)
}

// isRun tells whether nearly every character equals its neighbour or follows it, as in 123456… or aaaa….
func isRun(password string) bool {
	runes, steps := []rune(password), 0
	for i := 1; i < len(runes); i++ {
		if d := runes[i] - runes[i-1]; d >= -1 && d <= 1 || d == -9 {
			steps++
		}
	}
	return steps*10 >= (len(runes)-1)*8
}
