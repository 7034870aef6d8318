package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"syscall"
	"time"

	"bihuan/handlers"
)

type serveCmd struct {
	Listen  string   `env:"BIHUAN_LISTEN" default:"127.0.0.1:8080" help:"Address to listen on."`
	Demo    bool     `env:"BIHUAN_DEMO" help:"Load the demonstration firm into an empty database and offer one-click sign-in. Loopback addresses only."`
	Secure  bool     `env:"BIHUAN_SECURE" help:"The portal is reached over HTTPS: cookies are sent only there."`
	Proxies []string `env:"BIHUAN_PROXIES" help:"Networks of reverse proxies (CIDR) that are believed about the client's address."`
	Verbose bool     `short:"v" env:"BIHUAN_VERBOSE" help:"Log every request."`
}

const (
	shutdownTime = 15 * time.Second
	// memoryLimit is a soft bound in bytes for what the program itself holds, well below the 120 MB it may take.
	memoryLimit = 96 << 20
)

// Run serves until the process is told to stop.
func (s *serveCmd) Run(ctx context.Context, g *Globals) error {
	if s.Demo && !loopback(s.Listen) {
		return fmt.Errorf("--demo offers sign-in without a password and so works only on a loopback address, not on %s", s.Listen)
	}
	proxies, err := networks(s.Proxies)
	if err != nil {
		return err
	}
	// Pages leave much short-lived garbage and little that lasts: collecting less often saves a tenth of the
	// processor and stays far below the memory limit. GOGC and GOMEMLIMIT still have the last word.
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(memoryLimit)
	}
	// Listen first: a taken port should be told before anything is written.
	l, err := net.Listen("tcp", s.Listen)
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("%s is in use by another program; choose another address with --listen", s.Listen)
		}
		return fmt.Errorf("cannot listen on %s: %w", s.Listen, err)
	}
	defer l.Close()
	level := slog.LevelWarn
	if s.Verbose {
		level = slog.LevelInfo
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	house, err := g.house(ctx, handlers.Options{Log: log, Demo: s.Demo, Secure: s.Secure, Proxies: proxies})
	if err != nil {
		return err
	}
	defer house.Close()
	if s.Demo {
		if err := loadDemo(ctx, g, house); err != nil {
			return err
		}
	}
	if err := house.Start(ctx); err != nil {
		return err
	}
	server := &http.Server{Handler: house.Router(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	fmt.Printf("Bihuan 闭环 is ready: http://%s\n", l.Addr())
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	return server.Shutdown(end)
}

func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func networks(list []string) ([]*net.IPNet, error) {
	var out []*net.IPNet
	for _, text := range list {
		_, n, err := net.ParseCIDR(text)
		if err != nil {
			return nil, fmt.Errorf("--proxies: %q is not a network such as 10.0.0.0/24", text)
		}
		out = append(out, n)
	}
	return out, nil
}
