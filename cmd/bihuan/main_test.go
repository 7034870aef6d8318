package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
)

var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "bihuan-cmd-")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "bihuan")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// run gives what the program said and whether it ended well.
func run(t *testing.T, args ...string) (said string, ok bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("bihuan %v did not end: %s", args, out)
	}
	return strings.TrimSpace(string(out)), err == nil
}

func TestWhatIsWrongIsSaidInOneLine(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	locked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(locked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"port taken":         {[]string{"serve", "--listen", taken.Addr().String()}, "is in use"},
		"folder unwritable":  {[]string{"serve", "--listen", "127.0.0.1:0", "--db", "sqlite:" + locked + "/x.db"}, "cannot open"},
		"data unwritable":    {[]string{"serve", "--listen", "127.0.0.1:0", "--data", locked + "/data"}, "data folder"},
		"server away":        {[]string{"serve", "--listen", "127.0.0.1:0", "--db", "mysql://u:secret@127.0.0.1:1/x"}, "refused"},
		"no address":         {[]string{"migrate", "status", "--db", "postgres://x"}, "sqlite:PATH or mysql://"},
		"demo for strangers": {[]string{"serve", "--demo", "--listen", "0.0.0.0:0"}, "loopback"},
		"not set up":         {[]string{"import", "complaints", locked}, "not set up"},
		"unknown zone":       {[]string{"migrate", "status", "--zone", "Mars/Base"}, "not known"},
	} {
		said, ok := run(t, c.args...)
		if ok || !strings.Contains(said, c.want) || strings.Count(said, "\n") > 0 || strings.Contains(said, "secret") {
			t.Errorf("%s: ended well %v, said %q, want one line with %q", name, ok, said, c.want)
		}
	}
}

// serve starts the portal and gives its address and what stops it.
func serve(t *testing.T, args ...string) (address string, stop func()) {
	t.Helper()
	cmd := exec.Command(program, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Dir = t.TempDir()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("stopping: %v", err)
		}
	}
	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		if _, at, ok := strings.Cut(scanner.Text(), "ready: "); ok {
			return at, stop
		}
	}
	t.Fatal("the portal did not say that it is ready")
	return "", nil
}

func TestAnEmptyDatabaseShowsTheSetUpPage(t *testing.T) {
	addresses := map[string]func(t *testing.T) string{
		"sqlite":  func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "x.db") },
		"mariadb": func(t *testing.T) string { return dbtest.NewDatabase(t) },
	}
	for name, address := range addresses {
		t.Run(name, func(t *testing.T) {
			dsn := address(t)
			at, stop := serve(t, "--db", dsn)
			res, err := http.Get(at + "/")
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if res.StatusCode != http.StatusOK || res.Request.URL.Path != "/set-up" {
				t.Errorf("status %d at %s", res.StatusCode, res.Request.URL)
			}
			stop()
			said, ok := run(t, "migrate", "status", "--db", dsn)
			if !ok || !strings.HasSuffix(said, "pending=0") {
				t.Errorf("migrate status: %s", said)
			}
		})
	}
}

func TestAnOlderSchemaIsRefusedOnAServerAndCopiedAsideInTheFile(t *testing.T) {
	age := func(t *testing.T, dsn string) {
		d, err := db.Open(context.Background(), dsn, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if _, err := d.Migrate(context.Background()); err != nil {
			t.Fatal(err)
		}
		// The newest step is undone as if it had never been: its tables and its line.
		for _, s := range []string{"DROP TABLE notifications", "DROP TABLE attachments", "DELETE FROM schema_migrations WHERE version = 7"} {
			if err := d.Exec(context.Background(), s); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "x.db")
		age(t, "sqlite:"+path)
		_, stop := serve(t, "--db", "sqlite:"+path)
		stop()
		if copies, _ := filepath.Glob(path + ".*.bak"); len(copies) != 1 {
			t.Errorf("%d copies aside, want 1", len(copies))
		}
	})
	t.Run("mariadb", func(t *testing.T) {
		dsn := dbtest.NewDatabase(t)
		age(t, dsn)
		said, ok := run(t, "serve", "--listen", "127.0.0.1:0", "--db", dsn)
		if ok || !strings.Contains(said, "bihuan migrate up") {
			t.Errorf("ended well %v: %s", ok, said)
		}
		if said, ok = run(t, "migrate", "up", "--db", dsn); !ok || !strings.HasSuffix(said, "applied=1 pending=0") {
			t.Errorf("migrate up: %s", said)
		}
	})
}

func TestSecretsComeFromFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dsn")
	if err := os.WriteFile(path, []byte("sqlite:"+filepath.Join(t.TempDir(), "secret.db")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("BIHUAN_DB_FILE", path)
	if said, ok := run(t, "migrate", "up"); !ok || !strings.Contains(said, "pending=0") {
		t.Errorf("said %s", said)
	}
	t.Setenv("BIHUAN_DB", "sqlite:other.db")
	if said, ok := run(t, "migrate", "up"); ok || !strings.Contains(said, "not both") {
		t.Errorf("said %s", said)
	}
}
