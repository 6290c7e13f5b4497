package store

import (
	"context"
	"fmt"
)

// Revive takes up at once what a killed process left: jobs that it was working and hosts that it held. It is right only
// when no other process can be watching, as with an SQLite database whose folder is locked; with PostgreSQL River
// rescues such jobs by itself after a while, and leases run out.
func (d *DB) Revive(ctx context.Context) error {
	for _, sql := range []string{
		"UPDATE river_job SET state = 'available' WHERE state = 'running'",
		"UPDATE host SET lease_until = 0",
	} {
		if _, err := d.write.ExecContext(ctx, sql); err != nil {
			return fmt.Errorf("take up what a killed process left: %w", err)
		}
	}
	return nil
}
