package archive_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"

	"github.com/stemma-news/stemma/archive"
)

// open gives a fresh archive on SQLite and its database, for tests that harm it.
func open(tb testing.TB) (*archive.Archive, *sql.DB) {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "archive.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=foreign_keys(1)&_pragma=journal_mode(wal)&_txlock=immediate")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	a, err := archive.Open(tb.Context(), db, false)
	if err != nil {
		tb.Fatal(err)
	}
	return a, db
}

func put(tb testing.TB, a *archive.Archive, body []byte, after string) string {
	tb.Helper()
	name, err := a.Put(tb.Context(), body, after)
	if err != nil {
		tb.Fatal(err)
	}
	return name
}

// page makes the n-th body of a page that changes a little each time; what stays does not compress.
func page(n int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	fmt.Fprintf(&b, "<html><p>Edition %d of the Harbour Courier</p>\n", n)
	for range 2000 {
		fmt.Fprintf(&b, "<p>%x</p>\n", random.Uint64())
	}
	return b.Bytes()
}

// putPages keeps n bodies of one page, each after the one before, and gives their names.
func putPages(tb testing.TB, a *archive.Archive, n int) []string {
	tb.Helper()
	var names []string
	after := ""
	for i := range n {
		after = put(tb, a, page(i), after)
		names = append(names, after)
	}
	return names
}

func checkBody(tb testing.TB, a *archive.Archive, name string, want []byte) {
	tb.Helper()
	got, err := a.Get(tb.Context(), name)
	if err != nil {
		tb.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		tb.Errorf("Get(%s) gives %d other bytes than the %d put in", name, len(got), len(want))
	}
}

func TestBodiesComeBack(t *testing.T) {
	onBoth(t, func(t *testing.T, a *archive.Archive, _ *sql.DB) {
		after := ""
		for _, body := range [][]byte{
			{}, []byte("x"), page(1), page(2), bytes.Repeat([]byte{0}, 3<<20), []byte("\xff\x00\xfe"), page(3),
		} {
			name := put(t, a, body, after)
			if name != archive.Name(body) {
				t.Errorf("Put gives %s, Name %s", name, archive.Name(body))
			}
			checkBody(t, a, name, body)
			after = name
		}
	})
}

func TestPagesAreKeptAsDeltas(t *testing.T) {
	onBoth(t, func(t *testing.T, a *archive.Archive, _ *sql.DB) {
		for i, name := range putPages(t, a, 130) {
			checkBody(t, a, name, page(i))
		}
		size, err := a.Size(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if size.Bodies != 130 || size.Raw < 130*40_000 {
			t.Errorf("Size = %+v, want 130 bodies of some 46 kB", size)
		}
		if share := float64(size.Kept) / float64(size.Raw); share > 0.02 { // three key frames that compress to the half
			t.Errorf("%.1f %% of the raw bytes are kept, want less than 2 %%", 100*share)
		}
	})
}

func TestChainsAreBounded(t *testing.T) {
	onBoth(t, func(t *testing.T, a *archive.Archive, db *sql.DB) {
		putPages(t, a, 130)
		var longest, keys int
		err := db.QueryRow(`
WITH RECURSIVE chain (hash, length) AS (
	SELECT hash, 1 FROM body WHERE base IS NULL
	UNION ALL
	SELECT b.hash, c.length + 1 FROM body b JOIN chain c ON b.base = c.hash
)
SELECT MAX(length), (SELECT COUNT(*) FROM body WHERE base IS NULL) FROM chain`).Scan(&longest, &keys)
		if err != nil {
			t.Fatal(err)
		}
		if longest > 16 || keys != 3 {
			t.Errorf("the longest of %d chains has %d frames, want 3 and at most 16", keys, longest)
		}
	})
}

// TestErrorPagesCostNothing: the page behind an error page is built on the one before it.
func TestErrorPagesCostNothing(t *testing.T) {
	a, db := open(t)
	after := put(t, a, page(0), "")
	for i := range 20 {
		after = put(t, a, fmt.Appendf(nil, "<h1>502 Bad Gateway</h1> request %d", i), after)
		after = put(t, a, page(i+1), after)
	}
	var large int
	if err := db.QueryRow(`SELECT COUNT(*) FROM body WHERE LENGTH(data) > 1000`).Scan(&large); err != nil {
		t.Fatal(err)
	}
	if large != 1 {
		t.Errorf("%d of 41 bodies take more than 1,000 bytes, want the first alone", large)
	}
}

// TestNewTemplateIsPaidOnce: strides must not go back behind a redesign again and again.
func TestNewTemplateIsPaidOnce(t *testing.T) {
	a, db := open(t)
	after := ""
	for i := range 40 {
		body := page(i)
		if i >= 13 {
			slices.Reverse(body)
		}
		after = put(t, a, body, after)
	}
	var large int
	if err := db.QueryRow(`SELECT COUNT(*) FROM body WHERE LENGTH(data) > 1000`).Scan(&large); err != nil {
		t.Fatal(err)
	}
	if large != 2 {
		t.Errorf("%d of 40 bodies take more than 1,000 bytes, want the first of each template", large)
	}
}

func TestPuttingAgainIsHarmless(t *testing.T) {
	onBoth(t, func(t *testing.T, a *archive.Archive, _ *sql.DB) {
		first := put(t, a, page(1), "")
		second := put(t, a, page(2), first)
		put(t, a, page(1), second) // A, B, A
		put(t, a, page(2), second) // after itself
		checkBody(t, a, first, page(1))
		checkBody(t, a, second, page(2))
		if size, _ := a.Size(t.Context()); size.Bodies != 2 {
			t.Errorf("%d bodies are kept, want 2", size.Bodies)
		}
	})
}

func TestUnknownBodyBeforeIsNoHindrance(t *testing.T) {
	a, _ := open(t)
	name := put(t, a, page(1), archive.Name([]byte("never put")))
	checkBody(t, a, name, page(1))
}

func TestManyPutTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, a *archive.Archive, _ *sql.DB) {
		before := put(t, a, page(0), "")
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				after := ""
				if i%2 == 0 {
					after = before
				}
				if _, err := a.Put(t.Context(), page(1), after); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		checkBody(t, a, archive.Name(page(1)), page(1))
	})
}

