package locale

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

//go:embed zh-Hans/*.json en/*.json
var files embed.FS

var catalogue = load()

// load panics on a broken file: the files are part of the binary, so a broken
// one is a fault of the build that the first start must show.
func load() map[Tag]map[string]string {
	all := map[Tag]map[string]string{}
	for _, tag := range Tags() {
		all[tag] = map[string]string{}
		entries, err := files.ReadDir(string(tag))
		if err != nil {
			panic(err)
		}
		for _, entry := range entries {
			texts, err := read(tag, entry.Name())
			if err != nil {
				panic(err)
			}
			for key, text := range texts {
				all[tag][key] = text
			}
		}
	}
	return all
}

func read(tag Tag, name string) (map[string]string, error) {
	data, err := files.ReadFile(path.Join(string(tag), name))
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	if err := json.Unmarshal(data, &texts); err != nil {
		return nil, fmt.Errorf("locale: %s/%s: %w", tag, name, err)
	}
	return texts, nil
}

// Key is an argument that is itself a message: T translates it in place.
type Key string

var missing atomic.Pointer[func(Tag, string)]

// OnMissing sets what is told of a key without text; tests fail there. It
// returns what was set before.
func OnMissing(report func(tag Tag, key string)) (before func(Tag, string)) {
	old := missing.Swap(&report)
	if old == nil {
		return nil
	}
	return *old
}

// Has tells whether the key has a text in the context's language.
func Has(ctx context.Context, key string) bool {
	_, ok := catalogue[From(ctx).tag][key]
	return ok
}

// T is the text of a key with its arguments, given as name, value pairs. A key
// without text is shown itself.
func T(ctx context.Context, key string, args ...any) string {
	return From(ctx).T(key, args...)
}

// T is the text of a key in this locale.
func (l *Locale) T(key string, args ...any) string {
	text, ok := catalogue[l.tag][key]
	if !ok {
		if report := missing.Load(); report != nil && *report != nil {
			(*report)(l.tag, key)
		}
		return key
	}
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	return l.fill(text, args)
}

func (l *Locale) fill(text string, args []any) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed {
			out.WriteString("{" + rest)
			return out.String()
		}
		out.WriteString(l.place(inside, args))
		text = after
	}
}

func (l *Locale) place(inside string, args []any) string {
	name, forms, plural := strings.Cut(inside, "|")
	value, given := find(name, args)
	if !given {
		return "{" + inside + "}"
	}
	if !plural {
		return l.show(value)
	}
	one, many, _ := strings.Cut(forms, "|")
	if fmt.Sprint(value) == "1" {
		return one
	}
	return many
}

func find(name string, args []any) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1], true
		}
	}
	return nil, false
}

func (l *Locale) show(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case Key:
		return l.T(string(v))
	case int:
		return l.count(int64(v))
	case int64:
		return l.count(v)
	case time.Time:
		return l.Time(v)
	case time.Duration:
		return l.Duration(v)
	}
	return fmt.Sprint(value)
}

// count groups from five digits on, so that a year stays a year.
func (l *Locale) count(n int64) string {
	if -10_000 < n && n < 10_000 {
		return strconv.FormatInt(n, 10)
	}
	return l.Number(n)
}
