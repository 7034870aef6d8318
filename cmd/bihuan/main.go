// Command bihuan is the closed-loop service portal: the server and its tools.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"bihuan/models/fault"
	"bihuan/views/locale"
)

// version is set by make build.
var version = "dev"

// cli is the whole command line. Every flag can also come from the environment, and every
// BIHUAN_X from a file named by BIHUAN_X_FILE, as containers hand over secrets.
type cli struct {
	Globals

	Serve   serveCmd   `cmd:"" help:"Run the portal."`
	Migrate migrateCmd `cmd:"" help:"Show or apply schema migrations."`
	Import  importCmd  `cmd:"" help:"Import complaints, people or holidays from files."`
	Demo    demoCmd    `cmd:"" help:"Load the demonstration firm into an empty database."`
	User    userCmd    `cmd:"" help:"Help with accounts from the server's own console."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := secretsFromFiles(); err != nil {
		fail(err)
	}
	var c cli
	parsed := kong.Parse(&c, kong.Name("bihuan"), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Description("Bihuan 闭环, the closed-loop service portal.\n\nStart with: bihuan serve --demo"),
		kong.Vars{"version": version}, kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(&c.Globals))
	if err := parsed.Run(); err != nil {
		stop()
		fail(err)
	}
}

// fail says in one line what is wrong and ends with status 1.
func fail(err error) {
	fmt.Fprintln(os.Stderr, "bihuan: "+explain(err))
	os.Exit(1)
}

// explain gives the words of a fault, or the error itself.
func explain(err error) string {
	f := fault.Of(err)
	if f == nil {
		return strings.ReplaceAll(err.Error(), "\n", " ")
	}
	ctx := locale.With(context.Background(), locale.New(string(locale.En)))
	text := locale.T(ctx, f.Key, f.Args...)
	for field, m := range f.Fields {
		text += "; " + field + ": " + locale.T(ctx, m.Key, m.Args...)
	}
	if f.Err != nil {
		text += " (" + f.Err.Error() + ")"
	}
	return strings.ReplaceAll(text, "\n", " ")
}

// secretsFromFiles reads BIHUAN_X from the file that BIHUAN_X_FILE names.
func secretsFromFiles() error {
	for _, pair := range os.Environ() {
		name, path, _ := strings.Cut(pair, "=")
		target, ok := strings.CutSuffix(name, "_FILE")
		if !ok || !strings.HasPrefix(name, "BIHUAN_") || path == "" {
			continue
		}
		if os.Getenv(target) != "" {
			return errors.New("set either " + target + " or " + name + ", not both")
		}
		value, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.Setenv(target, strings.TrimSpace(string(value))); err != nil {
			return err
		}
	}
	return nil
}
