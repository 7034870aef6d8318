// Package static serves the style sheet, the scripts and the icons. What is
// third-party comes from node_modules (fetched by npm ci, pinned by the lock
// file); everything is bundled once at start, named by its content and held
// compressed, so that a browser asks for each version once.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

//go:embed css/*.css js/*.js icons/*.svg
//go:embed node_modules/@tabler/core/dist/css/tabler.min.css
//go:embed node_modules/htmx.org/dist/htmx.min.js
var files embed.FS

// Prefix is the path under which everything here is served.
const Prefix = "/static/"

type asset struct {
	path, kind   string
	plain, small []byte
}

type bundle struct {
	byName, byPath map[string]*asset
}

var bundles = sync.OnceValue(build)

// URL is the path of a named file ("app.css", "app.js", "theme.js",
// "icons.svg", "favicon.svg") with the hash of its content. An unknown name is
// a fault of the program and panics.
func URL(name string) string {
	a, ok := bundles().byName[name]
	if !ok {
		panic("static: no file " + name)
	}
	return a.path
}

// IconURL is the address of one symbol in the icon sheet.
func IconURL(name string) string { return URL("icons.svg") + "#" + name }

// Handler serves everything under Prefix.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := bundles().byPath[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		a.serve(w, r)
	})
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Content-Type", a.kind)
	head.Set("Cache-Control", "public, max-age=31536000, immutable")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Add("Vary", "Accept-Encoding")
	body := a.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		head.Set("Content-Encoding", "gzip")
		body = a.small
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // the reader hung up: nobody is left to tell
}

func build() *bundle {
	b := &bundle{byName: map[string]*asset{}, byPath: map[string]*asset{}}
	css := join("node_modules/@tabler/core/dist/css/tabler.min.css", all("css")...)
	b.add("app.css", "text/css; charset=utf-8", css)
	b.add("theme.js", "text/javascript; charset=utf-8", join("js/theme.js"))
	b.add("app.js", "text/javascript; charset=utf-8", join("node_modules/htmx.org/dist/htmx.min.js", scripts()...))
	b.add("icons.svg", "image/svg+xml", sheet())
	b.add("favicon.svg", "image/svg+xml", join("icons/brand.svg"))
	return b
}

func (b *bundle) add(name, kind string, data []byte) {
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	a := &asset{kind: kind, plain: data, small: compress(data)}
	a.path = Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	b.byName[name] = a
	b.byPath[a.path] = a
}

func compress(data []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	_, _ = w.Write(data) // a bytes.Buffer does not fail
	_ = w.Close()
	return out.Bytes()
}

func all(folder string) []string {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		panic(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, folder+"/"+e.Name())
	}
	return names
}

// scripts are all but the theme script, which stands in the head alone so that
// a dark page never flashes white.
func scripts() []string {
	var names []string
	for _, name := range all("js") {
		if name != "js/theme.js" {
			names = append(names, name)
		}
	}
	return names
}

var sourceMap = regexp.MustCompile(`(?m)^(/\*#|//#) sourceMappingURL=.*$`)

func join(first string, rest ...string) []byte {
	var out bytes.Buffer
	for _, name := range append([]string{first}, rest...) {
		data, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		out.Write(bytes.TrimSpace(sourceMap.ReplaceAll(data, nil)))
		out.WriteByte('\n')
	}
	return out.Bytes()
}

// svgParts takes an icon's drawing out of its wrapping.
var svgParts = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)

// sheet turns the chosen icons into one file of symbols.
func sheet() []byte {
	var out bytes.Buffer
	out.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">` + "\n")
	for _, name := range Icons() {
		data, err := outline.ReadFile(iconFolder + name + ".svg")
		if err != nil {
			panic(err)
		}
		drawing := svgParts.FindSubmatch(data)
		if drawing == nil {
			panic("static: no drawing in icon " + name)
		}
		inner := strings.ReplaceAll(string(drawing[1]), `<path stroke="none" d="M0 0h24v24H0z" fill="none" />`, "")
		fmt.Fprintf(&out, `<symbol id="%s" viewBox="0 0 24 24">%s</symbol>`+"\n", name, strings.Join(strings.Fields(inner), " "))
	}
	brand, err := files.ReadFile("icons/brand.svg")
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(&out, `<symbol id="brand" viewBox="0 0 24 24">%s</symbol></svg>`, svgParts.FindSubmatch(brand)[1])
	return out.Bytes()
}
