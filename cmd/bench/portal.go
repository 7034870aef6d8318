package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime/pprof"
	"strings"
	"sync"
	"time"

	"bihuan/handlers"
	"bihuan/models/db"
)

// portalCmd serves the real router from a process of its own, so that its memory and CPU can be told apart.
type portalCmd struct {
	DSN    string `name:"dsn" required:""`
	Folder string `required:""`
	// Profile is where to write what the CPU did, "" nowhere.
	Profile string
}

// Run serves until the parent closes our input.
func (p *portalCmd) Run(ctx context.Context) error {
	if p.Profile != "" {
		f, err := os.Create(p.Profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	d, err := db.Open(ctx, p.DSN, db.Options{Connections: 16})
	if err != nil {
		return err
	}
	defer d.Close()
	counted := &counter{}
	house, err := handlers.Open(d, handlers.Options{Folder: p.Folder, Log: slog.New(counted), Demo: true})
	if err != nil {
		return err
	}
	defer house.Close()
	if err := house.Start(ctx); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/", house.Router())
	mux.HandleFunc("/-/count", counted.serve)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	fmt.Println(l.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	if err := server.Serve(l); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// counter reads the statements of requests out of the router's log, while it is asked to.
type counter struct {
	mu    sync.Mutex
	on    bool
	found map[string]int64
}

// Enabled is for slog.
func (c *counter) Enabled(_ context.Context, l slog.Level) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.on && l == slog.LevelInfo || l > slog.LevelInfo
}

// Handle is for slog.
func (c *counter) Handle(_ context.Context, r slog.Record) error {
	if r.Level > slog.LevelInfo {
		fmt.Fprintln(os.Stderr, "portal:", r.Message)
		r.Attrs(func(a slog.Attr) bool { fmt.Fprintln(os.Stderr, " ", a); return true })
		return nil
	}
	var route string
	var n int64
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "method", "route":
			route += a.Value.String()
		case "statements":
			n = a.Value.Int64()
		}
		return true
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.found[route] = max(c.found[route], n)
	return nil
}

// WithAttrs is for slog.
func (c *counter) WithAttrs([]slog.Attr) slog.Handler { return c }

// WithGroup is for slog.
func (c *counter) WithGroup(string) slog.Handler { return c }

// serve begins counting, or ends it and tells the most statements of each route.
func (c *counter) serve(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.on = r.URL.Query().Get("on") == "1"; c.on {
		c.found = map[string]int64{}
	}
	_ = json.NewEncoder(w).Encode(c.found)
}

// portal is a running portal as its parent sees it.
type portal struct {
	address string
	process *process
	in      io.Closer
	run     *exec.Cmd
	started time.Duration // until the first page came
}

func startPortal(s *store, profile string) (*portal, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	run := exec.Command(self, "portal", "--dsn", s.dsn, "--folder", s.folder, "--profile", profile)
	run.Stderr = os.Stderr
	in, err := run.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := run.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := run.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the portal did not start: %w", err)
	}
	p := &portal{address: strings.TrimSpace(line), process: &process{run.Process.Pid}, in: in, run: run}
	r, err := http.Get("http://" + p.address + "/sign-in")
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	p.started = time.Since(began)
	return p, nil
}

func (p *portal) stop() {
	_ = p.in.Close()
	_ = p.run.Wait()
}

// statements tells how many statements a page costs at most.
func (p *portal) statements(ask func() error) (int64, error) {
	if err := p.count("1", nil); err != nil {
		return 0, err
	}
	if err := ask(); err != nil {
		return 0, err
	}
	found := map[string]int64{}
	if err := p.count("0", &found); err != nil {
		return 0, err
	}
	most := int64(0)
	for _, n := range found {
		most = max(most, n)
	}
	return most, nil
}

func (p *portal) count(on string, to any) error {
	r, err := http.Get("http://" + p.address + "/-/count?on=" + on)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if to == nil {
		return nil
	}
	return json.NewDecoder(r.Body).Decode(to)
}
