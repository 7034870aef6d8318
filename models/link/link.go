package link

import (
	"context"
	"slices"
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Ref names a record.
type Ref struct {
	Kind   string
	ID     int64
	Number string
}

// Link says that one record led to another. Ended is true where the second came to nothing.
type Link struct {
	ID         int64
	FromKind   string
	FromID     int64
	FromNumber string
	ToKind     string
	ToID       int64
	ToNumber   string
	At         time.Time
	PersonID   int64 // who made it
	Ended      bool
}

// From is the record that led to the other.
func (l Link) From() Ref { return Ref{l.FromKind, l.FromID, l.FromNumber} }

// To is the record that the other led to.
func (l Link) To() Ref { return Ref{l.ToKind, l.ToID, l.ToNumber} }

// Tone says at a glance how a record stands.
type Tone string

// The tones.
const (
	Open  Tone = "open"
	Good  Tone = "good" // ended as it should
	Late  Tone = "late"
	Bad   Tone = "bad"   // ended, but did not help
	Ended Tone = "ended" // came to nothing
)

// Card is a record as a chain shows it.
type Card struct {
	Title string
	State string // a code; screens name it by "<kind>.state.<state>"
	Tone  Tone
	Due   time.Time // zero where nothing is due
}

// Origin is what an action opened from a record begins with.
type Origin struct {
	Ref
	Title        string
	Finding      string // what is wrong
	Cause        string
	DepartmentID int64
	// FailureType and Attribution narrow the indicator that the effect is judged by.
	FailureType string
	Attribution string
}

// Kind is how a domain's records take part in chains.
type Kind struct {
	Name string
	// Prefix begins the numbers of its records.
	Prefix string
	// Read is the right to see records of the kind.
	Read auth.Permission
	// Wants are the things that chains of its records may want.
	Wants []string
	// Cards tells of records by id; those that the actor may not see are missing.
	Cards func(ctx context.Context, a auth.Actor, ids []int64) (map[int64]Card, error)
	// Origin tells of the record of this number; fault.NotFound where there is none that the actor may see.
	Origin func(ctx context.Context, a auth.Actor, number string) (Origin, error)
}

// Links are the use cases on chains.
type Links struct {
	d     *db.DB
	kinds []Kind
}

// New gives the use cases on this database.
func New(d *db.DB) *Links { return &Links{d: d} }

// Join lets a domain's records take part. It is called once per kind while the house is put together.
func (ls *Links) Join(k Kind) { ls.kinds = append(ls.kinds, k) }

func (ls *Links) kind(name string) (Kind, bool) {
	i := slices.IndexFunc(ls.kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return ls.kinds[i], true
}

// Wants lists what chains may want, each once.
func (ls *Links) Wants() []string {
	var all []string
	for _, k := range ls.kinds {
		for _, w := range k.Wants {
			if !slices.Contains(all, w) {
				all = append(all, w)
			}
		}
	}
	return all
}

// KindOf tells of which kind the record of a number is, empty where no kind has such numbers.
func (ls *Links) KindOf(number string) string {
	prefix, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(number)), "-")
	i := slices.IndexFunc(ls.kinds, func(k Kind) bool { return k.Prefix == prefix })
	if i < 0 {
		return ""
	}
	return ls.kinds[i].Name
}

// Origin tells what an action opened from a record begins with. A record that the actor may not see is
// fault.NotFound, as one that is not there.
func (ls *Links) Origin(ctx context.Context, a auth.Actor, kind, number string) (Origin, error) {
	k, ok := ls.kind(kind)
	if !ok {
		return Origin{}, fault.NotFound("fault.link_source_gone", "number", number)
	}
	if err := a.Require(k.Read); err != nil {
		return Origin{}, err
	}
	o, err := k.Origin(ctx, a, strings.ToValidUTF8(strings.ToUpper(strings.TrimSpace(number)), ""))
	if fault.Is(err, fault.NotFoundKind) {
		return Origin{}, fault.NotFound("fault.link_source_gone", "number", number)
	}
	return o, err
}
