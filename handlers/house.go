// Package handlers puts the house together: the use cases of all domains, made once, and the pages
// of all domains, registered in one place.
package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/complaint"
	"bihuan/models/control"
	"bihuan/models/db"
	"bihuan/models/file"
	"bihuan/models/job"
	"bihuan/models/link"
	"bihuan/models/notify"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/savedview"
	"bihuan/models/search"
	"bihuan/models/signing"
	"bihuan/models/terms"
)

// Options are what the house takes besides its database.
type Options struct {
	// Folder is where attachments and the search index are kept.
	Folder string
	Log    *slog.Logger
	// Secure marks cookies for HTTPS only.
	Secure bool
	// Proxies are the networks of reverse proxies that are believed about the client's address.
	Proxies []*net.IPNet
	// Demo offers one-click sign-in.
	Demo    bool
	Version string
	// Hasher overrides the cost of passwords in tests.
	Hasher auth.Hasher
}

// House holds the use cases of all domains.
type House struct {
	DB            *db.DB
	Options       Options
	Accounts      *auth.Accounts
	Organisation  *org.Organisation
	Calendars     *calendar.Calendars
	Terms         *terms.Lists
	Inbox         *notify.Inbox
	SavedViews    *savedview.Views
	Jobs          *job.Jobs
	Runner        *job.Runner
	Index         *search.Index
	Files         *file.Store
	Links         *link.Links
	Actions       *action.Actions
	Complaints    *complaint.Complaints
	Policies      *policy.Policies
	Controls      *control.Controls
	Information   *control.Information
	Signings      *signing.Signings
	stopIndex     context.CancelFunc
	indexFinished chan struct{}
}

// Open makes the use cases on a migrated database. It starts nothing.
func Open(d *db.DB, o Options) (*House, error) {
	files, err := file.New(filepath.Join(o.Folder, "files"), file.Options{})
	if err != nil {
		return nil, err
	}
	index, err := search.Open(filepath.Join(o.Folder, "search.db"), d)
	if err != nil {
		return nil, err
	}
	h := &House{DB: d, Options: o, Index: index, Files: files,
		Accounts: auth.New(d, auth.Limits{Demo: o.Demo, Hasher: o.Hasher}), Organisation: org.New(d), Calendars: calendar.New(d), Terms: terms.New(d),
		Inbox: notify.New(d), SavedViews: savedview.New(d), Jobs: job.NewJobs(d), Runner: job.NewRunner(d, o.Log)}
	h.Links = link.New(d)
	h.Actions = action.New(d, action.Parts{Terms: h.Terms, Calendars: h.Calendars, Org: h.Organisation, Index: index, Links: h.Links})
	h.Complaints = complaint.New(d, complaint.Parts{Terms: h.Terms, Calendars: h.Calendars, Org: h.Organisation, Index: index, Links: h.Links, Actions: h.Actions})
	h.Policies = policy.New(d, policy.Parts{Terms: h.Terms, Calendars: h.Calendars, Org: h.Organisation, Index: index, Links: h.Links})
	h.Signings = signing.New(d, signing.Parts{Policies: h.Policies, Calendars: h.Calendars, Org: h.Organisation})
	registers := control.Parts{Terms: h.Terms, Calendars: h.Calendars, Org: h.Organisation, Index: index, Links: h.Links, Actions: h.Actions}
	h.Controls, h.Information = control.New(d, registers), control.NewInformation(d, registers)
	h.schedule()
	return h, nil
}

// Work that is done outside requests, besides what the domains name themselves.
const (
	tidyJob = "house.tidy"
	dayJob  = "house.day"
	// unused is how long an uploaded file may wait for the record it belongs to.
	unused = 24 * time.Hour
)

// schedule names the work that is done outside requests. Each may run as often as one likes.
func (h *House) schedule() {
	h.Actions.Jobs(h.Runner)
	h.Complaints.Jobs(h.Runner, h.Files, h.Accounts.ActorOf)
	h.Policies.Jobs(h.Runner)
	h.Controls.Jobs(h.Runner)
	h.Signings.Jobs(h.Runner)
	h.Runner.Handle(dayJob, func(ctx context.Context, _ *job.Run) error { return h.Organisation.Daily(ctx) })
	h.Runner.Every(dayJob, time.Hour)
	h.Runner.Handle(tidyJob, func(ctx context.Context, _ *job.Run) error { return h.tidy(ctx) })
	h.Runner.Every(tidyJob, 24*time.Hour)
}

// tidy removes what nobody can need any more.
func (h *House) tidy(ctx context.Context) error {
	_, sweep := h.Files.Sweep(ctx, h.DB, time.Now().Add(-unused))
	_, clean := h.Inbox.Clean(ctx, auth.System("old notifications"))
	return errors.Join(sweep, clean, h.Accounts.Tidy(ctx), search.Prune(ctx, h.DB))
}

// SetUp fills an empty database: the firm, its administrator and, if wanted, the starter pack.
func (h *House) SetUp(ctx context.Context, in org.SetUpInput) (administrator int64, err error) {
	in.Hasher = h.Options.Hasher
	return h.Organisation.SetUp(ctx, in, calendar.Seed, terms.Seed, complaint.Seed, action.Seed, policy.Seed, control.Seed)
}

// Start begins the work outside requests; Close ends it.
func (h *House) Start(ctx context.Context) error {
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	h.stopIndex, h.indexFinished = stop, make(chan struct{})
	go func() {
		defer close(h.indexFinished)
		h.Index.Run(running)
	}()
	return h.Runner.Start(running)
}

const stopTime = 10 * time.Second

// Close waits for what is being done and lets go of the search index. The database stays open.
func (h *House) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	var errs []error
	if h.stopIndex != nil {
		errs = append(errs, h.Runner.Stop(ctx))
		h.stopIndex()
		<-h.indexFinished
	}
	return errors.Join(append(errs, h.Index.Close())...)
}

// wake takes in at once what a step left for the search index and the jobs.
func (h *House) wake() {
	h.Index.Kick()
	h.Runner.Kick()
}

// Router gives the portal's pages.
func (h *House) Router() *web.Router {
	r := web.NewRouter(web.Config{
		Accounts: h.Accounts, Firm: h.Organisation.FirmName, Unread: h.Inbox.Unread, Written: h.wake, Zone: h.DB.Zone(), Now: h.DB.Now,
		Log: h.Options.Log, Secure: h.Options.Secure, Proxies: h.Options.Proxies, Demo: h.Options.Demo, Version: h.Options.Version,
	})
	register(r, h)
	return r
}
