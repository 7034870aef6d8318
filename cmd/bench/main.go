package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
)

// cli is the command line; portal is how bench starts its own server.
type cli struct {
	Run    runCmd    `cmd:"" default:"withargs" help:"Load, drive and print the table."`
	Portal portalCmd `cmd:"" hidden:""`
}

type runCmd struct {
	Rows        int     `default:"1000000" help:"Complaints of the large firm."`
	Small       int     `default:"10000" help:"Complaints of the small firm it is compared with; 0 leaves it out."`
	Policies    int     `default:"2000" help:"Policies of the large firm, each with 20 versions of 100 clauses and a thousand signatures; the small one has a tenth."`
	DB          string  `name:"db" enum:"both,mysql,sqlite" default:"both" help:"both, mysql or sqlite."`
	Seconds     float64 `default:"6" help:"How long each page is asked for."`
	Connections int     `default:"16" help:"Connections that ask at the same time."`
	Keep        string  `type:"path" help:"Keep the loaded databases in this folder, and use those that are there."`
	Explain     bool    `help:"Print how each list is answered on the large databases, too."`
	Profile     string  `type:"existingdir" help:"Write what the portal's CPU did into this folder, for go tool pprof."`
	Only        string  `help:"Ask only for pages whose name contains this."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	var c cli
	parsed := kong.Parse(&c, kong.Name("bench"), kong.Description("Measure the portal with a million complaints."), kong.BindTo(ctx, (*context.Context)(nil)))
	err := parsed.Run()
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// Run loads what is missing and measures.
func (c *runCmd) Run(ctx context.Context) error {
	if c.Policies < 20 {
		return errors.New("--policies must be at least 20")
	}
	if c.Rows < 1000 || c.Small != 0 && c.Small < 1000 || c.Small > c.Rows {
		return errors.New("--rows and --small must be at least 1000, and --small not above --rows")
	}
	folder := c.Keep
	if folder == "" {
		var err error
		if folder, err = os.MkdirTemp("", "bihuan-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(folder)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	var stores []*store
	if c.DB != "sqlite" {
		address, stop, err := startMariaDB(filepath.Join(folder, "mariadb"))
		if err != nil {
			return err
		}
		defer stop()
		if stores, err = c.mysqlStores(ctx, folder, address); err != nil {
			return err
		}
	}
	if c.DB != "mysql" {
		for _, n := range c.sizes() {
			stores = append(stores, &store{dialect: db.SQLite, rows: n, policies: c.policies(n), folder: filepath.Join(folder, fmt.Sprintf("sqlite-%d", n)),
				dsn: "sqlite:" + filepath.Join(folder, fmt.Sprintf("sqlite-%d", n), "bihuan.db")})
		}
	}
	if err := loadAll(ctx, stores); err != nil {
		return err
	}
	return c.measure(ctx, stores)
}

// policies are how many a firm of a size has.
func (c *runCmd) policies(rows int) int {
	if rows < c.Rows {
		return c.Policies / 10
	}
	return c.Policies
}

// sizes are those to be measured, the small one first.
func (c *runCmd) sizes() []int {
	if c.Small == 0 || c.Small == c.Rows {
		return []int{c.Rows}
	}
	return []int{c.Small, c.Rows}
}

// startMariaDB runs a server that is as durable as one in an office.
func startMariaDB(data string) (address string, stop func(), err error) {
	return dbtest.Run(dbtest.Daemon{Dir: data, Settings: []string{"--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=1G",
		"--innodb-log-file-size=512M", "--max-connections=200", "--local-infile=1"}})
}

func (c *runCmd) mysqlStores(ctx context.Context, folder, address string) ([]*store, error) {
	admin, err := db.Open(ctx, address, db.Options{Connections: 1})
	if err != nil {
		return nil, err
	}
	defer admin.Close()
	var stores []*store
	for _, n := range c.sizes() {
		s := &store{dialect: db.MySQL, rows: n, policies: c.policies(n), folder: filepath.Join(folder, fmt.Sprintf("mysql-%d", n)), dsn: strings.Replace(address, "/mysql?", fmt.Sprintf("/bench_%d?", n), 1)}
		if !s.whole() { // half a load is of no use
			if err := admin.Exec(ctx, fmt.Sprintf("DROP DATABASE IF EXISTS bench_%d", n)); err != nil {
				return nil, err
			}
			if err := admin.Exec(ctx, fmt.Sprintf("CREATE DATABASE bench_%d CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", n)); err != nil {
				return nil, err
			}
		}
		stores = append(stores, s)
	}
	return stores, nil
}

// loadAll fills the stores that are not; those of the same size share one search index.
func loadAll(ctx context.Context, stores []*store) error {
	say := func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, time.Now().Format(time.TimeOnly)+" "+format+"\n", args...)
	}
	indexed := map[int]*store{}
	for _, s := range stores {
		if s.whole() {
			raw, err := connect(s.dsn, false)
			if err != nil {
				return err
			}
			s.raw = raw
		} else {
			if err := os.RemoveAll(s.folder); err != nil {
				return err
			}
			if err := s.load(ctx, indexed[s.rows], say); err != nil {
				return fmt.Errorf("loading %d into %s: %w", s.rows, s.dialect, err)
			}
		}
		if indexed[s.rows] == nil {
			indexed[s.rows] = s
		}
	}
	return nil
}
