package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stemma-news/stemma/store"
)

// TestOpenToReadLeavesTheFileAlone: a copy of a database can be read where nothing can be written, and is not changed.
func TestOpenToReadLeavesTheFileAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "stemma.db")
	written, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if err := written.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o700) })
	read, err := store.OpenToRead(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read.Counts(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := read.SQL().Exec(`DELETE FROM outlet`); err == nil {
		t.Error("what was opened to read was written to")
	}
	read.Close()
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(before) {
		t.Errorf("the file was changed (%v)", err)
	}
}

func TestOpenToReadNamesWhatIsWrong(t *testing.T) {
	if _, err := store.OpenToRead(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "none.db")); err == nil {
		t.Error("a file that does not exist was opened")
	}
}
