package store_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

const minute = time.Minute

func lease(t *testing.T, db *store.DB, now time.Time) (l store.Lease, ok bool) {
	t.Helper()
	write(t, db, func(tx *store.Tx) (err error) {
		l, ok, err = tx.Lease(ctx(), "courier.example", now, minute)
		return err
	})
	return l, ok
}

func ask(db *store.DB, l store.Lease, now time.Time) (wait time.Duration, err error) {
	err = db.Tx(ctx(), func(tx *store.Tx) error {
		wait, err = tx.Ask(ctx(), l, now, 2*time.Second)
		return err
	})
	return wait, err
}

func TestLeaseIsForOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first, ok := lease(t, db, noon)
		equal(t, "first", first, store.Lease{Host: "courier.example", Token: 1, Until: noon.Add(minute)})
		equal(t, "taken", ok, true)
		if _, ok := lease(t, db, noon.Add(59*time.Second)); ok {
			t.Error("leased twice")
		}
		second, ok := lease(t, db, noon.Add(minute))
		equal(t, "after its end", []any{second.Token, ok}, []any{int64(2), true})
		if _, err := ask(db, first, noon.Add(minute)); !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("asked under a lost lease: %v", err)
		}
		write(t, db, func(tx *store.Tx) error { return tx.Release(ctx(), first) })
		if _, ok := lease(t, db, noon.Add(minute)); ok {
			t.Error("a lost lease gave another's back")
		}
		write(t, db, func(tx *store.Tx) error { return tx.Release(ctx(), second) })
		third, ok := lease(t, db, noon.Add(minute))
		equal(t, "after its release", []any{third.Token, ok}, []any{int64(3), true})
	})
}

func TestAskClaimsSlotsAtThePace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l, _ := lease(t, db, noon)
		for _, step := range []struct{ at, wait time.Duration }{
			{0, 0},
			{500 * time.Millisecond, 1500 * time.Millisecond}, // at 2 s
			{500 * time.Millisecond, 3500 * time.Millisecond}, // at 4 s
			{5 * time.Second, time.Second},                    // at 6 s
			{20 * time.Second, 0},
		} {
			wait, err := ask(db, l, noon.Add(step.at))
			if err != nil || wait != step.wait {
				t.Errorf("at %v: wait %v, %v; want %v", step.at, wait, err, step.wait)
			}
		}
		if _, err := ask(db, l, noon.Add(minute)); !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("asked after the lease's end: %v", err)
		}
		// The pace outlives the lease.
		next, _ := lease(t, db, noon.Add(minute))
		if _, err := ask(db, next, noon.Add(minute)); err != nil {
			t.Error(err)
		}
	})
}

func TestSlotsOfManyAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l, _ := lease(t, db, noon)
		waits := make([]time.Duration, 10)
		var all sync.WaitGroup
		for i := range waits {
			all.Go(func() {
				var err error
				if waits[i], err = ask(db, l, noon); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		slices.Sort(waits)
		for i, wait := range waits {
			equal(t, "wait", wait, time.Duration(i)*2*time.Second)
		}
	})
}

func TestHowAHostIsOutlivesItsLease(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var o news.Outlet
		write(t, db, func(tx *store.Tx) (err error) {
			o, err = tx.OutletFor(ctx(), news.Outlet{Name: "The Courier", Hosts: []string{"courier.example"}})
			return err
		})
		was, _ := lease(t, db, noon)
		tired := news.Host{
			Answer: 3 * time.Second, Pace: 15 * time.Second, Failures: 10, Rests: 2, Until: noon.Add(time.Hour), Reason: "no \x00answer",
		}
		write(t, db, func(tx *store.Tx) error { return tx.KeepHost(ctx(), was, tired) })
		tired.Reason = "no answer"
		is, _ := lease(t, db, noon.Add(minute))
		equal(t, "known", is.Known, tired)
		write(t, db, func(tx *store.Tx) error { return tx.KeepHost(ctx(), was, news.Host{}) }) // its lease is lost
		want := []store.RestingHost{{Name: "courier.example", Host: news.Host{Failures: 10, Rests: 2, Until: tired.Until, Reason: "no answer"}}}
		got, err := db.RestingHosts(ctx(), noon.Add(59*minute))
		equal(t, "resting", got, want)
		equal(t, "error", err, error(nil))
		got, err = db.OutletsRestingHosts(ctx(), o.ID, noon)
		equal(t, "of its outlet", got, want)
		equal(t, "error", err, error(nil))
		for _, none := range []func() ([]store.RestingHost, error){
			func() ([]store.RestingHost, error) { return db.RestingHosts(ctx(), noon.Add(time.Hour)) },
			func() ([]store.RestingHost, error) { return db.OutletsRestingHosts(ctx(), o.ID+1, noon) },
		} {
			got, err := none()
			equal(t, "resting", len(got), 0)
			equal(t, "error", err, error(nil))
		}
	})
}

func TestAHostThatRestsIsNotDue(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l, _ := lease(t, db, noon)
		write(t, db, func(tx *store.Tx) error {
			o, err := tx.OutletFor(ctx(), news.Outlet{Name: "The Courier", Hosts: []string{"courier.example"}})
			if err != nil {
				return err
			}
			a := news.Article{OutletID: o.ID, URL: "https://courier.example/fire", FirstSeen: noon, Due: noon}
			if _, _, err := tx.AddArticle(ctx(), a); err != nil {
				return err
			}
			return tx.KeepHost(ctx(), l, news.Host{Until: noon.Add(minute)})
		})
		for at, want := range map[time.Duration]int{0: 0, minute - 1000: 0, minute: 1} {
			hosts, err := db.DueHosts(ctx(), noon.Add(at))
			if err != nil || len(hosts) != want {
				t.Errorf("after %v: %v, %v", at, hosts, err)
			}
		}
	})
}

func TestRobotsAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const origin = "https://courier.example"
		if r, err := db.Robots(ctx(), origin); err != nil || r.Origin != "" {
			t.Errorf("before it was read: %+v, %v", r, err)
		}
		for _, r := range []news.Robots{
			{Origin: origin, Until: noon, Failures: 3, Outcome: news.Refused, Reason: "it answers 503"},
			{Origin: origin, Body: []byte("User-agent: *\nDisallow: /\x00\xff"), Until: noon.Add(24 * time.Hour), Outcome: news.Good},
		} {
			write(t, db, func(tx *store.Tx) error { return tx.KeepRobots(ctx(), r) })
			got, err := db.Robots(ctx(), origin)
			equal(t, "error", err, error(nil))
			if len(got.Body) == 0 {
				got.Body = nil
			}
			equal(t, "robots", got, r)
		}
	})
}
