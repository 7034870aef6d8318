package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"bihuan/cmd/bihuan/demo"
	"bihuan/handlers"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db"
	"bihuan/models/file"
)

// Where the pictures go, and how large one may be: they travel with the repository.
const (
	screenshotsEnv = "BIHUAN_SCREENSHOTS"
	mostBytes      = 150_000
)

// storyEnd is the day in the pictures: a Wednesday afternoon in Shanghai.
var storyEnd = time.Date(2026, 11, 18, 7, 20, 0, 0, time.UTC)

// studio is the demonstration firm with a browser before it.
type studio struct {
	t      *testing.T
	house  *handlers.House
	server *httptest.Server
	ctx    context.Context
	folder string
	people map[auth.Role]int64
}

// picture is one of README's.
type picture struct {
	name            string
	role            auth.Role
	language, theme string
	width, height   int64
	path            func(*studio) string
	// then is done on the page before the picture is taken.
	then func(*studio)
}

var pictures = []picture{
	{"home", auth.Supervisor, "zh-Hans", "light", 1440, 900, fixed("/"), nil},
	{"list", auth.Supervisor, "zh-Hans", "light", 1440, 900, fixed("/complaints?view=all"), nil},
	{"record", auth.Handler, "zh-Hans", "light", 1440, 1000, (*studio).underWay, nil},
	{"board", auth.Supervisor, "zh-Hans", "light", 1440, 900, fixed("/actions/board"), nil},
	{"effect-en-dark", auth.Supervisor, "en", "dark", 1440, 1000, (*studio).proved, (*studio).toEffect},
	{"policy", auth.Handler, "zh-Hans", "light", 1440, 1000, (*studio).rule, nil},
	{"compare-en", auth.Auditor, "en", "light", 1440, 900, (*studio).revision, nil},
	{"phone", auth.Handler, "zh-Hans", "light", 375, 812, (*studio).underWay, nil},
}

// rule is the policy on complaints, which was revised after an action.
func (s *studio) rule() string {
	s.t.Helper()
	found, err := s.house.Policies.Find(s.t.Context(), auth.System("pictures"), "投诉处理制度", 50)
	s.must(err)
	for _, p := range found {
		if p.Title == "投诉处理制度" {
			return "/policies/" + p.Number
		}
	}
	s.t.Fatal("the demonstration has no policy on complaints")
	return ""
}

// revision is what changed in it.
func (s *studio) revision() string { return s.rule() + "/compare?from=1&to=2" }

func fixed(path string) func(*studio) string { return func(*studio) string { return path } }

// TestScreenshots takes the pictures of README from the demonstration firm. It runs where asked to: make screenshots.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv(screenshotsEnv)
	if folder == "" {
		t.Skip("takes pictures only where " + screenshotsEnv + " names a folder")
	}
	s := newStudio(t, folder)
	for _, p := range pictures {
		s.take(p)
	}
}

func newStudio(t *testing.T, folder string) *studio {
	t.Helper()
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "demo.db")
	open := func(ctx context.Context, now func() time.Time) (*db.DB, error) {
		d, err := db.Open(ctx, "sqlite:"+path, db.Options{Now: now})
		if err == nil {
			_, err = d.Migrate(ctx)
		}
		return d, err
	}
	home := t.TempDir()
	files, err := file.New(filepath.Join(home, "files"), file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Load(ctx, open, files, demo.Options{Now: storyEnd, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	d, err := open(ctx, func() time.Time { return storyEnd })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	house, err := handlers.Open(d, handlers.Options{Folder: home, Log: slog.New(slog.DiscardHandler), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = house.Close() })
	if err := house.Index.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	s := &studio{t: t, house: house, server: httptest.NewServer(house.Router()), folder: folder, people: map[auth.Role]int64{}}
	t.Cleanup(s.server.Close)
	people, err := house.Accounts.DemoPeople(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		s.people[p.Role] = p.PersonID
	}
	s.openBrowser()
	return s
}

func (s *studio) openBrowser() {
	path, err := exec.LookPath("chromium")
	if err != nil {
		s.t.Fatal("chromium is missing (Debian: apt-get install chromium fonts-noto-cjk)")
	}
	allocator, release := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("hide-scrollbars", true))...)
	s.t.Cleanup(release)
	ctx, cancel := chromedp.NewContext(allocator)
	s.t.Cleanup(cancel)
	s.ctx = ctx
}

