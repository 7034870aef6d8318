package browser

import (
	"context"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
)

// server is a MariaDB that a test may kill and start again.
type server struct {
	t       testing.TB
	dir     string
	process *exec.Cmd
}

func newServer(t testing.TB) *server {
	t.Helper()
	if _, err := dbtest.Server(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	dir, err := os.MkdirTemp("", "bihuan-away-")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, dir: dir}
	t.Cleanup(func() {
		s.kill()
		_ = os.RemoveAll(dir)
	})
	out, err := exec.Command("mariadb-install-db", s.flags("--auth-root-authentication-method=normal", "--skip-test-db")...).CombinedOutput()
	if err != nil {
		t.Fatalf("mariadb-install-db: %v: %s", err, out)
	}
	s.start()
	return s
}

func (s *server) flags(more ...string) []string {
	me, err := user.Current()
	if err != nil {
		s.t.Fatal(err)
	}
	return append([]string{"--no-defaults", "--user=" + me.Username, "--datadir=" + filepath.Join(s.dir, "data")}, more...)
}

func (s *server) socket() string { return filepath.Join(s.dir, "my.sock") }

func (s *server) start() {
	s.t.Helper()
	path, err := exec.LookPath("mariadbd")
	if err != nil {
		path = "/usr/sbin/mariadbd"
	}
	_ = os.Remove(s.socket())
	s.process = exec.Command(path, s.flags("--socket="+s.socket(), "--skip-networking", "--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin",
		"--innodb-log-file-size=16M", "--log-error="+filepath.Join(s.dir, "err.log"))...)
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	for end := time.Now().Add(patience * 2); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if exec.Command("mariadb-admin", "--no-defaults", "-uroot", "-S", s.socket(), "ping").Run() == nil {
			return
		}
	}
	s.t.Fatal("MariaDB does not start")
}

// kill ends the server as a power cut does.
func (s *server) kill() {
	if s.process != nil {
		_ = s.process.Process.Kill()
		_ = s.process.Wait()
		s.process = nil
	}
}

// TestTheDatabaseAwayWhileTyping kills the database under an open form. What was typed stays, is sent again by
// itself, and is saved once.
func TestTheDatabaseAwayWhileTyping(t *testing.T) {
	t.Parallel()
	browserContext(t)
	s := newServer(t)
	ctx := context.Background()
	admin, err := db.Open(ctx, "mysql://root@/mysql?socket="+s.socket(), db.Options{Connections: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := admin.Exec(ctx, "CREATE DATABASE away CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
		t.Fatal(err)
	}
	_ = admin.Close()
	d, err := db.Open(ctx, "mysql://root@/away?socket="+s.socket(), db.Options{Connections: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if _, err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	w := start(t, d)
	b := as(t, w, auth.Handler)
	b.expect("status of 503")
	b.expect("ERR_")
	b.expect("Response Status Error Code 503")
	b.awayAtRegistering(s)
	b.awayAtAStep(s)
	b.awayAtReading(s)
}

func (b *tab) awayAtRegistering(s *server) {
	b.t.Helper()
	b.open("/complaints/new")
	b.fill("phone", "13900001111").fill("body", told)
	s.kill()
	b.send("登记").sees("系统暂时不能保存", "秒后自动重试")
	b.shoot("away-503")
	b.proper("the page while the database is away")
	s.start()
	b.sees("TS-")
	if n := count(b.t, b.w); n != 1 {
		b.t.Errorf("%d complaints", n)
	}
}

func (b *tab) awayAtAStep(s *server) {
	b.t.Helper()
	t, w := b.t, b.w
	page, err := w.House.Complaints.List(context.Background(), w.Actor(auth.Supervisor), complaint.Filter{View: complaint.ViewAll}, nil)
	if err != nil || len(page.Rows) != 1 {
		t.Fatal(err, len(page.Rows))
	}
	number := page.Rows[0].Number
	b.open("/complaints/" + number + "?step=comment")
	b.fill("text", "客户补充：楼上也漏。")
	s.kill()
	b.press("添加说明").sees("正在重试")
	b.await(`[...document.querySelectorAll("main textarea")].some(e => e.value.includes("楼上也漏"))`)
	s.start()
	b.sees("说明已添加", "客户补充：楼上也漏。")
	v, err := w.House.Complaints.ByNumber(context.Background(), auth.System("test"), number)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range v.Timeline {
		if e.Kind == "complaint.commented" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the comment is there %d times", n)
	}
}

func (b *tab) awayAtReading(s *server) {
	b.t.Helper()
	t := b.t
	s.kill()
	b.open("/complaints?view=all")
	b.sees("秒后自动重试")
	s.start()
	b.sees("热水器")
	if at := b.path(); at != "/complaints?view=all" {
		t.Errorf("came back to %s", at)
	}
}
