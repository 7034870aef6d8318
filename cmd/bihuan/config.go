package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bihuan/models/db"
)

// Globals are the flags of every command.
type Globals struct {
	DB   string `name:"db" env:"BIHUAN_DB" default:"sqlite:data/bihuan.db" help:"Database: sqlite:PATH or mysql://user:password@host:3306/name."`
	Data string `name:"data" env:"BIHUAN_DATA" default:"data" help:"Folder for attachments and the search index." type:"path"`
	Zone string `name:"zone" env:"BIHUAN_ZONE" default:"Asia/Shanghai" help:"Time zone of the firm."`
}

// open connects without migrating.
func (g *Globals) open(ctx context.Context) (*db.DB, error) {
	zone, err := time.LoadLocation(g.Zone)
	if err != nil {
		return nil, fmt.Errorf("zone %q is not known", g.Zone)
	}
	d, err := db.Open(ctx, g.DB, db.Options{Zone: zone})
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", g.address(), err)
	}
	return d, nil
}

// openCurrent connects and makes sure that the schema is this program's: an empty database is filled, the
// embedded file is migrated after it was copied aside, a server's older schema is refused.
func (g *Globals) openCurrent(ctx context.Context) (*db.DB, error) {
	d, err := g.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := bring(ctx, d); err != nil {
		_ = d.Close()
		return nil, err
	}
	return d, nil
}

func bring(ctx context.Context, d *db.DB) error {
	if d.Empty(ctx) {
		_, err := d.Migrate(ctx)
		return err
	}
	pending, err := d.Pending(ctx)
	if err != nil || len(pending) == 0 {
		return err
	}
	if d.Dialect() != db.SQLite {
		return fmt.Errorf("the database schema is older than this program (%d steps behind); make a backup, then run: bihuan migrate up", len(pending))
	}
	aside := d.Path() + "." + time.Now().Format("20060102-150405") + ".bak"
	if err := d.CopyTo(ctx, aside); err != nil {
		return fmt.Errorf("cannot copy the database aside before migrating: %w", err)
	}
	fmt.Fprintf(os.Stderr, "bihuan: migrating %s, the copy before is %s\n", d.Path(), aside)
	_, err = d.Migrate(ctx)
	return err
}

// address is the database address without its password.
func (g *Globals) address() string {
	if u, err := url.Parse(g.DB); err == nil && strings.HasPrefix(g.DB, "mysql://") {
		return u.Redacted()
	}
	return g.DB
}

// folder makes a folder below the data folder.
func (g *Globals) folder(name string) (string, error) {
	path := filepath.Join(g.Data, name)
	if err := os.MkdirAll(path, 0o700); err != nil {
		return "", fmt.Errorf("cannot write to the data folder: %w", err)
	}
	return path, nil
}
