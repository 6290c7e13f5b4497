package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"modernc.org/sqlite"
)

// mostPrepared is how many statements a connection keeps prepared; those of all pages and jobs together are fewer.
const mostPrepared = 200

// A preparing connector makes connections to SQLite that keep statements prepared which come again. Parsing and planning
// a short statement takes longer than running it, and the driver does so each time; [database/sql.Stmt] is no help in
// transactions on a single connection, nor for what River asks.
type preparing struct{ driver.Connector }

// newPreparing makes one for a name as the driver takes it.
func newPreparing(name string) (driver.Connector, error) {
	c, err := sqlite.NewConnector(name)
	return preparing{c}, err
}

// Connect opens a connection.
func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	inner, ok := c.(sqliteConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the driver's connection %T lacks a method", c), c.Close())
	}
	return &preparedConn{sqliteConn: inner, kept: map[string]*preparedStmt{}, seen: map[string]bool{}}, nil
}

// sqliteConn is what the driver's connections can do.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type preparedConn struct {
	sqliteConn
	kept map[string]*preparedStmt
	seen map[string]bool // statements that came once
}

type preparedStmt struct {
	inner sqliteStmt
	busy  bool // its rows are being read
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// Close lets go of the statements, then of the connection.
func (c *preparedConn) Close() error {
	return errors.Join(c.forget(), c.sqliteConn.Close())
}

func (c *preparedConn) forget() error {
	var errs []error
	for query, s := range c.kept {
		if !s.busy {
			errs = append(errs, s.inner.Close())
			delete(c.kept, query)
		}
	}
	return errors.Join(errs...)
}

// ExecContext runs a statement that gives no rows.
func (c *preparedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.ExecContext(ctx, query, args)
	}
	return s.inner.ExecContext(ctx, args)
}

// QueryContext runs a statement that gives rows.
func (c *preparedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	rows, err := s.inner.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &preparedRows{rows, s}, nil
}

// prepared gives a statement ready to run; nil for one that comes for the first time, or whose rows are being read.
func (c *preparedConn) prepared(ctx context.Context, query string) (*preparedStmt, error) {
	if s := c.kept[query]; s != nil {
		if s.busy {
			return nil, nil //nolint:nilnil // neither is what the comment says
		}
		return s, nil
	}
	if !c.seen[query] {
		if len(c.seen) >= 10*mostPrepared {
			clear(c.seen)
		}
		c.seen[query] = true
		return nil, nil //nolint:nilnil // neither is what the comment says
	}
	if len(c.kept) >= mostPrepared {
		if err := c.forget(); err != nil {
			return nil, err
		}
	}
	s, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	inner, ok := s.(sqliteStmt)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the driver's statement %T lacks a method", s), s.Close())
	}
	c.kept[query] = &preparedStmt{inner: inner}
	return c.kept[query], nil
}

// preparedRows frees its statement for the next use when it is closed, which database/sql always does.
type preparedRows struct {
	driver.Rows
	stmt *preparedStmt
}

// Close ends the reading.
func (r *preparedRows) Close() error {
	r.stmt.busy = false
	return r.Rows.Close()
}
