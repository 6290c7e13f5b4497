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
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
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

// awaitAsked waits until the newsstand was asked so many times more.
func awaitAsked(t *testing.T, stand *newsstand.Stand, more int) {
	t.Helper()
	asked := func() (n int) {
		for _, load := range stand.Requests() {
			n += load.Count
		}
		return n
	}
	deadline := time.After(time.Minute)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for enough := asked() + more; asked() < enough; {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("the newsstand was not asked %d times more within a minute", more)
		}
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
		text := textOf(t, v.Version)
		key := fmt.Sprintf("%d/%d", v.ArticleID, v.N)
		if _, twice := versions[key]; twice {
			t.Errorf("version %s is there twice", key)
		}
		versions[key] = text
	}
	return versions
}

func textOf(t *testing.T, v news.Version) string {
	t.Helper()
	text, err := json.Marshal([]any{v.Headline, v.Byline, v.Blocks})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// versionAt gives the text at the address of a version, "" if there is none. An article that was joined to another has
// its versions there, under numbers that follow from theirs.
func versionAt(t *testing.T, db *store.DB, key string) string {
	t.Helper()
	var article int64
	var n int
	if _, err := fmt.Sscanf(key, "%d/%d", &article, &n); err != nil {
		t.Fatal(err)
	}
	joined, err := db.Joined(t.Context(), article)
	if err == nil {
		article, n = joined.Into, n+joined.VersionsFrom
	}
	v, err := db.Version(t.Context(), article, n)
	if err != nil {
		return ""
	}
	return textOf(t, v)
}

// TestKilledAtAnyMoment kills a watching program again and again: what was recorded stays, nothing is doubled.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel() // with the two workers, who mostly wait
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
			awaitAsked(t, stand, rand.N(40))
		}
		time.Sleep(rand.N(200 * time.Millisecond)) // the random moment is what is tested
		kill(cmd)
		before = checkAfterKill(t, n, data, before)
	}
	if len(before) < 20 {
		t.Errorf("only %d versions were recorded in %d runs", len(before), kills)
	}
}

// toBeWoven says that an article was joined with another and that the two histories are not yet one.
func toBeWoven(t *testing.T, db *store.DB, article string) bool {
	t.Helper()
	id, err := strconv.ParseInt(article, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	a, err := db.Article(t.Context(), id)
	return err == nil && a.Reweave
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
		if is := now[key]; is == "" { // it stands no more where it stood: its article was joined to another
			now[key] = versionAt(t, db, key)
		}
		if now[key] != text {
			t.Errorf("after kill %d version %s is %q, was %q", n+1, key, now[key], text)
		}
	}
	byText := map[string]string{}
	for key, text := range now {
		article, _, _ := strings.Cut(key, "/")
		if other, twice := byText[article+text]; twice && !toBeWoven(t, db, article) {
			t.Errorf("after kill %d versions %s and %s are the same", n+1, key, other)
		}
		byText[article+text] = key
	}
	return now
}
