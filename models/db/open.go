package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/glebarez/sqlite"
	mysqldriver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Dialect is the kind of database behind a DB.
type Dialect string

// The two dialects.
const (
	SQLite Dialect = "sqlite"
	MySQL  Dialect = "mysql"
)

// Options are what a DB takes besides its address.
type Options struct {
	// Now is the clock; time.Now where nil.
	Now func() time.Time
	// Zone is where the firm is: it decides in which year a number is given. Asia/Shanghai where nil.
	Zone *time.Location
	// Connections is the size of the pool on MySQL and of the read pool on SQLite; 32 where 0.
	Connections int
	// BeforeCommit looks at what each transaction wrote and may refuse it. Tests use it to prove that no
	// business row changes without an event; it is nil in the running portal.
	BeforeCommit func(Written) error
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	path    string
	read    *gorm.DB
	write   *gorm.DB
	now     func() time.Time
	zone    *time.Location
	before  func(Written) error
}

// ErrAddress says that a database address is of no known form.
var ErrAddress = errors.New("database address must be sqlite:PATH or mysql://user:password@host:3306/name")

// Open connects to the database at dsn: `sqlite:PATH` or `mysql://user:password@host:3306/name`
// (with `?socket=/path` for a local socket). It does not migrate.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	d := &DB{now: o.Now, zone: o.Zone, before: o.BeforeCommit}
	if d.now == nil {
		d.now = time.Now
	}
	if d.zone == nil {
		zone, err := time.LoadLocation("Asia/Shanghai")
		if err != nil {
			return nil, err
		}
		d.zone = zone
	}
	if o.Connections == 0 {
		o.Connections = 32
	}
	var err error
	switch {
	case strings.HasPrefix(dsn, "sqlite:"):
		err = d.openSQLite(strings.TrimPrefix(dsn, "sqlite:"), o.Connections)
	case strings.HasPrefix(dsn, "mysql://"):
		err = d.openMySQL(dsn, o.Connections)
	default:
		return nil, ErrAddress
	}
	if err != nil {
		return nil, err
	}
	if d.before != nil {
		if err := watch(d.write); err != nil {
			return nil, err
		}
	}
	pool, err := d.write.DB()
	if err == nil {
		err = pool.PingContext(ctx)
	}
	if err != nil {
		_ = d.Close()
		return nil, fmt.Errorf("database does not answer: %w", err)
	}
	return d, nil
}

func (d *DB) gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		PrepareStmt:            true,
		PrepareStmtMaxSize:     512,
		TranslateError:         true,
		NowFunc:                d.Now,
		// SQL and its values never reach a log: they hold personal data.
		Logger: logger.Discard,
	}
}

func (d *DB) openSQLite(path string, connections int) error {
	d.dialect, d.path = SQLite, path
	if path == "" {
		return ErrAddress
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file := "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=cache_size(-16000)&_pragma=mmap_size(4294967296)"
	var err error
	if d.write, err = gorm.Open(sqlite.Open(file+"&_txlock=immediate"), d.gormConfig()); err != nil {
		return err
	}
	if d.read, err = gorm.Open(sqlite.Open(file+"&_pragma=query_only(1)"), d.gormConfig()); err != nil {
		return err
	}
	return errors.Join(limit(d.write, 1), limit(d.read, min(connections, 8)), countStatements(d.write), countStatements(d.read))
}

func (d *DB) openMySQL(dsn string, connections int) error {
	d.dialect = MySQL
	u, err := url.Parse(dsn)
	if err != nil {
		return ErrAddress
	}
	c := mysqldriver.NewConfig()
	c.User = u.User.Username()
	c.Passwd, _ = u.User.Password()
	c.DBName = strings.TrimPrefix(u.Path, "/")
	c.Net, c.Addr = "tcp", u.Host
	if u.Port() == "" && u.Host != "" {
		c.Addr = net.JoinHostPort(u.Hostname(), "3306")
	}
	if socket := u.Query().Get("socket"); socket != "" {
		c.Net, c.Addr = "unix", socket
	}
	if c.Addr == "" || c.DBName == "" {
		return ErrAddress
	}
	c.ParseTime, c.Loc, c.InterpolateParams, c.ClientFoundRows = true, time.UTC, true, true
	c.Timeout = 5 * time.Second
	c.Collation = "utf8mb4_bin"
	c.Logger = &mysqldriver.NopLogger{}
	c.Params = map[string]string{"time_zone": "'+00:00'"}
	connector, err := mysqldriver.NewConnector(c)
	if err != nil {
		return ErrAddress
	}
	config := d.gormConfig()
	// The driver writes parameters into the text itself. Prepared statements would pile up on the server through a
	// long transaction, one for every execution, until it refuses more.
	config.PrepareStmt = false
	if d.write, err = gorm.Open(mysql.New(mysql.Config{Conn: sql.OpenDB(connector), DSNConfig: c}), config); err != nil {
		return err
	}
	d.read = d.write
	return errors.Join(limit(d.write, connections), countStatements(d.write))
}

func limit(g *gorm.DB, connections int) error {
	pool, err := g.DB()
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	pool.SetConnMaxLifetime(time.Hour)
	return nil
}

// Close releases all connections.
func (d *DB) Close() error {
	var errs []error
	for _, g := range []*gorm.DB{d.write, d.read} {
		if g == nil {
			continue
		}
		if pool, err := g.DB(); err == nil {
			errs = append(errs, pool.Close())
		}
	}
	return errors.Join(errs...)
}

// Dialect tells which kind of database this is.
func (d *DB) Dialect() Dialect { return d.dialect }

// Path is the file of a SQLite database, empty on MySQL.
func (d *DB) Path() string { return d.path }

// Zone is where the firm is.
func (d *DB) Zone() *time.Location { return d.zone }

// Now is the present in UTC, cut to microseconds as both databases keep it.
func (d *DB) Now() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

// Read gives a handle for reading only. A chained handle keeps its conditions: start each query anew from Read.
func (d *DB) Read(ctx context.Context) *gorm.DB { return d.read.WithContext(ctx) }

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	pool, err := d.read.DB()
	if err != nil {
		return err
	}
	return pool.PingContext(ctx)
}

// Down tells whether err means that the database cannot be reached now, so that trying again later may help.
func Down(err error) bool {
	var netErr *net.OpError
	var my *mysqldriver.MySQLError
	if errors.As(err, &my) {
		// too many connections, server shutdown in progress, read-only while failing over
		return my.Number == 1040 || my.Number == 1053 || my.Number == 1290
	}
	return errors.Is(err, mysqldriver.ErrInvalidConn) || errors.As(err, &netErr) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, os.ErrPermission) || strings.Contains(fmt.Sprint(err), "bad connection")
}
