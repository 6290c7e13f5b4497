// Package archive keeps what the web answered, byte for byte, for ever.
//
// A body is named by its SHA-256 in hex and stored as a zstd frame, mostly as a delta against an earlier body of the
// same page, or of another one of the same make:
//
//	body(hash, base, place, size, data)
//
// base is null for a key frame, which stands alone; else the frame's dictionary is the base's raw body. place counts
// the bodies of the page since its last key frame. It decides what the base usually is: the body before, or for every
// 8th body the one 8 before; every 64th is a key frame again. So at most 16 frames are decoded for any body, which takes
// a few milliseconds, and little is spent on key frames. The first body of a page may be built on the key frame of
// another page of the same make, and is then at place 8. That, the level and how small a delta is enough are why a day
// of the newsstand takes 3.5 % of its bytes (4.7 % with a key frame for each page; a git pack 3.6 %). Strides of 16
// would save a 70th of that and 5 % on two of three series over years, but cost the third an eighth. No row is ever
// changed or removed. The plain tool reads a frame too:
//
//	zstd -d --patch-from=BASE DATA
//
// Where an operator names a bucket, frames are objects there, and data is empty (no frame ever is), see [Archive.In].
//
// The package also reads WARC and ARC files, see [Records], and writes WARC/1.1 with a CDXJ index, see
// [WriteWARC].
//
// It knows nothing of articles: who asked, when and why is a Capture, in store.
package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sync/semaphore"
)

// ErrNotFound says that the archive has no body of that name.
var ErrNotFound = errors.New("no such body in the archive")

// ErrDamaged says that what is stored under a name does not give the bytes that the name was made of.
var ErrDamaged = errors.New("damaged body")

// ErrElsewhere says that a body is in a bucket, and that the archive was not told in which.
var ErrElsewhere = errors.New("is kept in a bucket: say in which with --archive")

// An Archive holds bodies in one table of a database, or beside it in a [Bucket]. It may be used by many goroutines and processes at once.
type Archive struct {
	db      *sql.DB
	write   func(context.Context, func(*sql.Tx) error) error // runs one in a transaction
	codec   *codec
	packing *semaphore.Weighted // as many as may make frames at the same moment
	bucket  *Bucket             // nil where new frames go into the database
}

// Open makes the archive's table where it is missing. db is the pool that may write; postgres says which of the two
// databases it is. No method but KeepIn may be called while the caller holds a transaction of the same SQLite pool, since that
// pool has one connection. The archive does not close db.
func Open(ctx context.Context, db *sql.DB, postgres bool) (*Archive, error) {
	if err := migrate(ctx, db, postgres); err != nil {
		return nil, fmt.Errorf("make the archive's table: %w", err)
	}
	packing := semaphore.NewWeighted(int64(runtime.GOMAXPROCS(0)))
	return &Archive{db: db, write: in(db), codec: newCodec(), packing: packing}, nil
}

// Through gives the same archive, which reads through a pool for reading alone and writes in transactions that somebody
// else makes, so that several writers may share one.
func (a *Archive) Through(read *sql.DB, write func(context.Context, func(*sql.Tx) error) error) *Archive {
	through := *a
	through.db, through.write = read, write
	return &through
}

// in makes transactions of a pool.
func in(db *sql.DB) func(context.Context, func(*sql.Tx) error) error {
	return func(ctx context.Context, do func(*sql.Tx) error) error {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
		if err := do(tx); err != nil {
			return err
		}
		return tx.Commit()
	}
}