func (s *studio) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *studio) take(p picture) {
	s.t.Helper()
	ctx := s.t.Context()
	entry, err := s.house.Accounts.EnterDemo(ctx, s.people[p.role], auth.Visit{IP: "127.0.0.1"})
	s.must(err)
	session, err := s.house.Accounts.Resolve(ctx, entry.Token)
	s.must(err)
	s.must(s.house.Accounts.SetProfile(ctx, session.Actor, auth.Profile{Language: p.language, Theme: p.theme}))
	s.must(chromedp.Do(s.ctx, chromedp.EmulateViewport(p.width, p.height)))
	_, err = chromedp.Call(s.ctx, network.SetCookie, network.SetCookieParams{Name: "bihuan_session", Value: entry.Token, URL: s.server.URL})
	s.must(err)
	_, err = chromedp.Call(s.ctx, emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{Locale: strings.TrimSuffix(p.language, "-Hans")})
	s.must(err)
	s.must(chromedp.Do(s.ctx, chromedp.Navigate(s.server.URL+p.path(s))))
	if p.then != nil {
		p.then(s)
	}
	// No bar is shown, so no room is kept for one.
	_, err = chromedp.Run(s.ctx, chromedp.Evaluate[string](`document.documentElement.style.scrollbarGutter = "auto"`))
	s.must(err)
	s.must(chromedp.Do(s.ctx, chromedp.Sleep(400*time.Millisecond)))
	shot, err := chromedp.Run(s.ctx, chromedp.CaptureScreenshot())
	s.must(err)
	small, err := shrink(shot)
	s.must(err)
	if len(small) > mostBytes {
		s.t.Errorf("%s: %d bytes, at most %d", p.name, len(small), mostBytes)
	}
	s.must(os.MkdirAll(s.folder, 0o755))
	s.must(os.WriteFile(filepath.Join(s.folder, p.name+".png"), small, 0o644))
	s.t.Logf("%s: %d bytes (%d as taken)", p.name, len(small), len(shot))
}

// shrink stores the picture anew with its 256 commonest colours: a page has few, and letters need no more.
func shrink(shot []byte) ([]byte, error) {
	from, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return nil, err
	}
	area := from.Bounds()
	seen := map[color.Color]int{}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			seen[from.At(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(seen), func(a, b color.Color) int { return seen[b] - seen[a] })
	to := image.NewPaletted(area, color.Palette(colours[:min(256, len(colours))]))
	nearest := make(map[color.Color]uint8, len(colours))
	for _, c := range colours {
		nearest[c] = uint8(to.Palette.Index(c))
	}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			to.SetColorIndex(x, y, nearest[from.At(x, y)])
		}
	}
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, to)
	return b.Bytes(), err
}

// one finds the complaint in a state with a rich story, as a role sees the list.
func (s *studio) one(role auth.Role, view complaint.ListView, states ...complaint.State) string {
	s.t.Helper()
	ctx := s.t.Context()
	actor, err := s.house.Accounts.ActorOf(ctx, s.people[role])
	s.must(err)
	page, err := s.house.Complaints.List(ctx, actor, complaint.Filter{View: view, Sort: complaint.SortReceived}, nil)
	s.must(err)
	best, most := "", -1
	for _, row := range page.Rows {
		if !slices.Contains(states, row.State) || row.PausedAt != nil {
			continue
		}
		v, err := s.house.Complaints.ByNumber(ctx, actor, row.Number)
		s.must(err)
		if len(v.Timeline) > most {
			best, most = row.Number, len(v.Timeline)
		}
	}
	if best == "" {
		s.t.Fatalf("no complaint of %v for %s", states, role)
	}
	return "/complaints/" + best
}

func (s *studio) underWay() string {
	return s.one(auth.Handler, complaint.ViewMine, complaint.Investigating, complaint.Assessed)
}

// proved is the action after which the number of complaints fell most.
func (s *studio) proved() string {
	s.t.Helper()
	ctx := s.t.Context()
	actor, err := s.house.Accounts.ActorOf(ctx, s.people[auth.Supervisor])
	s.must(err)
	page, err := s.house.Actions.List(ctx, actor, action.Filter{View: action.ViewAll, State: action.Closed}, nil)
	s.must(err)
	best, most := "", int64(0)
	for _, r := range page.Rows {
		v, err := s.house.Actions.ByNumber(ctx, actor, r.Number)
		s.must(err)
		for _, k := range v.Checks {
			if fewer := k.BeforeCount - k.AfterCount; k.Effective && fewer > most {
				best, most = r.Number, fewer
			}
		}
	}
	if best == "" {
		s.t.Fatal("no effect was proved")
	}
	return "/actions/" + best
}

// toEffect brings what was counted before and after into the picture.
func (s *studio) toEffect() {
	s.t.Helper()
	_, err := chromedp.Run(s.ctx, chromedp.Evaluate[bool](`(() => { document.querySelector("main .effect-chart").scrollIntoView({block: "center"}); return true })()`))
	s.must(err)
}
