package policy

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/file"
	"bihuan/models/link"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/savedview"
	"bihuan/models/terms"
	view "bihuan/views/policy"
)

// Parts are the use cases that the pages of policies call.
type Parts struct {
	Policies     *policy.Policies
	Links        *link.Links
	SavedViews   *savedview.Views
	Organisation *org.Organisation
	Terms        *terms.Lists
	Files        *file.Store
	// Sign gives what stands at the foot of a text that is to be signed (nil: nothing), and the number of the edition that
	// the reader signed last (0: none) and when. It is nil where nothing is signed.
	Sign func(c *web.Context, r policy.Reading) (bar templ.Component, signed int, at time.Time, err error)
	// Adopted gives the policies of the starter pack that were taken over what else comes with them; nil where nothing does.
	Adopted func(ctx context.Context, a auth.Actor) (int, error)
}

type pages struct {
	Parts
	records record.Pages[stepForm]
	texts   *texts
}

// Routes registers the pages of policies.
func Routes(r *web.Router, parts Parts) {
	p := &pages{Parts: parts, texts: newTexts()}
	p.records = record.Pages[stepForm]{Kind: policy.Record, Home: view.Home, Tail: "/record", Right: auth.PolicyRead, Read: p.read, Steps: p.steps()}
	r.Module(web.Module{Key: "p", Label: "menu.policies", Href: view.Home, Icon: "book", Permission: auth.PolicyRead, Position: 50})

	p.list().Register(r)
	r.GET(view.Home+"/export", auth.PolicyRead, p.exportList)
	r.GET(view.Home+"/new", auth.PolicyWrite, p.new)
	r.POST(view.Home+"/new", auth.PolicyWrite, p.create)
	r.GET(view.Home+"/adopt", auth.PolicyWrite, p.adopt)
	r.POST(view.Home+"/adopt", auth.PolicyWrite, p.takeOver)
	r.GET(view.Home+"/people", auth.PolicyRead, record.OfferSeveral(p.Organisation, "owner_id", "reviewers", "approvers", "audience_people", "exception_person_id"))

	p.searchPages(r)
	p.editorPages(r)
	p.comparePages(r)
	p.exportPages(r)
	p.importPages(r)

	p.records.Register(r)
	r.GET(view.Path(":number"), auth.PolicyRead, p.reading)
	r.GET(view.Path(":number")+"/versions/:no", auth.PolicyRead, p.reading)
	r.GET(view.Path(":number")+"/clauses/:key", auth.PolicyRead, p.clause)
	r.Record(policy.Record, view.At)
}
