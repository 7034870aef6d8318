package handlers_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// floor is the height of each room of models: a room may use only rooms below its own, never its neighbours.
var floor = map[string]int{
	"fault": 0, "clause": 0, "opc": 0, "sheet": 1, "docx": 1, "db": 1, "audit": 2, "auth": 3, "change": 3, "org": 4, "job": 4,
	"notify": 5, "search": 5, "calendar": 5, "file": 5, "terms": 5, "savedview": 5, "link": 5,
	"clock": 6, "action": 7, "complaint": 8, "policy": 8, "control": 8, "signing": 9, "evidence": 10,
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func TestImportsGoOneWay(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "bihuan/...")
	cmd.Dir = ".."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v: %s", err, stderr.String())
	}
	dec := json.NewDecoder(bytes.NewReader(out))
	seen := 0
	for {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		seen++
		for _, to := range p.Imports {
			if why := forbidden(p.ImportPath, to); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, to, why)
			}
		}
	}
	if seen < 15 {
		t.Fatalf("go list told of %d packages only", seen)
	}
}

func forbidden(from, to string) string {
	from, to = strings.TrimPrefix(from, "bihuan/"), strings.TrimPrefix(to, "bihuan/")
	house, room := split(from)
	other, otherRoom := split(to)
	switch house {
	case "models":
		switch {
		case other == "handlers" || other == "views" || other == "static" || other == "cmd":
			return "models know neither pages nor commands"
		case to == "net/http" || strings.HasPrefix(to, "github.com/labstack/"):
			return "models know nothing of the web"
		case other == "models" && room != otherRoom && !strings.HasPrefix(from, "models/db/dbtest"):
			return wrongFloor(room, otherRoom)
		}
	case "views":
		if other == "models" || other == "handlers" || other == "cmd" || strings.HasPrefix(to, "github.com/labstack/") || strings.HasPrefix(to, "gorm.io/") {
			return "views get plain structs and know neither models nor handlers"
		}
	case "handlers":
		if other == "cmd" || strings.HasPrefix(to, "gorm.io/") {
			return "handlers call use cases"
		}
	}
	return ""
}

func wrongFloor(room, other string) string {
	mine, ok := floor[room]
	theirs, known := floor[other]
	switch {
	case !ok || !known:
		return "the room has no floor in this test yet"
	case theirs >= mine:
		return "a room may use only rooms on floors below its own"
	}
	return ""
}

func split(path string) (house, room string) {
	parts := strings.SplitN(path, "/", 3)
	if len(parts) < 2 {
		return parts[0], ""
	}
	return parts[0], parts[1]
}
