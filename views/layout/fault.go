package layout

import (
	"context"
	"strconv"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Fault is a page that says what went wrong and what to do now.
type Fault struct {
	Status  int    // 400, 403, 404, 409, 422, 429, 500 or 503
	Message string // the particular reason, translated; may be empty

	Right string   // 403: the right that is missing, in words
	Ask   []string // 403: whom to ask

	Changed []ui.Comparison // 409: what was sent beside what is there now
	ByWhom  string          // 409: who was quicker, and when
	Reload  string          // 409: the record as it is now

	// Repeat is the request to send again (409 and 503): nothing typed is lost.
	Repeat *Repeat
	After  int    // seconds to wait (429, 503)
	Ref    string // request number, for whoever helps
	Errors map[string]string
}

// Repeat is a refused request in full.
type Repeat struct {
	Action string
	Get    bool
	Values []ui.Pair
}

func (r Repeat) method() string {
	if r.Get {
		return "get"
	}
	return "post"
}

// own tells the values that Tokens does not write anew. The old _once goes
// along: should the first attempt have arrived after all, nothing is doubled.
func (r Repeat) own() []ui.Pair {
	var list []ui.Pair
	for _, v := range r.Values {
		if v.Name != "_csrf" {
			list = append(list, v)
		}
	}
	return list
}

func (f Fault) known() int {
	switch f.Status {
	case 400, 403, 404, 409, 422, 429, 503:
		return f.Status
	}
	return 500
}

func (f Fault) key(part string) string {
	return "fault.page." + strconv.Itoa(f.known()) + "." + part
}

func (f Fault) title(ctx context.Context) string { return locale.T(ctx, f.key("title")) }

func (f Fault) text(ctx context.Context) string {
	return locale.T(ctx, f.key("text"), "s", f.After)
}

func (f Fault) icon() string {
	switch f.known() {
	case 403:
		return "lock"
	case 404:
		return "zoom-question"
	case 409:
		return "git-merge"
	case 429:
		return "hand-stop"
	case 503:
		return "refresh"
	}
	return "alert-triangle"
}
