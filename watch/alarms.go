package watch

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// Alarms are checked by the sweep, from counts that looks leave behind: what came of an outlet's looks in quarters of a
// day, how its feeds bring articles, since when a feed fails. No check reads captures or articles.

// limits say when something is wrong.
type limits struct {
	silence  time.Duration // without anything new, at least, whatever an outlet's habit is
	failing  time.Duration // that a feed may fail
	gone     time.Duration // that a feed may be gone
	quarter  time.Duration // the span over which looks are counted
	memory   time.Duration // how far back is compared with
	halfLife time.Duration // in which the memory of a long silence fades to half
}

func (w *Watcher) limits() limits {
	const day = 24 * time.Hour
	return limits{
		silence: w.scaled(day), failing: w.scaled(goneFor), gone: w.scaled(time.Hour), quarter: w.scaled(day / 4),
		memory: w.scaled(7 * day), halfLife: w.scaled(14 * day),
	}
}

// How many looks there must be before they tell anything, and the shares at which an alarm is raised and ended.
const (
	enoughArrivals = 5
	enoughNow      = 20
	enoughBefore   = 50
	enoughBlocks   = 10

	readableDrop  = 0.5 // of what was usual
	readableAgain = 0.8
	blockedRaise  = 0.3 // of all looks
	blockedEnd    = 0.15
)

// A verdict says what to do about one kind of alarm.
type verdict int

// The verdicts.
const (
	keep  verdict = iota // it is not known: what lasts goes on
	raise                // something is wrong
	end                  // nothing is
)

// arrived gives an outlet's habit after new articles came.
func (l limits) arrived(h news.Habit, now time.Time) news.Habit {
	if h.Arrivals > 0 {
		gap := max(now.Sub(h.Newest), 0)
		faded := time.Duration(float64(h.Longest) * math.Exp2(-float64(gap)/float64(l.halfLife)))
		h.Longest = max(gap, faded)
	}
	h.Arrivals++
	h.Newest = now
	return h
}

// silent judges an outlet from which nothing new comes: twice its longest silence is far longer than its habit.
func (l limits) silent(h news.Habit, now time.Time) (verdict, string) {
	if h.Arrivals < enoughArrivals {
		return keep, ""
	}
	quiet := now.Sub(h.Newest)
	if quiet <= max(2*h.Longest, l.silence) {
		return end, ""
	}
	return raise, fmt.Sprintf("nothing new since %s; the longest it was silent before was %s", minute(h.Newest), rounded(h.Longest))
}

// dead judges a feed by how long every look at it failed.
func (l limits) dead(f news.Feed, now time.Time) (verdict, string) {
	if f.Failing.IsZero() {
		return end, ""
	}
	patience := l.failing
	if f.Outcome.Absent() {
		patience = l.gone
	}
	if now.Sub(f.Failing) < patience {
		return keep, ""
	}
	why := f.Reason
	if why == "" {
		why = string(f.Outcome)
	}
	return raise, fmt.Sprintf("the feed %s could not be read since %s: %s", f.URL, minute(f.Failing), why)
}

// unreadable judges the share of pages that could be read against the outlet's own past or, once the alarm is raised,
// against what was usual then, for by and by the past is as bad.
func unreadable(t store.Tallied, usual float64) (verdict, float64, string) {
	now, before := t.Then.Readable+t.Then.Unreadable, t.Before.Readable+t.Before.Unreadable
	if now < enoughNow || usual == 0 && before < enoughBefore {
		return keep, 0, ""
	}
	share := float64(t.Then.Readable) / float64(now)
	if usual != 0 {
		if share >= readableAgain*usual {
			return end, 0, ""
		}
		return keep, 0, ""
	}
	usual = float64(t.Before.Readable) / float64(before)
	if share >= readableDrop*usual {
		return end, 0, ""
	}
	return raise, usual, fmt.Sprintf("of its last %d pages %d could be read, %.0f %% were usual: its template may have changed", now, t.Then.Readable, 100*usual)
}

