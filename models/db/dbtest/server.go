package dbtest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sync"
	"time"
)

// ServerEnv names the variable that holds the address of a MariaDB that tests may use (as root, database mysql).
const ServerEnv = "BIHUAN_TEST_MYSQL"

var server struct {
	sync.Once
	dsn string
	err error
	// pipe is kept for as long as the process lives: its closing ends the server.
	pipe io.WriteCloser
}

// Server gives the address of a MariaDB for tests: the one named by ServerEnv, or a private one on a
// socket that is started now and ends with this process.
func Server() (string, error) {
	server.Do(func() {
		if server.dsn = os.Getenv(ServerEnv); server.dsn == "" {
			server.dsn, server.err = startServer()
		}
	})
	return server.dsn, server.err
}

func startServer() (string, error) {
	daemon, err := exec.LookPath("mariadbd")
	if err != nil {
		if daemon, err = exec.LookPath("/usr/sbin/mariadbd"); err != nil {
			return "", errors.New("mariadbd is not installed (Debian: apt-get install mariadb-server)")
		}
	}
	dir, err := os.MkdirTemp("", "bihuan-mariadb-")
	if err != nil {
		return "", err
	}
	me, err := user.Current()
	if err != nil {
		return "", err
	}
	data, socket := filepath.Join(dir, "data"), filepath.Join(dir, "my.sock")
	install := exec.Command("mariadb-install-db", "--no-defaults", "--user="+me.Username, "--datadir="+data,
		"--auth-root-authentication-method=normal", "--skip-test-db")
	if out, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("mariadb-install-db: %w: %s", err, out)
	}
	// The shell ends the server and clears its folder when our end of the pipe closes, however this process ends.
	script := `dir=$1; shift; "$@" & pid=$!; cat >/dev/null; kill -9 $pid; wait $pid 2>/dev/null; rm -rf "$dir"`
	run := exec.Command("sh", "-c", script, "sh", dir, daemon, "--no-defaults", "--user="+me.Username, "--datadir="+data,
		"--socket="+socket, "--pid-file="+filepath.Join(dir, "my.pid"), "--skip-networking", "--character-set-server=utf8mb4",
		"--collation-server=utf8mb4_bin", "--innodb-log-file-size=16M", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=256M",
		"--log-error="+filepath.Join(dir, "err.log"), "--max-connections=500")
	if server.pipe, err = run.StdinPipe(); err != nil {
		return "", err
	}
	if err := run.Start(); err != nil {
		return "", err
	}
	for range 300 {
		if _, err := os.Stat(socket); err == nil {
			return "mysql://root@/mysql?socket=" + socket, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(dir, "err.log"))
	return "", fmt.Errorf("MariaDB did not start: %s", log)
}
