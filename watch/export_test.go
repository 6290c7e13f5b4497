package watch

import (
	"context"
	"time"
)

// Visit is what a Visit job does.
func (w *Watcher) Visit(ctx context.Context, host string) (time.Time, error) {
	return w.visit(ctx, host)
}
