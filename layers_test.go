package stemma_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/stemma-news/stemma"

// floors is the architecture: a package imports only from floors below its own.
var floors = map[string]int{
	"news": 0, "prose": 0,
	"feed": 1, "extract": 1, "diff": 1, "meaning": 1, "revisit": 1, "card": 1,
	"fetch": 2, "archive": 2, "store": 2, "notify": 2,
	"watch":      3,
	"web":        4,
	"cmd/stemma": 6,
	"newsstand":  5, "eval": 6, // beside the house: they measure it
}

// pure are the packages without clock, network, SQL or log.
var pure = []string{"news", "prose", "feed", "extract", "diff", "meaning", "revisit", "card"}

// forbidden says what a package must not import although its floor would let it.
var forbidden = map[string][]string{
	"web":       {"watch", "fetch", "newsstand"},
	"prose":     {"news"},
	"newsstand": {"watch", "store", "web", "extract", "diff", "meaning", "fetch", "archive", "revisit"},
}

// mayShare are the exceptions to "packages of one floor do not know each other", each with its reason.
var mayShare = map[string][]string{
	"meaning": {"diff"}, // it reads what diff found
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func list(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// room gives the package's place in the floors: its own folder, or the nearest above it that has one.
func room(path string) (string, bool) {
	name, ours := strings.CutPrefix(path, module+"/")
	if !ours {
		return "", path == module
	}
	for at := name; ; {
		if _, ok := floors[at]; ok {
			return at, true
		}
		i := strings.LastIndexByte(at, '/')
		if i < 0 {
			return name, true
		}
		at = at[:i]
	}
}

func TestImportsPointDown(t *testing.T) {
	for _, p := range list(t) {
		from, _ := room(p.ImportPath)
		if from == "" {
			continue
		}
		floor, known := floors[from]
		if !known {
			t.Errorf("%s stands on no floor: give it one here, and in doc/tour.md", from)
		}
		for _, imported := range p.Imports {
			to, ours := room(imported)
			if !ours || to == from || to == "" {
				continue
			}
			if floors[to] >= floor && !slices.Contains(mayShare[from], to) {
				t.Errorf("%s imports %s, which is not below it", p.ImportPath, to)
			}
			if slices.Contains(forbidden[from], to) {
				t.Errorf("%s must not import %s", p.ImportPath, to)
			}
		}
	}
}

func TestPureRoomsStayPure(t *testing.T) {
	impure := []string{"database/sql", "net", "net/http", "log", "log/slog", "os"}
	for _, p := range list(t) {
		if from, _ := room(p.ImportPath); !slices.Contains(pure, from) {
			continue
		}
		for _, imported := range p.Imports {
			if slices.Contains(impure, imported) {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}
