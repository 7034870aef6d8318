package complaint

import (
	"bihuan/handlers/list"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/file"
	"bihuan/models/job"
	"bihuan/models/org"
	"bihuan/models/savedview"
	"bihuan/models/terms"
	view "bihuan/views/complaint"
)

// Parts are the use cases that the pages of complaints call.
type Parts struct {
	Complaints   *complaint.Complaints
	SavedViews   *savedview.Views
	Organisation *org.Organisation
	Terms        *terms.Lists
	Files        *file.Store
	Jobs         *job.Jobs
	Runner       *job.Runner
}

type pages struct {
	Parts
	records record.Pages[stepForm]
	lists   list.List
}

// Routes registers the pages of complaints.
func Routes(r *web.Router, parts Parts) {
	p := &pages{Parts: parts}
	p.records = record.Pages[stepForm]{Kind: complaint.Kind, Home: listPath, Right: auth.ComplaintRead, Read: p.read, Steps: p.steps()}
	p.lists = list.List{Kind: complaint.Kind, Path: listPath, Right: auth.ComplaintRead, Columns: view.Columns, Names: conditions, Days: []string{"from", "to"},
		Views: p.SavedViews, Page: p.listPage}
	r.Module(web.Module{Key: "c", Label: "menu.complaints", Href: listPath, Icon: "message-report", Permission: auth.ComplaintRead, Position: 20})
	r.Record("complaint_import", func(id string) string { return "/complaints/import/" + id })
	r.Record("complaint_view", func(string) string { return listPath }) // as older events call a saved view

	p.lists.Register(r)
	r.GET("/complaints/export", auth.ComplaintExport, p.export)
	r.POST("/complaints/assign", auth.ComplaintAssign, p.assignMany)

	r.GET("/complaints/new", auth.ComplaintRegister, p.new)
	r.POST("/complaints/new", auth.ComplaintRegister, p.register)
	r.POST("/complaints/check", auth.ComplaintRegister, p.check)
	r.GET("/complaints/people", auth.ComplaintRegister, record.OfferPeople(p.Organisation, "complained_person_id"))

	r.GET("/complaints/import", auth.ComplaintImport, p.importStart)
	r.POST("/complaints/import", auth.ComplaintImport, p.importUpload)
	r.GET("/complaints/import/columns", auth.ComplaintImport, p.importColumns)
	r.POST("/complaints/import/columns", auth.ComplaintImport, p.importTry)
	r.GET("/complaints/import/:id", auth.ComplaintImport, p.importShow)
	r.POST("/complaints/import/:id/run", auth.ComplaintImport, p.importRun)
	r.GET("/complaints/import/:id/errors", auth.ComplaintImport, p.importErrors)

	p.records.Register(r)
	r.GET("/complaints/:number/registered", auth.ComplaintRead, p.registered)
	r.GET("/complaints/:number/related", auth.ComplaintRead, p.related)
	r.GET("/complaints/:number/files/:id", auth.ComplaintRead, p.download)
	r.POST("/complaints/:number/reveal", auth.ComplaintReveal, p.reveal)
}

// listPath is the address of the list.
const listPath = "/complaints"
