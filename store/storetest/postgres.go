package storetest

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"github.com/stemma-news/stemma/store"
)

// Postgres gives the address of a fresh PostgreSQL database with the store's tables, dropped when the test ends. The
// first call starts a server for this test process: on 127.0.0.1 and a free port, as user postgres when we are root, in
// a temporary folder; it ends with the process, however that ends. Where PostgreSQL is not installed the test is
// skipped, in CI (the variable CI is set) it fails.
func Postgres(tb testing.TB) string {
	tb.Helper()
	bin, err := findPostgres()
	if err != nil {
		missing(tb, "%v", err)
	}
	s, err := theServer(bin)
	if err != nil {
		tb.Fatalf("start PostgreSQL: %v", err)
	}
	name, err := s.create()
	if err != nil {
		tb.Fatalf("create a PostgreSQL database: %v", err)
	}
	tb.Cleanup(func() {
		if err := s.exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			tb.Errorf("drop the PostgreSQL database: %v", err)
		}
	})
	return s.url(name)
}

// findPostgres gives the folder of PostgreSQL's programs; Debian does not put initdb and pg_ctl into the PATH.
func findPostgres() (string, error) {
	folders := append(filepath.SplitList(os.Getenv("PATH")), "/usr/local/bin")
	packaged, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is good
	for _, folder := range append(packaged, folders...) {
		if isFile(filepath.Join(folder, "initdb")) && isFile(filepath.Join(folder, "pg_ctl")) {
			return folder, nil
		}
	}
	return "", errors.New("PostgreSQL is missing: neither the PATH nor /usr/lib/postgresql/*/bin has initdb and pg_ctl")
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// A server is a running PostgreSQL. It lives as long as the pipe that it holds open.
type server struct {
	port  int
	alive io.Closer
	admin *sql.DB
	mu    sync.Mutex
	made  int
}

// theServer gives the one server of this process. It is the only state of the package: a server takes most of a second
// to start, and its tests are spread over packages' many test functions.
var (
	theServerMu sync.Mutex
	running     *server
)

func theServer(bin string) (*server, error) {
	theServerMu.Lock()
	defer theServerMu.Unlock()
	if running != nil {
		return running, nil
	}
	s, err := start(bin)
	if err != nil {
		return nil, err
	}
	running = s
	return s, nil
}

// keeper makes a cluster, starts it, and waits for its standard input to end, which happens when the test process ends,
// be it killed. Then it takes everything away.
const keeper = `
{ "$BIN/initdb" -D "$DIR/data" -U stemma -A trust -E UTF8 --locale=C.UTF-8 --no-sync &&
"$BIN/pg_ctl" -D "$DIR/data" -w -t 60 -l "$DIR/log" -o "$OPTIONS" start; } >"$DIR/start" 2>&1 &&
echo ready || cat "$DIR/start" "$DIR/log"
read -r end
"$BIN/pg_ctl" -D "$DIR/data" -m immediate stop >/dev/null 2>&1
rm -rf "$DIR"
`

func start(bin string) (*server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "stemma-postgres-")
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("sh", "-c", keeper)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "BIN="+bin, "DIR="+dir, "OPTIONS=-p "+strconv.Itoa(port)+
		" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"+
		" -c fsync=off -c synchronous_commit=off -c full_page_writes=off")
	if err := asOrdinaryUser(cmd, dir); err != nil {
		return nil, err
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return ready(port, in, out)
}

// ready waits for the keeper's word and makes the template of all databases.
func ready(port int, in io.Closer, out io.Reader) (*server, error) {
	said := bufio.NewReader(out)
	if line, err := said.ReadString('\n'); err != nil || line != "ready\n" {
		_ = in.Close() // the keeper ends, and with it what it says
		rest, _ := io.ReadAll(said)
		return nil, fmt.Errorf("the server did not start: %s%s", line, rest)
	}
	s := &server{port: port, alive: in}
	var err error
	if s.admin, err = sql.Open("pgx", s.url("postgres")); err != nil {
		return nil, err
	}
	s.admin.SetMaxOpenConns(2)
	if err := s.exec("CREATE DATABASE pattern"); err != nil {
		return nil, err
	}
	db, err := store.Open(context.Background(), s.url("pattern"))
	if err != nil {
		return nil, err
	}
	return s, db.Close() // nobody may be connected to a template
}

func (s *server) url(name string) string {
	return fmt.Sprintf("postgres://stemma@127.0.0.1:%d/%s?sslmode=disable", s.port, name)
}

func (s *server) exec(statement string) error {
	_, err := s.admin.ExecContext(context.Background(), statement)
	return err
}

// create makes a database, one at a time since all are copies of one.
func (s *server) create() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	name := "test" + strconv.Itoa(s.made)
	return name, s.exec("CREATE DATABASE " + name + " TEMPLATE pattern")
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}
