package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/newsstand"
	"github.com/stemma-news/stemma/store"
)

// build builds the program, so that it can be killed.
func build(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "stemma")
	if out, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return name
}

// openTestStand serves a newsstand whose stories unfold pace times faster than ours.
func openTestStand(t *testing.T, pace float64) *newsstand.Stand {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	stand := openStand(server.Listener, 1, pace)
	server.Config.Handler = stand
	server.Start()
	t.Cleanup(server.Close)
	return stand
}

// start starts the program on the newsstand's feeds.
func start(t *testing.T, program string, stand *newsstand.Stand, args ...string) *exec.Cmd {
	t.Helper()
	args = append(args, "--allow-loopback", "--host-pace", "4ms", "--pace", "600")
	cmd := exec.Command(program, args...)
	out := &output{up: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = out, out
	t.Cleanup(func() {
		if t.Failed() && out.text.Len() > 0 {
			t.Logf("%s: %s", strings.Join(args[:1], " "), out.text.String())
		}
	})
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// output is what a program prints; up is closed once it says that it is at work.
type output struct {
	text bytes.Buffer
	up   chan struct{}
}

func (o *output) Write(b []byte) (int, error) {
	was := bytes.Contains(o.text.Bytes(), []byte("Stemma is"))
	n, err := o.text.Write(b)
	if !was && bytes.Contains(o.text.Bytes(), []byte("Stemma is")) {
		close(o.up)
	}
	return n, err
}

// awaitUp waits until the program says that it is at work.
func awaitUp(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	select {
	case <-cmd.Stdout.(*output).up:
	case <-time.After(time.Minute):
		t.Fatal("the program does not say that it is at work")
	}
}

func kill(cmd *exec.Cmd) {
	_ = cmd.Process.Kill() // SIGKILL: it gets no moment to tidy up
	_ = cmd.Wait()
}

// recordedVersions gives every version in the database by article and number.
func recordedVersions(t *testing.T, db *store.DB) map[string]string {
	t.Helper()
	versions := map[string]string{}
	for v, err := range db.EachVersion(t.Context(), store.Export{}) {
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal([]any{v.Headline, v.Byline, v.Blocks})
		if err != nil {
			t.Fatal(err)
		}
		key := fmt.Sprintf("%d/%d", v.ArticleID, v.N)
		if _, twice := versions[key]; twice {
			t.Errorf("version %s is there twice", key)
		}
		versions[key] = string(text)
	}
	return versions
}

// TestKilledAtAnyMoment kills a watching program again and again: what was recorded stays, nothing is doubled.
func TestKilledAtAnyMoment(t *testing.T) {
	kills := 10
	if os.Getenv("CI") != "" {
		kills = 50
	}
	program, stand := build(t), openTestStand(t, 600)
	data := t.TempDir()
	args := []string{"serve", "--listen", "localhost:0", "--data", data}
	for _, o := range stand.Outlets() {
		args = append(args, "--add", o.Feed)
	}
	before := map[string]string{}
	for n := range kills {
		cmd := start(t, program, stand, args...)
		if n%5 > 0 { // of every five, one is killed while it starts
			awaitUp(t, cmd)
		}
		time.Sleep(rand.N(700 * time.Millisecond)) // the random moment is what is tested
		kill(cmd)
		before = checkAfterKill(t, n, data, before)
	}
	if len(before) < 20 {
		t.Errorf("only %d versions were recorded in %d runs", len(before), kills)
	}
}

// checkAfterKill opens what a killed program left and gives its versions; all of before must be among them.
func checkAfterKill(t *testing.T, n int, data string, before map[string]string) map[string]string {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(data, "stemma.db"))
	if err != nil {
		t.Fatalf("after kill %d: %v", n+1, err)
	}
	defer db.Close()
	if err := db.CheckIntegrity(t.Context()); err != nil {
		t.Fatalf("after kill %d: %v", n+1, err)
	}
	now := recordedVersions(t, db)
	for key, text := range before {
		if now[key] != text {
			t.Errorf("after kill %d version %s is %q, was %q", n+1, key, now[key], text)
		}
	}
	byText := map[string]string{}
	for key, text := range now {
		article, _, _ := strings.Cut(key, "/")
		if other, twice := byText[article+text]; twice {
			t.Errorf("after kill %d versions %s and %s are the same", n+1, key, other)
		}
		byText[article+text] = key
	}
	return now
}
