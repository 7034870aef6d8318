package locale

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// families are the keys that code puts together in ways the scan below cannot
// see. A literal that ends with a dot ("ui.step." + state) declares its family
// by itself and needs no line here.
var families = []string{
	"event.", // by the kind of an event
	"field.", // by record and field of a change
	"right.", // by permission
	"role.",
	"ui.weekday.",
	"fault.page.", // by status and part
}

// ofRecords are the families that every kind of record has: the shared pages of records and lists put its name before them.
var ofRecords = regexp.MustCompile(`^[a-z_]+\.(step|do|done|lead|hint|bulk)\.`)

// shared are the first words of keys that every module may have in its file.
var shared = []string{"event", "field", "fault", "invalid", "kind", "link", "menu", "notify", "right", "role", "shell"}

func modules(t *testing.T, tag Tag) map[string]map[string]string {
	t.Helper()
	entries, err := files.ReadDir(string(tag))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for _, e := range entries {
		texts, err := read(tag, e.Name())
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(e.Name(), ".json")] = texts
	}
	return all
}

func TestCatalogueIsCompleteInBothLanguages(t *testing.T) {
	chinese, english := modules(t, ZhHans), modules(t, En)
	for module, texts := range chinese {
		for key, text := range texts {
			other, ok := english[module][key]
			if !ok {
				t.Errorf("en/%s.json lacks %s", module, key)
				continue
			}
			if a, b := placeholders(text), placeholders(other); !slices.Equal(a, b) {
				t.Errorf("%s: zh-Hans has %v, en has %v", key, a, b)
			}
		}
	}
	for module, texts := range english {
		for key := range texts {
			if _, ok := chinese[module][key]; !ok {
				t.Errorf("zh-Hans/%s.json lacks %s", module, key)
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{([a-z_]+)(\|[^{}]*\|[^{}]*)?\}`)

// placeholders are the names a text shows; the choice of an English plural
// stands beside its number and has no Chinese counterpart.
func placeholders(text string) []string {
	names := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		if m[2] == "" {
			names[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)

func TestTextsAreWellFormed(t *testing.T) {
	for _, tag := range Tags() {
		where := map[string]string{}
		for module, texts := range modules(t, tag) {
			for key, text := range texts {
				name := string(tag) + "/" + module + ".json " + key
				if before, twice := where[key]; twice {
					t.Errorf("%s: also in %s.json", name, before)
				}
				where[key] = module
				checkText(t, tag, name, text)
				first, _, _ := strings.Cut(key, ".")
				if !keyForm.MatchString(key) || !owns(module, first) && !slices.Contains(shared, first) {
					t.Errorf("%s: a key begins with its module or a shared family", name)
				}
			}
		}
	}
}

// owns tells whether keys that begin with first may stand in the file of a module: its own, or a part of a large
// one, as action_list.json is of action.
func owns(module, first string) bool {
	return strings.HasPrefix(module+"_", first+"_")
}

func checkText(t *testing.T, tag Tag, name, text string) {
	t.Helper()
	if strings.TrimSpace(text) == "" {
		t.Errorf("%s: empty", name)
	}
	if left := placeholder.ReplaceAllString(text, ""); strings.ContainsAny(left, "{}") {
		t.Errorf("%s: a brace that is no placeholder: %q", name, text)
	}
	if tag == En && strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		t.Errorf("%s: Chinese in an English text: %q", name, text)
	}
}

// source is what the program's own files say about keys.
type source struct {
	literals map[string]bool   // every string that looks like a key or a family
	wanted   map[string]string // keys that must exist, with the file that asks
}

var (
	literal = regexp.MustCompile("[\"`]([a-z][a-z0-9_]*(?:\\.[a-z0-9_]+)*\\.?[a-z0-9_]*)[\"`]")
	asked   = []*regexp.Regexp{
		regexp.MustCompile(`\b(?:locale\.T|say)\([^,()"]+,\s*"([^"]+)"`),
		regexp.MustCompile(`\.Flash\("[a-z]+",\s*"([^"]+)"`),
		regexp.MustCompile(`locale\.Key\("([^"]+)"\)`),
		regexp.MustCompile(`"((?:fault|invalid|ui|shell)\.[a-z0-9_.]*[a-z0-9_])"`),
	}
	eventKind = regexp.MustCompile(`audit\.Event\{\s*Kind:\s*"([^"]+)"`)
)

func scan(t *testing.T) source {
	t.Helper()
	s := source{literals: map[string]bool{}, wanted: map[string]string{}}
	for _, floor := range []string{"cmd", "handlers", "models", "views"} {
		err := filepath.WalkDir(filepath.Join("..", "..", floor), func(path string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() || !isSource(path) {
				return nil
			}
			data, err := os.ReadFile(path)
			if err == nil {
				s.take(path, string(data))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func isSource(path string) bool {
	if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
		return false
	}
	return strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".templ")
}

var comment = regexp.MustCompile(`(?m)^\s*//.*$`)

func (s source) take(path, text string) {
	text = comment.ReplaceAllString(text, "")
	for _, m := range literal.FindAllStringSubmatch(text, -1) {
		s.literals[m[1]] = true
	}
	for _, form := range asked {
		for _, m := range form.FindAllStringSubmatch(text, -1) {
			if !strings.HasSuffix(m[1], ".") && keyForm.MatchString(m[1]) {
				s.wanted[m[1]] = path
			}
		}
	}
	for _, m := range eventKind.FindAllStringSubmatch(text, -1) {
		s.wanted["event."+m[1]] = path
	}
}

func (s source) uses(key string) bool {
	if s.literals[key] || ofRecords.MatchString(key) {
		return true
	}
	for _, family := range families {
		if strings.HasPrefix(key, family) {
			return true
		}
	}
	for i, r := range key {
		if r == '.' && s.literals[key[:i+1]] {
			return true
		}
	}
	return false
}

func TestKeysAreNeitherMissingNorUnused(t *testing.T) {
	s := scan(t)
	known := catalogue[ZhHans]
	for key, path := range s.wanted {
		if _, ok := known[key]; !ok {
			t.Errorf("%s asks for %s, which has no text", path, key)
		}
	}
	for key := range known {
		if !s.uses(key) {
			t.Errorf("nothing uses %s", key)
		}
	}
}
