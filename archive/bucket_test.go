package archive_test

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/memblob"

	"github.com/stemma-news/stemma/archive"
)

// folder gives the address of a bucket in a new folder, and the folder.
func folder(t *testing.T) (address, dir string) {
	t.Helper()
	dir = t.TempDir()
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(dir)}).String(), dir
}

func openBucket(t *testing.T, address string) *archive.Bucket {
	t.Helper()
	b, err := archive.OpenBucket(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// objects gives the files of a folder and of those in it.
func objects(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestBodiesComeBackFromABucket(t *testing.T) {
	address, dir := folder(t)
	for _, address := range []string{address, "mem://"} {
		a, db := open(t)
		a = a.In(openBucket(t, address))
		for i, name := range putPages(t, a, 20) {
			checkBody(t, a, name, page(i))
		}
		var inside int
		if err := db.QueryRow(`SELECT SUM(LENGTH(data)) FROM body`).Scan(&inside); err != nil || inside != 0 {
			t.Errorf("%s: %d bytes of frames are in the database (%v), want none", address, inside, err)
		}
	}
	if files := objects(t, dir); len(files) != 20 {
		t.Errorf("the folder has %d objects, want 20: %q", len(files), files)
	}
}

// TestABucketMayBeNamedLater: what was kept in the database before is read from there, and built upon.
func TestABucketMayBeNamedLater(t *testing.T) {
	inside, _ := open(t)
	before := put(t, inside, page(0), "")
	address, _ := folder(t)
	outside := inside.In(openBucket(t, address))
	after := put(t, outside, page(1), before)
	checkBody(t, outside, before, page(0))
	checkBody(t, outside, after, page(1))
	checkBody(t, inside, before, page(0))
	_, err := inside.Get(t.Context(), after)
	if err == nil || errors.Is(err, archive.ErrDamaged) || !strings.Contains(err.Error(), "--archive") {
		t.Errorf("a body in a bucket that nobody named: %v", err)
	}
}

func TestLostAndHarmedObjectsAreFound(t *testing.T) {
	address, dir := folder(t)
	a, _ := open(t)
	a = a.In(openBucket(t, address))
	names := putPages(t, a, 3)
	for _, harm := range []func(string) error{
		func(file string) error { return os.WriteFile(file, []byte("half a fra"), 0o600) },
		os.Remove,
	} {
		file := filepath.Join(dir, names[1][:2], names[1]+"-"+names[0])
		if err := harm(file); err != nil {
			t.Fatal(err)
		}
		for i, name := range names {
			if _, err := a.Get(t.Context(), name); errors.Is(err, archive.ErrDamaged) != (i > 0) {
				t.Errorf("body %d: %v", i, err)
			}
		}
	}
	checkBody(t, a, put(t, a, page(4), names[2]), page(4)) // nothing is built on what is lost
}

// TestPutThatBreaksOff: neither before the object is whole nor between object and row does a put leave anything wrong.
func TestPutThatBreaksOff(t *testing.T) {
	address, dir := folder(t)
	a, db := open(t)
	a = a.In(openBucket(t, address))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Put(ended, page(0), ""); err == nil {
		t.Error("a put that was broken off says that it is done")
	}
	name := put(t, a, page(0), "")
	if _, err := db.Exec(`DELETE FROM body`); err != nil { // as if it had ended before the row was written
		t.Fatal(err)
	}
	if err := os.WriteFile(objects(t, dir)[0], []byte("half a fra"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Get(t.Context(), name); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("an object without a row: %v, want ErrNotFound", err)
	}
	checkBody(t, a, put(t, a, page(0), ""), page(0))
}

// TestABucketThatFailsKeepsNothing: without the object there must be no row, which a capture would believe.
func TestABucketThatFailsKeepsNothing(t *testing.T) {
	address, dir := folder(t)
	a, _ := open(t)
	a = a.In(openBucket(t, address))
	name := archive.Name(page(0))
	if err := os.WriteFile(filepath.Join(dir, name[:2]), []byte("in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Put(t.Context(), page(0), ""); err == nil {
		t.Error("a put that could not write says that it is done")
	}
	if known, err := a.Has(t.Context(), name); known || err != nil {
		t.Errorf("Has = %v, %v, want false", known, err)
	}
}

// TestManyPutTheSameIntoABucket: built on different bodies, the frames must not be taken for each other.
func TestManyPutTheSameIntoABucket(t *testing.T) {
	a, _ := open(t)
	a = a.In(openBucket(t, "mem://"))
	before := putPages(t, a, 4)
	var wg sync.WaitGroup
	for _, after := range append(before, "", "") {
		wg.Go(func() {
			if _, err := a.Put(t.Context(), page(9), after); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	checkBody(t, a, archive.Name(page(9)), page(9))
}

func TestBucketsThatCannotBeUsed(t *testing.T) {
	_, dir := folder(t)
	for _, test := range []struct{ address, want string }{
		{"bodies", "is no address of a bucket"},
		{"ftp://bodies?secret=1", "begins with ftp://: write s3://"},
		{"file:bodies", "write file:///FOLDER, with three slashes"},
		{"file://" + dir + "/missing", "/missing: "},
	} {
		_, err := archive.OpenBucket(t.Context(), test.address)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "secret") {
			t.Errorf("OpenBucket(%q): %v, want a sentence with %q", test.address, err, test.want)
		}
	}
}
