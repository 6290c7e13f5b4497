// Package watch is the life of a page: discover, visit, read, compare, tell. It is the only room that joins fetch,
// archive and store; what it decides it asks of the pure rooms below.
//
//	Visit(host)    one job a host: its due feeds and articles, one request at a time, each kept before it is understood
//	Read(article)  its kept captures, oldest first: extract, compare, a new version or the same one
//
// A visit holds the host's lease and claims the moment of every request from it, so that no host is ever asked by two
// processes at once nor faster than its pace. Work is created in the transaction of the fact that causes it: whatever
// moment a process dies at, the capture is there unread, the job is there unworked, or neither is.
package watch

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/riverqueue/river"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/revisit"
	"github.com/stemma-news/stemma/store"
)

// Options says how to watch. DB and Archive are needed; the rest has defaults.
type Options struct {
	DB      *store.DB
	Archive *archive.Archive
	Log     *slog.Logger // default none

	Fetch fetch.Options // its Before is the watcher's own
	Pace  time.Duration // between two requests to a host that answers well; default 2 s, less than 0 for none
	Rule  revisit.Rule
	Poll  time.Duration // how often the database is asked for jobs that other processes made; default a second
	Speed float64       // how much faster than ours the watched web's clock runs, by which Rule shrinks; 1 but for the demo

	Address string            // public base URL of the pages, "https://stemma.example", which hubs call; empty asks no hub
	Seeking func(site string) // told before the usual places of a site that names no feed are tried, which takes a while; may be nil
	Waiting func(host string) // told when a person has been waiting a while for a host that is being asked; may be nil
}

// visitFor is how long one visit goes on before the job is put back: well below jobTimeout, so that its last look ends
// in time, with all its redirects. leaseFor is longer than the job may run, and short enough that after kill -9 a host is visited again
// within three minutes: River looks every 30 seconds for jobs that have been stuck for rescueAfter.
const (
	visitFor    = 40 * time.Second
	jobTimeout  = 90 * time.Second
	leaseFor    = 100 * time.Second
	rescueAfter = 2 * time.Minute
	sweepEvery  = time.Minute
	alarmEvery  = 10 * time.Minute
	tidyEvery   = 24 * time.Hour
)

// A Watcher watches. Many may watch with one database, in one process or in many.
type Watcher struct {
	Options
	client *fetch.Client
	pace   revisit.Pace
	// Each holds one while a large page is read, or a large body packed.
	heavy, packing chan struct{}
}

// New makes a watcher. It does nothing by itself until Run.
func New(o Options) *Watcher {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Rule == (revisit.Rule{}) {
		o.Rule = revisit.News()
	}
	if o.Seeking == nil {
		o.Seeking = func(string) {}
	}
	if o.Waiting == nil {
		o.Waiting = func(string) {}
	}
	if o.Speed == 0 {
		o.Speed = 1
	}
	if o.Pace == 0 {
		o.Pace = 2 * time.Second
	}
	if o.Poll == 0 {
		o.Poll = max(time.Duration(float64(time.Second)/o.Speed), 50*time.Millisecond)
	}
	o.Rule = o.Rule.Faster(o.Speed)
	w := &Watcher{Options: o, pace: revisit.Polite(o.Pace).Faster(o.Speed), heavy: make(chan struct{}, 1), packing: make(chan struct{}, 1)}
	o.Fetch.Before, o.Fetch.LoadRobots, o.Fetch.KeepRobots = w.awaitTurn, o.DB.Robots, w.keepRobots
	if o.Fetch.Total == 0 {
		// A visit's last look ends within its job; a fast web that does not answer holds its host up for less.
		o.Fetch.Total = max(w.scaled(jobTimeout-visitFor-hopsWait-5*time.Second), 2*time.Second)
	}
	w.client = fetch.New(o.Fetch)
	return w
}

func (w *Watcher) keepRobots(ctx context.Context, r news.Robots) error {
	return w.DB.Tx(ctx, func(tx *store.Tx) error { return tx.KeepRobots(ctx, r) })
}

// Close lets go of the connections that are kept open to the watched hosts.
func (w *Watcher) Close() { w.client.Close() }

// Run works the jobs until the context ends, then waits for those in progress. Its error says why it could not start
// or stop in order.
func (w *Watcher) Run(ctx context.Context) error {
	jobs, err := w.jobs()
	if err != nil {
		return fmt.Errorf("set up the jobs: %w", err)
	}
	// The jobs' context is not ctx: River stops softly first, and a look that is under way is recorded.
	if err := jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the jobs: %w", err)
	}
	err = w.sweepUntil(ctx)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return errors.Join(err, jobs.StopAndCancel(stopping))
}

func (w *Watcher) jobs() (*river.Client[*sql.Tx], error) {
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &visitor{watcher: w}); err != nil {
		return nil, err
	}
	if err := river.AddWorkerSafely(workers, &reader{watcher: w}); err != nil {
		return nil, err
	}
	return w.DB.JobClient(&river.Config{
		Workers: workers,
		Queues: map[string]river.QueueConfig{
			store.VisitQueue: {MaxWorkers: 100},
			store.ReadQueue:  {MaxWorkers: runtime.GOMAXPROCS(0)},
		},
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueAfter,
		FetchPollInterval:    w.Poll,
		FetchCooldown:        min(w.Poll, 100*time.Millisecond),
		Logger:               slog.New(onlyFailures{w.Log.Handler()}),
	})
}

// onlyFailures keeps River's own running commentary out of the log: what a job does, we log ourselves.
type onlyFailures struct{ slog.Handler }

// Enabled lets only failures through.
func (h onlyFailures) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && h.Handler.Enabled(ctx, level)
}
