package fault

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Check collects what is wrong with the fields of one input. Its zero value is ready.
type Check struct {
	fields map[string]Message
}

// Add notes a fault at a field; the first one at a field stays.
func (c *Check) Add(field, key string, args ...any) {
	if c.fields == nil {
		c.fields = map[string]Message{}
	}
	if _, ok := c.fields[field]; !ok {
		c.fields[field] = Message{Key: key, Args: args}
	}
}

// Required notes an empty or blank value.
func (c *Check) Required(field, value string) {
	if strings.TrimSpace(value) == "" {
		c.Add(field, "invalid.required")
	}
}

// Text notes a value longer than max characters, not valid UTF-8, or with control
// characters other than line ends and tabs (which no person types and some databases refuse).
func (c *Check) Text(field, value string, max int) {
	if n := utf8.RuneCountInString(value); n > max {
		c.Add(field, "invalid.too_long", "max", max, "n", n)
	}
	if !utf8.ValidString(value) {
		c.Add(field, "invalid.encoding")
	}
	for _, r := range value {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			c.Add(field, "invalid.control")
			return
		}
	}
}

// Line is Text for a value of one line: line ends are faults too.
func (c *Check) Line(field, value string, max int) {
	c.Text(field, value, max)
	if strings.ContainsAny(value, "\r\n") {
		c.Add(field, "invalid.one_line")
	}
}

// Email notes a value that is neither empty nor a plain address (RFC 5322 addr-spec).
func (c *Check) Email(field, value string) {
	if value == "" {
		return
	}
	if a, err := mail.ParseAddress(value); err != nil || a.Address != value || len(value) > 254 {
		c.Add(field, "invalid.email")
	}
}

// Phone notes a value that is neither empty nor 5 to 20 digits with the usual separators.
func (c *Check) Phone(field, value string) {
	if value == "" {
		return
	}
	digits := 0
	for _, r := range value {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case strings.ContainsRune("+-() .转#*", r):
		default:
			c.Add(field, "invalid.phone")
			return
		}
	}
	if digits < 5 || digits > 20 {
		c.Add(field, "invalid.phone")
	}
}

// OneOf notes a value outside the given codes.
func (c *Check) OneOf(field, value string, codes ...string) {
	for _, code := range codes {
		if value == code {
			return
		}
	}
	c.Add(field, "invalid.choice")
}

// OK tells that nothing was noted so far.
func (c *Check) OK() bool { return len(c.fields) == 0 }

// Err gives an Invalid fault with all that was noted, or nil.
func (c *Check) Err() error {
	if c.OK() {
		return nil
	}
	return &Error{Kind: InvalidKind, Key: "fault.invalid", Fields: c.fields}
}
