package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
)

// The queues. Visits wait for the network and may be many at once; reading wants a processor each.
const (
	VisitQueue = "visit"
	ReadQueue  = "read"
)

// Visit is the job of looking at what is due at one host. There is one per host, whether it waits, sleeps or runs.
type Visit struct {
	Host string `json:"host"`
}

// Kind names the job.
func (Visit) Kind() string { return "visit" }

// InsertOpts make the job unique.
func (Visit) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: VisitQueue, UniqueOpts: oncePerArgs()}
}

// Read is the job of reading the captures of one article that have not been read yet, oldest first. There is one per
// article. A capture that comes while the job runs adds none, so the job must look at [Queries.Unread] again in the
// transaction in which it ends, and a sweep over [Queries.UnreadArticles] catches what is left after all.
type Read struct {
	Article int64 `json:"article"`
}

// Kind names the job.
func (Read) Kind() string { return "read" }

// InsertOpts make the job unique.
func (Read) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: ReadQueue, UniqueOpts: oncePerArgs()}
}

// oncePerArgs counts every state in which the job is still to be done. River insists on running being one of them.
func oncePerArgs() river.UniqueOpts {
	return river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateScheduled,
		rivertype.JobStateRetryable,
	}}
}

// JobClient gives a River client for this database. With workers and queues in the config it works jobs once started;
// without, it only inserts them.
func (d *DB) JobClient(config *river.Config) (*river.Client[*sql.Tx], error) {
	var client *river.Client[*sql.Tx]
	var err error
	if d.postgres {
		client, err = river.NewClient(riverdatabasesql.New(d.write), config)
	} else {
		client, err = river.NewClient(riversqlite.New(d.write), config)
	}
	if err != nil {
		return nil, fmt.Errorf("make a client for jobs: %w", err)
	}
	return client, nil
}

// EnqueueVisit sees to it that the host is visited at that time or before. A visit that sleeps longer than that is woken
// now; one that runs is left alone (it may have looked for due work already: a later EnqueueVisit, by a sweep over
// [Queries.DueHosts], finds it asleep).
func (t *Tx) EnqueueVisit(ctx context.Context, host string, at time.Time) error {
	opts := &river.InsertOpts{}
	if at.After(time.Now()) {
		opts.ScheduledAt = at
	}
	res, err := t.jobs.InsertTx(context.WithoutCancel(ctx), t.tx, Visit{Host: host}, opts)
	if err != nil {
		return fmt.Errorf("enqueue a visit of %s: %w", host, err)
	}
	if !res.UniqueSkippedAsDuplicate || !asleep(res.Job) || !res.Job.ScheduledAt.After(at) {
		return nil
	}
	if _, err := t.jobs.JobRetryTx(context.WithoutCancel(ctx), t.tx, res.Job.ID); err != nil {
		return fmt.Errorf("wake the visit of %s: %w", host, err)
	}
	return nil
}

func asleep(job *rivertype.JobRow) bool {
	return job.State == rivertype.JobStateScheduled || job.State == rivertype.JobStateRetryable
}

// EnqueueRead sees to it that the article's captures are read, see [Read].
func (t *Tx) EnqueueRead(ctx context.Context, articleID int64) error {
	if _, err := t.jobs.InsertTx(context.WithoutCancel(ctx), t.tx, Read{Article: articleID}, nil); err != nil {
		return fmt.Errorf("enqueue reading article %d: %w", articleID, err)
	}
	return nil
}
