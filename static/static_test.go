package static

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func get(path, encoding string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func TestEachFileIsServedOnceForever(t *testing.T) {
	for name, kind := range map[string]string{
		"app.css": "text/css", "app.js": "text/javascript", "theme.js": "text/javascript",
		"icons.svg": "image/svg+xml", "favicon.svg": "image/svg+xml",
	} {
		plain, small := get(URL(name), ""), get(URL(name), "gzip, br")
		if plain.Code != http.StatusOK || !strings.HasPrefix(plain.Header().Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s", name, plain.Code, plain.Header().Get("Content-Type"))
		}
		if !strings.Contains(plain.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s is not immutable", name)
		}
		reader, err := gzip.NewReader(small.Body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		body, err := io.ReadAll(reader)
		if err != nil || string(body) != plain.Body.String() {
			t.Errorf("%s: the compressed body differs (%v)", name, err)
		}
		if strings.Contains(string(body), "sourceMappingURL") {
			t.Errorf("%s points to a source map that is not served", name)
		}
	}
	for _, path := range []string{"/static/app.css", "/static/../go.mod", "/static/"} {
		if w := get(path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, w.Code)
		}
	}
}

var named = regexp.MustCompile(`(?:Icon:\s*|Icon\(|icon:\s*)"([a-z0-9-]+)"`)

// An icon that is not in the sheet would be an empty hole on the page.
func TestEveryNamedIconIsInTheSheet(t *testing.T) {
	known := append(Icons(), "brand")
	for _, floor := range []string{"../views", "../handlers"} {
		err := filepath.WalkDir(floor, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !(strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".templ")) || strings.HasSuffix(path, "_templ.go") {
				return nil
			}
			data, err := os.ReadFile(path)
			for _, m := range named.FindAllStringSubmatch(string(data), -1) {
				if !slices.Contains(known, m[1]) {
					t.Errorf("%s names the icon %q; add it to icons.go", path, m[1])
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