// Name gives the name under which a body is kept: its SHA-256 in hex.
func Name(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Put keeps a body and gives its name. after names the body before it of the same page, which it probably resembles;
// it may be empty or unknown. When Put returns without an error the body is as durable as the database, or the bucket, makes it.
// Putting the same bytes again is harmless and cheap.
func (a *Archive) Put(ctx context.Context, body []byte, after string) (string, error) {
	return a.put(ctx, body, after, a.Pack)
}

// PutFirst is Put for the first body of a page. like names a body of another page of the same make, on whose key frame
// it may be built; it may be empty or unknown. Where that key frame is lost, so are all pages that share it: how many
// do is for the caller to bound.
func (a *Archive) PutFirst(ctx context.Context, body []byte, like string) (string, error) {
	return a.put(ctx, body, like, a.PackFirst)
}

func (a *Archive) put(ctx context.Context, body []byte, other string, pack func(context.Context, []byte, string) (Packed, error)) (string, error) {
	p, err := pack(ctx, body, other)
	if err != nil {
		return "", err
	}
	if err := a.write(ctx, func(tx *sql.Tx) error { return a.KeepIn(ctx, tx, p) }); err != nil {
		return "", fmt.Errorf("store body %s: %w", p.Name, err)
	}
	return p.Name, nil
}

// A Packed is a body that is ready to be kept.
type Packed struct {
	Name  string // of the body
	frame *frame // nil where the archive has it already
}

// Pack does all of [Archive.Put] but the last step, which is [Archive.KeepIn]: the work is done before a transaction
// begins. In a bucket the frame is an object already then: where nothing follows, one is left behind that nothing
// refers to, and the next try writes over it.
func (a *Archive) Pack(ctx context.Context, body []byte, after string) (Packed, error) {
	return a.pack(ctx, body, after, a.before)
}

// PackFirst is Pack for [Archive.PutFirst].
func (a *Archive) PackFirst(ctx context.Context, body []byte, like string) (Packed, error) {
	return a.pack(ctx, body, like, a.shared)
}

// pack packs a body, built on one of the chain that find gives for another's name, at the place that it gives.
func (a *Archive) pack(ctx context.Context, body []byte, other string, find func(context.Context, string) (chain, int, error)) (Packed, error) {
	name := Name(body)
	known, err := a.Has(ctx, name)
	if err != nil || known {
		return Packed{Name: name}, err
	}
	before, place, err := find(ctx, other)
	if err != nil {
		return Packed{}, fmt.Errorf("read body %s to build on it: %w", other, err)
	}
	f, err := a.compress(ctx, name, body, before, place)
	if err != nil {
		return Packed{}, fmt.Errorf("compress body %s: %w", name, err)
	}
	if a.bucket != nil {
		if err := a.bucket.keep(ctx, &f); err != nil {
			return Packed{}, fmt.Errorf("store body %s: %w", name, err)
		}
	}
	return Packed{name, &f}, nil
}

// compress makes the frame once it is its turn. One encoder holds megabytes, and beyond one for each processor more of
// them pack no faster: a hundred looks that end at the same moment would take hundreds of megabytes.
func (a *Archive) compress(ctx context.Context, name string, body []byte, before chain, place int) (frame, error) {
	if err := a.packing.Acquire(ctx, 1); err != nil {
		return frame{}, err
	}
	defer a.packing.Release(1)
	return a.codec.compress(name, body, before, place)
}

// Get gives the body of that name, checked against it. The error is [ErrNotFound] or [ErrDamaged] where it applies.
func (a *Archive) Get(ctx context.Context, name string) ([]byte, error) {
	chain, err := a.chain(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("read body %s: %w", name, err)
	}
	return a.codec.body(chain)
}

// Verify reads every body once and calls tell for each, in the order of their names, with nil or with what is wrong.
// Its own error says that it could not go on.
func (a *Archive) Verify(ctx context.Context, tell func(name string, err error)) error {
	last := ""
	for {
		names, err := a.namesAfter(ctx, last)
		if err != nil {
			return fmt.Errorf("list bodies after %q: %w", last, err)
		}
		if len(names) == 0 {
			return nil
		}
		for _, name := range names {
			_, err := a.Get(ctx, name)
			if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotFound) {
				return err
			}
			tell(name, err)
		}
		last = names[len(names)-1]
	}
}

// Size is what the archive holds.
type Size struct {
	Bodies int64
	Raw    int64 // bytes of all bodies
	Kept   int64 // bytes that those in the database take, compressed, without its own overhead
}

// Size sums up what the archive holds.
func (a *Archive) Size(ctx context.Context) (Size, error) {
	var s Size
	err := a.db.QueryRowContext(ctx,
		`SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT), CAST(COALESCE(SUM(LENGTH(data)), 0) AS BIGINT) FROM body`,
	).Scan(&s.Bodies, &s.Raw, &s.Kept)
	if err != nil {
		return s, fmt.Errorf("sum up the archive: %w", err)
	}
	return s, nil
}

// before gives the chain of the body before, to build on, and the place of the one after it; none where that body is
// not known.
func (a *Archive) before(ctx context.Context, after string) (chain, int, error) {
	if after == "" {
		return nil, 0, nil
	}
	before, err := a.chain(ctx, after)
	if errors.Is(err, ErrNotFound) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	return before, before[len(before)-1].place + 1, nil
}

// shared gives the key frame of another page for a first body to be built on, and that body's place: a whole stride on,
// so that strides of its own page lead back to it and not beyond. None where the other body is not known, or has lost it.
func (a *Archive) shared(ctx context.Context, like string) (chain, int, error) {
	other, _, err := a.before(ctx, like)
	if err != nil || len(other) == 0 || other[0].base != "" {
		return nil, 0, err
	}
	return other[:1], stride, nil
}
