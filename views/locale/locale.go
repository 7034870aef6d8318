package locale

import (
	"context"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // an office server may lack the zone files
)

// Tag names a language in the form of BCP 47.
type Tag string

// The languages that are complete.
const (
	ZhHans Tag = "zh-Hans"
	En     Tag = "en"
)

// Tags lists the languages, first choice first.
func Tags() []Tag { return []Tag{ZhHans, En} }

// Name is what the language calls itself.
func (t Tag) Name() string {
	if t == En {
		return "English"
	}
	return "简体中文"
}

// Locale is one reader's language, zone and clock.
type Locale struct {
	tag  Tag
	zone *time.Location
	now  func() time.Time
}

var shanghai = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return time.FixedZone("CST", 8*3600)
	}
	return zone
})

// New returns the locale of a tag; an unknown tag gives Chinese.
func New(tag string) *Locale {
	l := &Locale{tag: ZhHans, zone: shanghai(), now: time.Now}
	if Tag(tag) == En {
		l.tag = En
	}
	return l
}

// In returns a copy that shows times in another zone.
func (l *Locale) In(zone *time.Location) *Locale {
	c := *l
	c.zone = zone
	return &c
}

// WithNow returns a copy that takes the present from another clock.
func (l *Locale) WithNow(now func() time.Time) *Locale {
	c := *l
	c.now = now
	return &c
}

// Now is the present.
func (l *Locale) Now() time.Time { return l.now() }

// Tag is the language.
func (l *Locale) Tag() Tag { return l.tag }

// Zone is the zone in which times are shown.
func (l *Locale) Zone() *time.Location { return l.zone }

type contextKey struct{}

// With puts the locale into the context.
func With(ctx context.Context, l *Locale) context.Context {
	return context.WithValue(ctx, contextKey{}, l)
}

var fallback = sync.OnceValue(func() *Locale { return New(string(ZhHans)) })

// From takes the locale out of the context; without one it is Chinese.
func From(ctx context.Context) *Locale {
	if l, ok := ctx.Value(contextKey{}).(*Locale); ok {
		return l
	}
	return fallback()
}

// Match chooses the language for an Accept-Language header.
func Match(acceptLanguage string) Tag {
	best, weight := ZhHans, -1.0
	for part := range strings.SplitSeq(acceptLanguage, ",") {
		name, q := quality(part)
		tag, known := primary(name)
		if known && q > weight {
			best, weight = tag, q
		}
	}
	return best
}

func primary(name string) (Tag, bool) {
	language, _, _ := strings.Cut(strings.ToLower(name), "-")
	switch language {
	case "zh":
		return ZhHans, true
	case "en":
		return En, true
	}
	return "", false
}
