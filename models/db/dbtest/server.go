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
}

// Server gives the address of a MariaDB for tests: the one named by ServerEnv, or a private one on a
// socket that is started now and ends with this process.
func Server() (string, error) {
	server.Do(func() {
		if server.dsn = os.Getenv(ServerEnv); server.dsn == "" {
			// Tests lose nothing when the machine fails, so nothing waits for the disk. The server ends with the process.
			server.dsn, _, server.err = Run(Daemon{Settings: []string{"--innodb-log-file-size=16M",
				"--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=256M", "--max-connections=500"}})
		}
	})
	return server.dsn, server.err
}

// Daemon says how a private MariaDB is to run.
type Daemon struct {
	// Dir is where it keeps its data for the next start; a folder that goes with the process where empty.
	Dir string
	// Settings are further settings of the server, as on its command line.
	Settings []string
}

// Run starts a MariaDB of one's own on a socket and gives its address (as root, database mysql). It ends by
// stop, and in any case with this process.
func Run(o Daemon) (address string, stop func(), err error) {
	daemon, err := exec.LookPath("mariadbd")
	if err != nil {
		if daemon, err = exec.LookPath("/usr/sbin/mariadbd"); err != nil {
			return "", nil, errors.New("mariadbd is not installed (Debian: apt-get install mariadb-server)")
		}
	}
	// A socket's path must be short, so it never lies with the data.
	dir, err := os.MkdirTemp("", "bihuan-mariadb-")
	if err != nil {
		return "", nil, err
	}
	data, signal := filepath.Join(dir, "data"), "-KILL"
	if o.Dir != "" {
		data, signal = o.Dir, "-TERM"
	}
	me, err := user.Current()
	if err != nil {
		return "", nil, err
	}
	if _, err := os.Stat(filepath.Join(data, "mysql")); err != nil {
		install := exec.Command("mariadb-install-db", "--no-defaults", "--user="+me.Username, "--datadir="+data,
			"--auth-root-authentication-method=normal", "--skip-test-db")
		if out, err := install.CombinedOutput(); err != nil {
			return "", nil, fmt.Errorf("mariadb-install-db: %w: %s", err, out)
		}
	}
	socket := filepath.Join(dir, "my.sock")
	// The shell ends the server and clears its folder when our end of the pipe closes, however this process ends.
	script := `dir=$1; signal=$2; shift 2; "$@" & pid=$!; cat >/dev/null; kill $signal $pid; wait $pid 2>/dev/null; rm -rf "$dir"`
	run := exec.Command("sh", append([]string{"-c", script, "sh", dir, signal, daemon, "--no-defaults", "--user=" + me.Username, "--datadir=" + data,
		"--socket=" + socket, "--pid-file=" + filepath.Join(dir, "my.pid"), "--skip-networking", "--character-set-server=utf8mb4",
		"--collation-server=utf8mb4_bin", "--log-error=" + filepath.Join(dir, "err.log")}, o.Settings...)...)
	pipe, err := run.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	if err := run.Start(); err != nil {
		return "", nil, err
	}
	running = append(running, pipe)
	stop = func() {
		_ = pipe.Close()
		_ = run.Wait()
	}
	for range 600 {
		if _, err := os.Stat(socket); err == nil {
			return "mysql://root@/mysql?socket=" + socket, stop, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(dir, "err.log"))
	stop()
	return "", nil, fmt.Errorf("MariaDB did not start: %s", log)
}

// running holds our ends of the pipes: were one collected, its server would end.
var running []io.WriteCloser
