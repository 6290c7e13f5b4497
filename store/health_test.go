package store_test

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestTalliesAreSummed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		add := func(at time.Time, n news.Tally) {
			write(t, db, func(tx *store.Tx) error { return tx.AddTally(ctx(), o.ID, at, n) })
		}
		add(noon, news.Tally{Readable: 1})
		add(noon, news.Tally{Readable: 2, Blocked: 1})
		add(noon.Add(-6*time.Hour), news.Tally{Unreadable: 4})
		add(noon.Add(-240*time.Hour), news.Tally{Readable: 100})
		got := must(db.Tallies(ctx(), noon.Add(-24*time.Hour), noon))(t)
		equal(t, "tallies", got, []store.Tallied{{
			OutletID: o.ID, Then: news.Tally{Readable: 3, Blocked: 1}, Before: news.Tally{Unreadable: 4},
		}})
		write(t, db, func(tx *store.Tx) error { return tx.ForgetTallies(ctx(), noon) })
		got = must(db.Tallies(ctx(), noon.Add(-1000*time.Hour), noon))(t)
		equal(t, "after the old ones were forgotten", got[0].Before, news.Tally{})
	})
}

func TestHabitIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		equal(t, "unknown", must(db.Habit(ctx(), o.ID))(t), news.Habit{})
		want := news.Habit{Arrivals: 3, Newest: noon, Longest: 8 * time.Hour}
		for range 2 {
			write(t, db, func(tx *store.Tx) error { return tx.PutHabit(ctx(), o.ID, want) })
		}
		equal(t, "habit", must(db.Habit(ctx(), o.ID))(t), want)
		equal(t, "habits", must(db.Habits(ctx()))(t), map[int64]news.Habit{o.ID: want})
	})
}

func TestAnAlarmIsRaisedOnceAndEnded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, f := courier(t, db)
		a := news.Alarm{OutletID: o.ID, Kind: news.AlarmSilent, Since: noon, Usual: 0.5, Detail: "nothing new"}
		dead := news.Alarm{OutletID: o.ID, FeedID: f.ID, Kind: news.AlarmDeadFeed, Since: noon, Detail: "it is gone"}
		write(t, db, func(tx *store.Tx) error {
			must(0, tx.RaiseAlarm(ctx(), a))(t)
			must(0, tx.RaiseAlarm(ctx(), dead))(t)
			again := a
			again.Since, again.Detail = noon.Add(time.Hour), "still nothing new"
			return tx.RaiseAlarm(ctx(), again)
		})
		lasting := must(db.LastingAlarms(ctx()))(t)
		if len(lasting) != 2 {
			t.Fatalf("%d alarms last, want two", len(lasting))
		}
		a.ID, a.Detail = lasting[1].ID, "still nothing new"
		equal(t, "raised twice", lasting[1], a)
		write(t, db, func(tx *store.Tx) error {
			must(0, tx.EndAlarm(ctx(), a.ID, noon.Add(2*time.Hour)))(t)
			must(0, tx.EndAlarm(ctx(), a.ID, noon.Add(3*time.Hour)))(t)
			next := a
			next.Since = noon.Add(4 * time.Hour)
			return tx.RaiseAlarm(ctx(), next)
		})
		all := must(db.Alarms(ctx(), o.ID, 10))(t)
		if len(all) != 3 || all[0].Since != noon.Add(4*time.Hour) || all[2].Ended != noon.Add(2*time.Hour) {
			t.Errorf("alarms %+v, want those that last, latest first, then the one that ended", all)
		}
	})
}
