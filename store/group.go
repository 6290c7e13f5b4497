package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
)

// A group lets transactions that come at the same moment share one of SQLite's, since what a commit costs is the wait for
// the disk, whatever is in it. They follow one another, each between savepoints of its own, so that one that fails undoes
// only itself; the last one that finds nobody waiting behind it commits for all, and only then does any of them return.
type group struct {
	write   *sql.DB
	waiting atomic.Int64 // for their turn
	turn    sync.Mutex
	open    *batch // guarded by turn
}

// mostMembers bounds how long the first of a batch waits for the last.
const mostMembers = 64

// A batch is one transaction of SQLite's.
type batch struct {
	tx      *sql.Tx
	members int
	broken  error         // why it cannot be committed
	done    chan struct{} // closed when it is
	err     error         // of the commit, set before
}

// run runs do as one transaction. do runs on the caller's goroutine.
func (g *group) run(ctx context.Context, do func(*sql.Tx) error) error {
	g.waiting.Add(1)
	g.turn.Lock() // whoever is behind us may rely on our coming, so ctx cannot end this
	g.waiting.Add(-1)
	b, err := g.join(ctx, do)
	if err != nil {
		return err
	}
	<-b.done
	return b.err
}

func (g *group) join(ctx context.Context, do func(*sql.Tx) error) (*batch, error) {
	defer g.turn.Unlock()
	defer g.commitIfLast()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("begin a transaction: %w", err)
	}
	if g.open == nil {
		tx, err := g.write.BeginTx(context.WithoutCancel(ctx), nil)
		if err != nil {
			return nil, fmt.Errorf("begin a transaction: %w", err)
		}
		g.open = &batch{tx: tx, done: make(chan struct{})}
	}
	g.open.members++
	return g.open, g.open.member(do)
}

// commitIfLast ends the batch if there is nobody who would go on with it. It must run whatever became of the member.
func (g *group) commitIfLast() {
	b := g.open
	if b == nil || b.broken == nil && b.members < mostMembers && g.waiting.Load() > 0 {
		return
	}
	g.open = nil
	if b.broken != nil {
		_ = b.tx.Rollback() // SQLite may have done so already
		b.err = fmt.Errorf("commit: a transaction of the same moment broke off: %w", b.broken)
	} else if err := b.tx.Commit(); err != nil {
		b.err = fmt.Errorf("commit: %w", err)
	}
	close(b.done)
}

// member runs one member. It undoes what the member wrote if do fails or does not return at all.
func (b *batch) member(do func(*sql.Tx) error) error {
	if err := b.exec("SAVEPOINT member"); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done && b.exec("ROLLBACK TO member") == nil {
			_ = b.exec("RELEASE member") // an error is kept in the batch
		}
	}()
	if err := do(b.tx); err != nil {
		return err
	}
	err := b.exec("RELEASE member")
	done = err == nil
	return err
}

// exec steers the transaction. An error means that SQLite has undone all of it.
func (b *batch) exec(statement string) error {
	_, err := b.tx.ExecContext(context.Background(), statement)
	if err != nil && b.broken == nil {
		b.broken = err
	}
	return err
}

// whole runs the statements of a member to their end, whatever becomes of its context in between: where a statement is
// broken off, SQLite undoes the whole transaction, with what the others wrote.
type whole struct{ tx *sql.Tx }

// ExecContext is that of the transaction.
func (w whole) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return w.tx.ExecContext(context.WithoutCancel(ctx), query, args...)
}

// PrepareContext is that of the transaction.
func (w whole) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return w.tx.PrepareContext(context.WithoutCancel(ctx), query)
}

// QueryContext is that of the transaction.
func (w whole) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return w.tx.QueryContext(context.WithoutCancel(ctx), query, args...)
}

// QueryRowContext is that of the transaction.
func (w whole) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return w.tx.QueryRowContext(context.WithoutCancel(ctx), query, args...)
}
