package main

import (
	"context"
	"fmt"
	"time"
)

type migrateCmd struct {
	Status migrateStatusCmd `cmd:"" help:"List the steps and which are applied."`
	Up     migrateUpCmd     `cmd:"" help:"Apply the pending steps."`
}

type migrateStatusCmd struct{}

// Run lists the steps.
func (*migrateStatusCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	all, err := d.Migrations(ctx)
	if err != nil {
		return err
	}
	pending := 0
	for _, m := range all {
		state := "pending"
		if m.AppliedAt.IsZero() {
			pending++
		} else {
			state = "applied " + m.AppliedAt.Format(time.DateTime) + " UTC"
		}
		fmt.Printf("%04d %-20s %s\n", m.Version, m.Name, state)
	}
	fmt.Printf("applied=%d pending=%d\n", len(all)-pending, pending)
	return nil
}

type migrateUpCmd struct{}

// Run applies the pending steps.
func (*migrateUpCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	applied, err := d.Migrate(ctx)
	for _, m := range applied {
		fmt.Printf("applied %04d %s\n", m.Version, m.Name)
	}
	if err != nil {
		return err
	}
	fmt.Printf("applied=%d pending=0\n", len(applied))
	return nil
}