func TestGetNamesWhatIsMissing(t *testing.T) {
	onBoth(t, func(t *testing.T, a *archive.Archive, _ *sql.DB) {
		name := archive.Name([]byte("never put"))
		if _, err := a.Get(t.Context(), name); !errors.Is(err, archive.ErrNotFound) || !strings.Contains(err.Error(), name) {
			t.Errorf("Get of an unknown body: %v, want ErrNotFound that names it", err)
		}
	})
}

func TestDamageIsFound(t *testing.T) {
	for _, test := range []struct {
		name, harm string
		spreads    bool // to the body that is built on the harmed one
	}{
		{"bytes that are no frame", `UPDATE body SET data = 'rubbish' WHERE hash = $1`, true},
		{"a wrong size", `UPDATE body SET size = size - 1 WHERE hash = $1`, true},
		{"an absurd size", `UPDATE body SET size = 9000000000000000 WHERE hash = $1`, true},
		{"a negative size", `UPDATE body SET size = -1 WHERE hash = $1`, true},
		{"a wrong place", `UPDATE body SET place = 0 WHERE hash = $1`, true},
		{"a lost base", `UPDATE body SET base = NULL WHERE hash = $1`, true},
		{ // of the same length, alike wherever the third one looks
			"another body's frame",
			`UPDATE body SET (data, size) = (SELECT data, size FROM body WHERE place = 0) WHERE hash = $1`, false,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, db := open(t)
			names := putPages(t, a, 3)
			if _, err := db.Exec(test.harm, names[1]); err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			err := a.Verify(t.Context(), func(name string, err error) { got[name] = errors.Is(err, archive.ErrDamaged) })
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]bool{names[0]: false, names[1]: true, names[2]: test.spreads}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("damaged bodies: -want +got\n%s", diff)
			}
		})
	}
}

func TestNothingIsBuiltOnDamage(t *testing.T) {
	a, db := open(t)
	first := put(t, a, page(1), "")
	if _, err := db.Exec(`UPDATE body SET data = 'rubbish'`); err != nil {
		t.Fatal(err)
	}
	second := put(t, a, page(2), first)
	checkBody(t, a, second, page(2))
}

func TestLostRootIsNoHindrance(t *testing.T) {
	a, db := open(t)
	names := putPages(t, a, 16)
	if _, err := db.Exec(`PRAGMA foreign_keys = 0; DELETE FROM body WHERE place < 9`); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Get(t.Context(), names[15]); !errors.Is(err, archive.ErrDamaged) {
		t.Errorf("Get of a body whose chain has lost its root: %v, want ErrDamaged", err)
	}
	checkBody(t, a, put(t, a, page(16), names[15]), page(16))
}

func TestVerifyStops(t *testing.T) {
	a, _ := open(t)
	putPages(t, a, 3)
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	err := a.Verify(ctx, func(string, error) { seen++; cancel() })
	if !errors.Is(err, context.Canceled) || seen != 1 {
		t.Errorf("Verify told %d bodies and ended with %v, want 1 and a cancelled context", seen, err)
	}
}

func FuzzGetOfPut(f *testing.F) {
	a, _ := open(f)
	f.Add([]byte("<p>Two hurt in fire</p>"), []byte("<p>Three hurt in fire</p>"))
	f.Add([]byte{}, bytes.Repeat([]byte{1}, 300))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		before := put(t, a, first, "")
		name := put(t, a, second, before)
		checkBody(t, a, before, first)
		checkBody(t, a, name, second)
	})
}
