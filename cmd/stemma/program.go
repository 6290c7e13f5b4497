package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	_ "gocloud.dev/blob/fileblob" // file://, for --archive
	_ "gocloud.dev/blob/s3blob"   // s3://
	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
	"github.com/stemma-news/stemma/web"
)

// A program is Stemma with its database open: what serve, work, web and demo run, and the other commands use.
type program struct {
	s       *session
	db      *store.DB
	archive *archive.Archive
	bucket  *archive.Bucket // where new bodies are kept; nil for the database
	lock    *os.File        // of the data folder, when this process is the one that watches
}

// databaseFile is the SQLite database's name in the data folder.
const databaseFile = "stemma.db"

// open opens the database, SQLite in the data folder or PostgreSQL.
func (st storage) open(s *session) (*program, error) { return st.openWith(s, store.Open) }

func (st storage) openWith(s *session, openStore func(context.Context, string) (*store.DB, error)) (*program, error) {
	address := st.Database
	if address == "" {
		if st.Data == "" {
			return nil, misuse("--data is empty; name a folder")
		}
		if err := os.MkdirAll(st.Data, 0o750); err != nil {
			return nil, fmt.Errorf("cannot make the data folder %s (%w); name another with --data", st.Data, reason(err))
		}
		address = "sqlite:" + filepath.Join(st.Data, databaseFile)
	} else if !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://") {
		return nil, misuse("--database %q is not the address of a PostgreSQL database; write postgres://user@host/name, or leave it out for SQLite", address)
	}
	db, err := openStore(s, address)
	if err != nil {
		return nil, err
	}
	bodies, err := archive.Open(s, db.SQL(), db.Postgres())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the archive: %w", err), db.Close())
	}
	bodies = bodies.Through(db.Reading(), db.Write)
	p := &program{s: s, db: db, archive: bodies}
	if st.Archive == "" {
		return p, nil
	}
	if p.bucket, err = archive.OpenBucket(s, st.Archive); err != nil {
		return nil, errors.Join(fmt.Errorf("%w; name another with --archive", err), db.Close())
	}
	p.archive = bodies.In(p.bucket)
	return p, nil
}

// openExisting is open for commands that only make sense when something is there.
func (st storage) openExisting(s *session) (*program, error) {
	if err := st.exists(); err != nil {
		return nil, err
	}
	return st.open(s)
}

// openToRead is openExisting for commands that write nothing: an SQLite database is not touched.
func (st storage) openToRead(s *session) (*program, error) {
	if err := st.exists(); err != nil {
		return nil, err
	}
	return st.openWith(s, store.OpenToRead)
}

func (st storage) exists() error {
	if st.Database == "" {
		if _, err := os.Stat(filepath.Join(st.Data, databaseFile)); err != nil {
			return fmt.Errorf("there is no database in %s; name the data folder with --data, or PostgreSQL with --database", st.Data)
		}
	}
	return nil
}

// claim makes this process the only one that watches with the data folder. PostgreSQL needs no claim: there any number
// may watch. What a killed predecessor left running is made available at once, instead of after River's rescue.
func (p *program) claim(st storage) error {
	if p.db.Postgres() {
		return nil
	}
	name := filepath.Join(st.Data, "watching.lock")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return fmt.Errorf("cannot lock the data folder %s (%w); name another with --data", st.Data, reason(err))
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return fmt.Errorf("another stemma is watching with the data folder %s; stop it, or name another folder with --data", st.Data)
	}
	p.lock = f
	return p.db.Revive(p.s)
}

// hasBodies says in a sentence that bodies are kept in a bucket that was not named: whoever watches or serves without it
// would fail at every page.
func (p *program) hasBodies() error {
	if p.bucket != nil {
		return nil
	}
	last, err := p.db.LastBody(p.s)
	if err == nil {
		_, err = p.archive.Get(p.s, last)
	}
	if errors.Is(err, archive.ErrElsewhere) {
		return misuse("new bodies are kept in a bucket here; say in which with --archive, as before")
	}
	return nil // one that is damaged or missing is told where it is needed
}

// close lets go of everything.
func (p *program) close() error {
	err := p.db.Close()
	if p.bucket != nil {
		err = errors.Join(err, p.bucket.Close())
	}
	if p.lock != nil {
		err = errors.Join(err, p.lock.Close())
	}
	return err
}

// watcher makes the watcher. The address is what hubs may call, or empty.
func (p *program) watcher(m manners, address publicAddress) *watch.Watcher {
	if m.Operator == "" && !m.AllowLoopback {
		p.s.log.Warn("the sites that are asked cannot tell whom to write to; name yourself with --operator")
	}
	o := fetch.Options{UserAgent: userAgent(m.Operator), AllowLoopback: m.AllowLoopback}
	pace := m.HostPace
	if pace == 0 {
		pace = -1 // asked for; to the watcher 0 is its default
	}
	return watch.New(watch.Options{
		DB: p.db, Archive: p.archive, Log: p.s.log, Fetch: o, Pace: pace, Speed: m.Pace, Address: string(address),
		Seeking: func(site string) {
			fmt.Fprintf(p.s.err, "stemma: %s names no feed; looking where sites have theirs, for a minute at most\n", site)
		},
		Waiting: func(host string) {
			fmt.Fprintf(p.s.err, "stemma: waiting for %s, which is being asked already\n", host)
		},
	})
}

// withWatcher runs do with the database open and a watcher that does nothing by itself.
func (st storage) withWatcher(s *session, m manners, address publicAddress, do func(*program, *watch.Watcher) error) (err error) {
	p, err := st.open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if err := p.hasBodies(); err != nil {
		return err
	}
	w := p.watcher(m, address)
	defer w.Close()
	return do(p, w)
}

// pages makes the pages' handler.
func (p *program) pages(operator contact, address publicAddress, refresh time.Duration) (http.Handler, error) {
	return web.New(web.Options{
		DB: p.db, Archive: p.archive, Operator: string(operator), Address: string(address), Log: p.s.log, Refresh: refresh,
	})
}

// userAgent is what every site gets to know about us.
func userAgent(operator contact) string {
	if operator == "" {
		return "stemma/" + version()
	}
	return "stemma/" + version() + " (+" + string(operator) + ")"
}

// listen opens the port first, so that a taken one is told before anything else is done.
func listen(address string) (net.Listener, error) {
	if address == "" { // any port, on all networks: hardly meant
		return nil, misuse("--listen is empty; name an address, such as localhost:8080")
	}
	l, err := net.Listen("tcp", address)
	if err == nil {
		return l, nil
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program; name another address with --listen, such as localhost:8081", address)
	}
	return nil, fmt.Errorf("cannot listen on %s (%w); name another address with --listen", address, reason(err))
}

// pageAddress is what to type into a browser on this machine.
func pageAddress(l net.Listener) string {
	if a, ok := l.Addr().(*net.TCPAddr); ok && (a.IP.IsLoopback() || a.IP.IsUnspecified()) {
		return fmt.Sprintf("http://localhost:%d/", a.Port)
	}
	return "http://" + l.Addr().String() + "/"
}

// serveHTTP serves until the context ends, then lets the requests in progress finish.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler: h, MaxHeaderBytes: 64 << 10,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute,
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve on %s: %w", l.Addr(), err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err := server.Shutdown(stopping); err != nil {
			return server.Close()
		}
		return nil
	})
	return group.Wait()
}

// reason gives the bare cause of a file or network error: "permission denied" rather than the whole call.
func reason(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
