package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// Tallied are an outlet's counts since a moment, and in the time before it.
type Tallied struct {
	OutletID     int64
	Then, Before news.Tally
}

// AddTally adds to an outlet's counts of the span of time that begins at start.
func (t *Tx) AddTally(ctx context.Context, outletID int64, start time.Time, n news.Tally) error {
	err := t.q.AddTally(ctx, db.AddTallyParams{
		OutletID: outletID, Start: micros(start), Readable: int64(n.Readable), Unreadable: int64(n.Unreadable), Blocked: int64(n.Blocked),
	})
	return found(err, "count a look at outlet %d", outletID)
}

// Tallies gives the counts of each outlet that has any: those of the spans that begin at recent or later, and of those
// from since on.
func (q Queries) Tallies(ctx context.Context, since, recent time.Time) ([]Tallied, error) {
	rows, err := q.q.Tallies(ctx, db.TalliesParams{Since: micros(since), Recent: micros(recent)})
	all := make([]Tallied, len(rows))
	for i, row := range rows {
		all[i] = Tallied{
			row.OutletID,
			news.Tally{Readable: int(row.Readable), Unreadable: int(row.Unreadable), Blocked: int(row.Blocked)},
			news.Tally{Readable: int(row.ReadableBefore), Unreadable: int(row.UnreadableBefore), Blocked: int(row.BlockedBefore)},
		}
	}
	return all, found(err, "counts of looks")
}

// ForgetTallies drops the counts of all spans that begin before that moment.
func (t *Tx) ForgetTallies(ctx context.Context, before time.Time) error {
	return found(t.q.ForgetTallies(ctx, micros(before)), "forget old counts of looks")
}

// Habit gives an outlet's habit; the zero value when nothing is known.
func (q Queries) Habit(ctx context.Context, outletID int64) (news.Habit, error) {
	row, err := q.q.Habit(ctx, outletID)
	if errors.Is(err, sql.ErrNoRows) {
		return news.Habit{}, nil
	}
	return habit(row), found(err, "habit of outlet %d", outletID)
}

// Habits gives the habits of all outlets, by outlet.
func (q Queries) Habits(ctx context.Context) (map[int64]news.Habit, error) {
	rows, err := q.q.Habits(ctx)
	all := make(map[int64]news.Habit, len(rows))
	for _, row := range rows {
		all[row.OutletID] = habit(row)
	}
	return all, found(err, "habits of outlets")
}

// PutHabit keeps an outlet's habit in place of what was known.
func (t *Tx) PutHabit(ctx context.Context, outletID int64, h news.Habit) error {
	err := t.q.PutHabit(ctx, db.PutHabitParams{
		OutletID: outletID, Arrivals: int64(h.Arrivals), Newest: micros(h.Newest), Longest: h.Longest.Microseconds(),
	})
	return found(err, "keep the habit of outlet %d", outletID)
}

func habit(row db.Habit) news.Habit {
	return news.Habit{
		Arrivals: int(row.Arrivals), Newest: moment(row.Newest), Longest: time.Duration(row.Longest) * time.Microsecond,
	}
}

// RaiseAlarm adds an alarm. One of its kind that lasts already goes on, with a's detail.
func (t *Tx) RaiseAlarm(ctx context.Context, a news.Alarm) error {
	_, err := t.q.RaiseAlarm(ctx, db.RaiseAlarmParams{
		OutletID: a.OutletID, FeedID: a.FeedID, Kind: string(a.Kind), Since: micros(a.Since), Usual: a.Usual, Detail: clean(a.Detail),
	})
	return found(err, "raise alarm %s of outlet %d", a.Kind, a.OutletID)
}

// EndAlarm ends an alarm at that time. One that ended already stays as it was.
func (t *Tx) EndAlarm(ctx context.Context, id int64, at time.Time) error {
	_, err := t.q.EndAlarm(ctx, db.EndAlarmParams{ID: id, Ended: micros(at)})
	return found(err, "end alarm %d", id)
}

// LastingAlarms gives the alarms of all outlets that have not ended.
func (q Queries) LastingAlarms(ctx context.Context) ([]news.Alarm, error) {
	rows, err := q.q.LastingAlarms(ctx)
	return alarms(rows), found(err, "lasting alarms")
}

// An OutletAlarm says that something is wrong with the outlet of that key.
type OutletAlarm struct {
	Outlet string
	Kind   news.AlarmKind
}

// LastingKinds gives which kinds of alarm last at which outlets, each once.
func (q Queries) LastingKinds(ctx context.Context) ([]OutletAlarm, error) {
	rows, err := q.q.LastingKinds(ctx)
	all := make([]OutletAlarm, len(rows))
	for i, row := range rows {
		all[i] = OutletAlarm{row.Key, news.AlarmKind(row.Kind)}
	}
	return all, found(err, "lasting alarms")
}

// Alarms gives up to limit alarms of an outlet: those that last first, then the latest.
func (q Queries) Alarms(ctx context.Context, outletID int64, limit int) ([]news.Alarm, error) {
	rows, err := q.q.OutletAlarms(ctx, db.OutletAlarmsParams{OutletID: outletID, Limit: int32(limit)})
	return alarms(rows), found(err, "alarms of outlet %d", outletID)
}

func alarms(rows []db.Alarm) []news.Alarm {
	list := make([]news.Alarm, len(rows))
	for i, row := range rows {
		list[i] = news.Alarm{
			ID: row.ID, OutletID: row.OutletID, FeedID: row.FeedID, Kind: news.AlarmKind(row.Kind), Since: moment(row.Since),
			Ended: moment(row.Ended), Usual: row.Usual, Detail: row.Detail,
		}
	}
	return list
}
