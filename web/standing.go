package web

import (
	"context"
	"errors"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/revisit"
	"github.com/stemma-news/stemma/store"
)

// standing is how an outlet is watched, and what is wrong with it.
type standing struct {
	Feeds    []feedStanding
	Patterns []news.Pattern
	Lasting  []news.Alarm
	Ended    []news.Alarm // the latest
	Resting  []store.RestingHost
}

// feedStanding is a feed, how far its hints are trusted, and the hub that tells of its news.
type feedStanding struct {
	news.Feed
	Hints revisit.Worth      // empty while nobody knows
	Told  *news.Subscription // or nil
}

// mostAlarms is how many alarms an outlet's page tells of.
const mostAlarms = 12

func (s *server) standing(ctx context.Context, outletID int64) (st standing, err error) {
	var errs [5]error
	var feeds []news.Feed
	var alarms []news.Alarm
	var told []news.Subscription
	feeds, errs[0] = s.DB.Feeds(ctx, outletID)
	alarms, errs[1] = s.DB.Alarms(ctx, outletID, mostAlarms)
	told, errs[2] = s.DB.Subscriptions(ctx, outletID)
	st.Patterns, errs[3] = s.DB.Patterns(ctx, outletID)
	st.Resting, errs[4] = s.DB.OutletsRestingHosts(ctx, outletID, time.Now())
	for _, f := range feeds {
		st.Feeds = append(st.Feeds, standingOf(f, told))
	}
	for _, a := range alarms {
		if a.Ended.IsZero() {
			st.Lasting = append(st.Lasting, a)
		} else {
			st.Ended = append(st.Ended, a)
		}
	}
	return st, errors.Join(errs[:]...)
}

func standingOf(f news.Feed, told []news.Subscription) feedStanding {
	fs := feedStanding{Feed: f}
	if hints := (revisit.Hints{Right: f.HintsRight, Wrong: f.HintsWrong}); hints != (revisit.Hints{}) {
		fs.Hints = hints.Worth()
	}
	for i := range told {
		if told[i].FeedID == f.ID && told[i].State != news.Leaving {
			fs.Told = &told[i]
		}
	}
	return fs
}

type patternData struct {
	Pattern string `json:"pattern"`
	Include bool   `json:"include"`
}

type alarmData struct {
	Kind   news.AlarmKind `json:"kind"`
	Since  time.Time      `json:"since"`
	Ended  time.Time      `json:"ended,omitzero"`
	Detail string         `json:"detail"`
}

type hintsData struct {
	Worth revisit.Worth `json:"worth"`
	Right int           `json:"right"`
	Wrong int           `json:"wrong"`
}

type hubData struct {
	Hub     string                 `json:"hub"`
	State   news.SubscriptionState `json:"state"`
	Reason  string                 `json:"reason,omitempty"`
	Expires time.Time              `json:"expires,omitzero"`
	Pushed  time.Time              `json:"pushed,omitzero"`
	Pushes  int                    `json:"pushes"`
}

// fill puts a standing into an outlet's JSON.
func (st standing) fill(data *outletData) {
	for _, h := range st.Resting {
		data.Resting = append(data.Resting, restData{h.Name, h.Until, h.Failures, h.Reason})
	}
	for _, p := range st.Patterns {
		data.Patterns = append(data.Patterns, patternData{p.Text, p.Include})
	}
	for _, alarms := range [][]news.Alarm{st.Lasting, st.Ended} {
		for _, a := range alarms {
			data.Alarms = append(data.Alarms, alarmData{a.Kind, a.Since, a.Ended, a.Detail})
		}
	}
	for _, f := range st.Feeds {
		data.Feeds = append(data.Feeds, f.json())
	}
}

func (f feedStanding) json() feedData {
	data := feedData{
		URL: f.URL, Kind: f.Kind, Title: f.Title, Looked: f.Looked, Outcome: f.Outcome, Reason: f.Reason,
		Failing: f.Failing, Links: f.Links, ShutOut: f.ShutOut,
	}
	if f.Hints != "" {
		data.Hints = &hintsData{f.Hints, f.HintsRight, f.HintsWrong}
	}
	if t := f.Told; t != nil {
		data.Hub = &hubData{t.Hub, t.State, t.Reason, t.Expires, t.Pushed, t.Pushes}
	}
	return data
}
