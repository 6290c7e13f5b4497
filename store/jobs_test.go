package store_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func jobs(t *testing.T, db *store.DB) []*rivertype.JobRow {
	t.Helper()
	client := must(db.JobClient(&river.Config{Logger: slog.New(slog.DiscardHandler)}))(t)
	return must(client.JobList(ctx(), river.NewJobListParams()))(t).Jobs
}

func TestOneVisitPerHost(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		write(t, db, func(tx *store.Tx) error {
			for _, host := range []string{"courier.example", "bell.example", "courier.example"} {
				if err := tx.EnqueueVisit(ctx(), host, time.Now()); err != nil {
					return err
				}
			}
			return nil
		})
		equal(t, "jobs", len(jobs(t, db)), 2)
	})
}

func TestVisitThatSleepsIsWoken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		enqueue := func(at time.Time) *rivertype.JobRow {
			write(t, db, func(tx *store.Tx) error { return tx.EnqueueVisit(ctx(), "courier.example", at) })
			list := jobs(t, db)
			equal(t, "jobs", len(list), 1)
			return list[0]
		}
		hour := time.Now().Add(time.Hour)
		asleep := enqueue(hour)
		equal(t, "state", asleep.State, rivertype.JobStateScheduled)
		equal(t, "later is no reason to wake", enqueue(hour.Add(time.Hour)).State, rivertype.JobStateScheduled)
		awake := enqueue(time.Now())
		equal(t, "state", awake.State, rivertype.JobStateAvailable)
		equal(t, "scheduled in the past", awake.ScheduledAt.After(time.Now().Add(time.Second)), false)
		equal(t, "awake stays awake", enqueue(hour).State, rivertype.JobStateAvailable)
	})
}

func TestCheckNowWakesTheHost(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		a.Due, a.Looked = time.Time{}, noon
		now := time.Now().UTC().Truncate(time.Microsecond)
		write(t, db, func(tx *store.Tx) error {
			if err := tx.ArticleLooked(ctx(), a); err != nil {
				return err
			}
			return tx.EnqueueVisit(ctx(), "courier.example", now.Add(time.Hour))
		})
		write(t, db, func(tx *store.Tx) error { return tx.CheckNow(ctx(), a.ID, now) })
		equal(t, "due", must(db.Article(ctx(), a.ID))(t).Due, now)
		equal(t, "visit", jobs(t, db)[0].State, rivertype.JobStateAvailable)
	})
}

func TestJobIsUndoneWithItsTransaction(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_ = db.Tx(ctx(), func(tx *store.Tx) error {
			if err := tx.EnqueueRead(ctx(), 7); err != nil {
				t.Error(err)
			}
			return context.Canceled
		})
		equal(t, "jobs", len(jobs(t, db)), 0)
	})
}

type readWorker struct {
	river.WorkerDefaults[store.Read]
	done chan int64
}

func (w *readWorker) Work(_ context.Context, job *river.Job[store.Read]) error {
	w.done <- job.Args.Article
	return nil
}

func TestJobsAreWorked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		worker := &readWorker{done: make(chan int64, 3)}
		workers := river.NewWorkers()
		river.AddWorker(workers, worker)
		client := must(db.JobClient(&river.Config{
			Workers: workers, Queues: map[string]river.QueueConfig{store.ReadQueue: {MaxWorkers: 2}},
			Logger: slog.New(slog.DiscardHandler), FetchPollInterval: 20 * time.Millisecond,
			FetchCooldown: 10 * time.Millisecond,
		}))(t)
		if err := client.Start(ctx()); err != nil {
			t.Fatal(err)
		}
		defer stop(t, client)
		write(t, db, func(tx *store.Tx) error {
			for _, id := range []int64{3, 5, 3} {
				if err := tx.EnqueueRead(ctx(), id); err != nil {
					return err
				}
			}
			return nil
		})
		got := []int64{<-worker.done, <-worker.done}
		slices.Sort(got)
		equal(t, "worked", got, []int64{3, 5})
	})
}

func stop(t *testing.T, client *river.Client[*sql.Tx]) {
	t.Helper()
	if err := client.Stop(ctx()); err != nil {
		t.Error(err)
	}
}

func TestEachTxStopsAtTheFirstFault(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		done := 0
		err := db.EachTx(ctx(), 250, func(tx *store.Tx, i int) error {
			done++
			return tx.EnqueueRead(ctx(), int64(i+1))
		})
		if err != nil || done != 250 {
			t.Errorf("%d of 250 were done: %v", done, err)
		}
		fault := errors.New("no more")
		err = db.EachTx(ctx(), 250, func(_ *store.Tx, i int) error {
			if i == 120 {
				return fault
			}
			return nil
		})
		if !errors.Is(err, fault) {
			t.Errorf("the error is %v, want the fault", err)
		}
	})
}
