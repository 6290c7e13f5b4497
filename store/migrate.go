package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*/*.sql
var migrations embed.FS

// migrate brings our tables and River's up to date. A step that was made is never made again.
func migrate(ctx context.Context, pool *sql.DB, dialect goose.Dialect, folder string, driver riverdriver.Driver[*sql.Tx]) error {
	steps, err := fs.Sub(migrations, folder)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	provider, err := goose.NewProvider(dialect, pool, steps, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	made, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("find how far the tables are: %w", err)
	}
	if sources := provider.ListSources(); made > sources[len(sources)-1].Version {
		return errNewer
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring the tables up to date: %w", err)
	}
	jobs, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: silent()})
	if err != nil {
		return fmt.Errorf("read the migrations of the job tables: %w", err)
	}
	if _, err := jobs.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("bring the job tables up to date: %w", err)
	}
	return nil
}

// errNewer keeps an old program from writing into tables that it does not know.
var errNewer = errors.New("a newer stemma has written to it; use that version, or a copy from before")

// silent is for what would otherwise log by itself; errors are returned and logged once, at the top.
func silent() *slog.Logger { return slog.New(slog.DiscardHandler) }