// blocked judges how many of an outlet's looks are turned away.
func blocked(t store.Tallied) (verdict, string) {
	all := t.Then.Readable + t.Then.Unreadable + t.Then.Blocked
	if all < enoughBlocks {
		return keep, ""
	}
	switch share := float64(t.Then.Blocked) / float64(all); {
	case share >= blockedRaise && t.Then.Blocked >= enoughBlocks:
		return raise, fmt.Sprintf("of its last %d looks %d were turned away", all, t.Then.Blocked)
	case share < blockedEnd:
		return end, ""
	default:
		return keep, ""
	}
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func rounded(d time.Duration) string {
	if d >= 48*time.Hour {
		return fmt.Sprintf("%.0f days", d.Hours()/24)
	}
	return d.Round(time.Minute).String()
}

// tallyOf gives what a look counts as, and whether it counts: that a page is gone or a host does not answer says nothing
// of how its pages are read.
func tallyOf(o news.Outcome) (news.Tally, bool) {
	switch o {
	case news.New, news.SameText, news.NotModified:
		return news.Tally{Readable: 1}, true
	case news.Empty, news.Listing, news.NotHTML, news.Consent, news.Paywall:
		return news.Tally{Unreadable: 1}, true
	case news.Blocked:
		return news.Tally{Blocked: 1}, true
	default:
		return news.Tally{}, false
	}
}

// A subject is what an alarm is about.
type subject struct {
	outlet, feed int64
	kind         news.AlarmKind
}

// A round is one check of all alarms.
type round struct {
	limits
	now     time.Time
	lasting map[subject]news.Alarm
	raise   []news.Alarm
	end     []int64
}

func (r *round) judge(s subject, v verdict, usual float64, detail string) {
	alarm, lasts := r.lasting[s]
	switch {
	case v == raise && !lasts:
		r.raise = append(r.raise, news.Alarm{
			OutletID: s.outlet, FeedID: s.feed, Kind: s.kind, Since: r.now, Usual: usual, Detail: detail,
		})
	case v == end && lasts:
		r.end = append(r.end, alarm.ID)
	}
}

// checkAlarms raises and ends alarms.
func (w *Watcher) checkAlarms(ctx context.Context, now time.Time) error {
	r := &round{limits: w.limits(), now: now, lasting: map[subject]news.Alarm{}}
	lasting, err := w.DB.LastingAlarms(ctx)
	if err != nil {
		return err
	}
	for _, a := range lasting {
		r.lasting[subject{a.OutletID, a.FeedID, a.Kind}] = a
	}
	if err := w.judgeAll(ctx, r); err != nil {
		return err
	}
	if len(r.raise)+len(r.end) == 0 {
		return nil
	}
	return w.DB.Tx(ctx, func(tx *store.Tx) error {
		for _, a := range r.raise {
			w.Log.Warn("alarm", "outlet", a.OutletID, "kind", a.Kind, "detail", a.Detail)
			if err := tx.RaiseAlarm(ctx, a); err != nil {
				return err
			}
		}
		for _, id := range r.end {
			if err := tx.EndAlarm(ctx, id, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *Watcher) judgeAll(ctx context.Context, r *round) error {
	habits, err := w.DB.Habits(ctx)
	if err != nil {
		return err
	}
	for outlet, h := range habits {
		v, detail := r.silent(h, r.now)
		r.judge(subject{outlet: outlet, kind: news.AlarmSilent}, v, h.Longest.Seconds(), detail)
	}
	feeds, err := w.DB.Feeds(ctx, 0)
	if err != nil {
		return err
	}
	for _, f := range feeds {
		v, detail := r.dead(f, r.now)
		r.judge(subject{f.OutletID, f.ID, news.AlarmDeadFeed}, v, 0, detail)
	}
	recent := r.now.Add(-r.quarter).Truncate(r.quarter)
	tallies, err := w.DB.Tallies(ctx, recent.Add(-r.memory), recent)
	if err != nil {
		return err
	}
	for _, t := range tallies {
		s := subject{outlet: t.OutletID, kind: news.AlarmUnreadable}
		v, usual, detail := unreadable(t, r.lasting[s].Usual)
		r.judge(s, v, usual, detail)
		v, detail = blocked(t)
		r.judge(subject{outlet: t.OutletID, kind: news.AlarmBlocked}, v, 0, detail)
	}
	return nil
}
