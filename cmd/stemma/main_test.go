package main

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"stemma": main})
}

// TestScripts runs the commands as a person would. Besides the program a script has the commands
//
//	site DIR                    serve a folder on loopback; its address is $SITE
//	picture FILE                write a picture
//	key FILE                    the name before the first colon of a line is $KEY
//	status N COMMAND...         run a command that must end with this status
//	taken                       open a port; its address is $TAKEN
//	waiting PIPE                wait until a program reads from the named pipe
//	sql FILE STATEMENT          change an SQLite database behind the program's back
//	spoil FILE TABLE            overwrite the first page of a table of an SQLite database
//	warc FILE URL TIME PAGE...  write a web archive of one page's looks: TIME PAGE pairs
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: os.Getenv("UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("STEMMA_DATA", env.WorkDir+"/data")
			env.Setenv("STEMMA_ALLOW_LOOPBACK", "true")
			env.Setenv("STEMMA_HOST_PACE", "1ms")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"site": site, "taken": taken, "warc": warc, "picture": picture, "waiting": waiting, "sql": sqlite, "spoil": spoil, "key": key, "status": status,
		},
	})
}

func site(ts *testscript.TestScript, _ bool, args []string) {
	files := http.FileServer(http.Dir(ts.MkAbs(args[0])))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("If-Modified-Since") // a script changes a page twice in the second that this header tells apart
		files.ServeHTTP(w, r)
	}))
	ts.Defer(server.Close)
	ts.Setenv("SITE", server.URL)
}

// waiting is called with a pipe that a program in the background opens: opening it for writing waits for its reader.
func waiting(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_WRONLY, 0)
	ts.Check(err)
	ts.Defer(func() { f.Close() })
}

func picture(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), 0o600))
}

func key(ts *testscript.TestScript, _ bool, args []string) {
	name, _, _ := strings.Cut(ts.ReadFile(args[0]), ": ")
	ts.Setenv("KEY", name)
}

func status(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	got := 0
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	}
	if want := args[0]; strconv.Itoa(got) != want {
		ts.Fatalf("%q ended with status %d (%v), want %s", args[1:], got, err, want)
	}
}

func taken(ts *testscript.TestScript, _ bool, _ []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { l.Close() })
	ts.Setenv("TAKEN", l.Addr().String())
}

func sqlite(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(args[1])
	ts.Check(err)
}

func spoil(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	var page, size int64
	ts.Check(db.QueryRow("SELECT rootpage, page_size FROM sqlite_master, pragma_page_size WHERE name = ?", args[1]).Scan(&page, &size))
	ts.Check(db.Close())
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_WRONLY, 0)
	ts.Check(err)
	_, err = f.WriteAt(make([]byte, size/2), (page-1)*size)
	ts.Check(errors.Join(err, f.Close()))
}

func warc(ts *testscript.TestScript, _ bool, args []string) {
	var out bytes.Buffer
	for i := 2; i+1 < len(args); i += 2 {
		at, err := time.Parse(time.RFC3339, args[i])
		ts.Check(err)
		writeLook(&out, i, args[1], at, ts.ReadFile(args[i+1]))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), out.Bytes(), 0o600))
}

// writeLook writes the record of a look at a page; n tells it from the others of its file.
func writeLook(out *bytes.Buffer, n int, address string, at time.Time, page string) {
	answer := "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " +
		strconv.Itoa(len(page)) + "\r\n\r\n" + page
	fmt.Fprintf(out, "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nWARC-Date: %s\r\n"+
		"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\n"+
		"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		address, at.UTC().Format(time.RFC3339), n, len(answer), answer)
}
