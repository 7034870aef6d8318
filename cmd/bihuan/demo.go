package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"bihuan/cmd/bihuan/demo"
	"bihuan/handlers"
	"bihuan/models/db"
)

type demoCmd struct {
	Complaints int    `default:"300" help:"How many complaints, about."`
	Seed       uint64 `default:"1" help:"Another number tells another story."`
}

// Run loads the demonstration firm.
func (c *demoCmd) Run(ctx context.Context, g *Globals) error {
	if c.Complaints < 1 || c.Complaints > 20_000 {
		return errors.New("--complaints must be between 1 and 20000")
	}
	house, err := g.house(ctx, handlers.Options{})
	if err != nil {
		return err
	}
	defer house.Close()
	r, err := g.tell(ctx, house, demo.Options{Complaints: c.Complaints, Seed: c.Seed})
	if err != nil {
		return g.demoFault(err)
	}
	fmt.Printf("departments=%d people=%d complaints=%d actions=%d policies=%d\n", r.Departments, r.People, r.Complaints, r.Actions, r.Policies)
	return nil
}

// loadDemo fills an empty database before the portal serves it as a demonstration. One that holds a firm of its
// own is refused: its people could be entered without a password.
func loadDemo(ctx context.Context, g *Globals, house *openHouse) error {
	state, err := demo.Look(ctx, house.DB)
	if err != nil {
		return err
	}
	switch state {
	case demo.Loaded:
		return nil
	case demo.Taken:
		return errors.New("--demo would let anybody enter as the people of this database, which holds a firm of its own; leave --demo out, or choose another database with --db")
	case demo.Interrupted:
		return g.demoFault(demo.ErrInterrupted)
	}
	_, err = g.tell(ctx, house, demo.Options{Seed: 1})
	return g.demoFault(err)
}

// tell loads the story with a bar on a terminal.
func (g *Globals) tell(ctx context.Context, house *openHouse, o demo.Options) (demo.Result, error) {
	zone, err := time.LoadLocation(g.Zone)
	if err != nil {
		return demo.Result{}, fmt.Errorf("zone %q is not known", g.Zone)
	}
	bar := progressbar.NewOptions(1, progressbar.OptionSetDescription("loading demonstration data"), progressbar.OptionSetWriter(os.Stderr),
		progressbar.OptionSetVisibility(term.IsTerminal(int(os.Stderr.Fd()))), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	o.Progress = func(done, total int) {
		bar.ChangeMax(max(done, total))
		_ = bar.Set(done)
	}
	defer func() { _ = bar.Finish() }()
	return demo.Load(ctx, func(ctx context.Context, now func() time.Time) (*db.DB, error) {
		return db.Open(ctx, g.DB, db.Options{Now: now, Zone: zone, Connections: 4})
	}, house.Files, o)
}

// demoFault says what to do about a database in which loading broke off.
func (g *Globals) demoFault(err error) error {
	if !errors.Is(err, demo.ErrInterrupted) {
		return err
	}
	return fmt.Errorf("%w; empty it (%s) and start again", err, g.address())
}
