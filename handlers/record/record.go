package record

import (
	"context"

	"github.com/a-h/templ"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	view "bihuan/views/record"
)

// Ref names a record and the version that its reader saw. A domain's own Ref is the same struct, so that one
// converts into the other.
type Ref struct {
	Number  string
	Version int64
}

// Record is one record as read for its page: what a domain's own type tells the shared code about it.
type Record interface {
	Ref() Ref
	// Options are all steps in the order of the menu, each with whether the reader may take it now.
	Options() []fault.Option
	// Usual are the steps that the record waits for, the likeliest first.
	Usual() []string
	// Later tells whether a step that cannot be taken now may still come, so that the menu says what it waits for.
	Later(o fault.Option) bool
	// Quiet is what to say where nothing is to be done; "" leaves it to the shared words.
	Quiet() string
	// Fill is what a step's form begins with.
	Fill(step string) view.Values
	// Fields are the controls of a step's form with these values.
	Fields(step string, values view.Values) ([]view.Control, error)
	// Typed is a value as it stands in a form, in words; Words has one that suits most fields.
	Typed(field, value string) string
	// Page is the whole page with the box of the next step.
	Page(next view.Next) (templ.Component, error)
}

// Step is something that can be done with a record. F is the struct that the forms of all steps are bound to.
type Step[F any] struct {
	Name  string
	Right auth.Permission // that the address demands; the use case looks closer
	Do    func(c *web.Context, ref Ref, form F) error
	// Second is the other way out, offered beside the step's button where it can be taken.
	Second string
	// Compare are the fields put side by side when somebody else changed them meanwhile.
	Compare []string
	Files   bool // the form carries files
	Danger  bool
	Leaves  bool // who took it may not see the record any more
	Aside   bool // does not count as something to do, as a comment
}

// Do makes a step of a use case: in reads its input from the form.
func Do[F, I any, R ~struct {
	Number  string
	Version int64
}](run func(context.Context, auth.Actor, R, I) error, in func(F) I) func(*web.Context, Ref, F) error {
	return func(c *web.Context, ref Ref, form F) error {
		return run(c.Ctx(), c.Actor(), R(ref), in(form))
	}
}

// Pages show the records of one kind and take their steps.
type Pages[F any] struct {
	Kind  string          // of the record; keys are <kind>.step.<step>, .do., .done. and, where there is one, .lead.
	Home  string          // the address of the list; a record is at <home>/<number>
	Tail  string          // behind that, where something else of it is read there: "/record"
	Right auth.Permission // to read
	Read  func(c *web.Context) (Record, error)
	Steps []Step[F]
}

// Register puts the record's page and its steps on the router.
func (p Pages[F]) Register(r *web.Router) {
	r.Record(p.Kind, p.path)
	r.GET(p.path(":number"), p.Right, p.Show)
	for _, s := range p.Steps {
		r.POST(p.path(":number")+"/"+s.Name, s.Right, p.take(s))
	}
}

func (p Pages[F]) path(number string) string { return p.Home + "/" + number + p.Tail }

func (p Pages[F]) step(name string) (Step[F], bool) {
	for _, s := range p.Steps {
		if s.Name == name {
			return s, true
		}
	}
	return Step[F]{}, false
}
