//go:build figures

package watch_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/newsstand"
	"github.com/stemma-news/stemma/revisit"
)

// figureDays is how many days of the newsstand are in order, and how many of trouble follow. They take minutes, so they are
// told with -tags figures alone.
const figureDays = 2

// trouble stands before a newsstand and spoils what some of its hosts answer.
type trouble struct {
	stand  *newsstand.Stand
	feeds  map[string]string // host to the path of its feed
	kinds  map[string]news.AlarmKind
	frozen map[string]*httptest.ResponseRecorder // feeds that stand still
}

func (d *trouble) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	feed := r.URL.Path == d.feeds[r.Host]
	switch kind := d.kinds[r.Host]; {
	case r.URL.Path == "/robots.txt" || kind == "":
	case kind == news.AlarmDeadFeed && feed:
		http.NotFound(w, r)
		return
	case kind == news.AlarmSilent && feed:
		if d.frozen[r.Host] == nil {
			d.frozen[r.Host] = httptest.NewRecorder()
			d.stand.ServeHTTP(d.frozen[r.Host], r)
		}
		w.Header().Set("Content-Type", d.frozen[r.Host].Header().Get("Content-Type"))
		w.Write(d.frozen[r.Host].Body.Bytes())
		return
	case kind == news.AlarmBlocked && !feed:
		w.Header().Set("Server", "cloudflare")
		w.Header().Set("Cf-Mitigated", "challenge")
		w.WriteHeader(http.StatusForbidden)
		return
	case kind == news.AlarmUnreadable && !feed:
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<!doctype html><html><head><title>News</title></head><body><div id=app></div></body></html>")
		return
	}
	d.stand.ServeHTTP(w, r)
}

// TestFiguresOfAlarms prints how many alarms three newsstands raise while nothing is wrong, and how
// long it takes until each kind of trouble raises its alarm.
func TestFiguresOfAlarms(t *testing.T) {
	kinds := []news.AlarmKind{news.AlarmSilent, news.AlarmDeadFeed, news.AlarmUnreadable, news.AlarmBlocked}
	for seed := range int64(3) {
		synctest.Test(t, func(t *testing.T) {
			d := &trouble{
				stand: newsstand.New(newsstand.Options{Seed: seed + 1}), feeds: map[string]string{},
				kinds: map[string]news.AlarmKind{}, frozen: map[string]*httptest.ResponseRecorder{},
			}
			w := watchOver(t, newsstand.Dialer(t, d))
			var hosts []string
			for _, o := range d.stand.Outlets()[:4] {
				_, err := w.Add(t.Context(), o.Feed)
				must(t, err)
				hosts, d.feeds[o.Host] = append(hosts, o.Host), strings.TrimPrefix(o.Feed, "http://"+o.Host)
			}
			for range 24 * figureDays {
				w.followHosts(time.Hour, hosts...)
				must(t, w.CheckAlarms(t.Context()))
			}
			early := w.raised(t, hosts, nil)
			for i, host := range hosts {
				d.kinds[host] = kinds[i%len(kinds)]
			}
			began := time.Now()
			for range 24 * figureDays {
				w.followHosts(time.Hour, hosts...)
				must(t, w.CheckAlarms(t.Context()))
			}
			fmt.Printf("seed %d: %d outlets, %d days in order: %d false alarms; %d days of trouble: %d other alarms\n",
				seed+1, len(hosts), figureDays, len(early), figureDays, len(w.raised(t, hosts, d.kinds))-len(early))
			if len(early) > 0 {
				t.Errorf("seed %d: %d alarms while nothing was wrong", seed+1, len(early))
			}
			for _, alarm := range append(early, w.raised(t, hosts, d.kinds)...) {
				fmt.Println("  other:", alarm.Kind, alarm.Since.Format(time.DateTime), alarm.Detail)
			}
			for _, host := range hosts {
				fmt.Printf("  %s: %s\n", d.kinds[host], w.until(t, host, d.kinds[host], began))
			}
		})
	}
}

// alarmsOf gives the alarms of the outlet at a host.
func (w *watching) alarmsOf(t *testing.T, host string) []news.Alarm {
	t.Helper()
	var outlet int64
	must(t, w.db.SQL().QueryRowContext(t.Context(), `SELECT outlet_id FROM article WHERE url LIKE $1 LIMIT 1`, "http://"+host+"/%").Scan(&outlet))
	all, err := w.db.Alarms(t.Context(), outlet, 1000)
	must(t, err)
	return all
}

// raised gives the alarms but those of the kind that a host's trouble is.
func (w *watching) raised(t *testing.T, hosts []string, but map[string]news.AlarmKind) (all []news.Alarm) {
	t.Helper()
	for _, host := range hosts {
		all = append(all, slices.DeleteFunc(w.alarmsOf(t, host), func(a news.Alarm) bool { return a.Kind == but[host] })...)
	}
	return all
}

func (w *watching) until(t *testing.T, host string, kind news.AlarmKind, began time.Time) string {
	t.Helper()
	for _, a := range slices.Backward(w.alarmsOf(t, host)) {
		if a.Kind == kind && !a.Since.Before(began) {
			return fmt.Sprintf("after %.0f hours: %s", a.Since.Sub(began).Hours(), a.Detail)
		}
	}
	t.Errorf("the trouble of %s raised no alarm of the kind %s", host, kind)
	return "no alarm"
}

// TestFiguresOfHints prints how long a feed is trusted that bumps all of its dates every quarter of an
// hour, and what that costs.
func TestFiguresOfHints(t *testing.T) {
	for _, honest := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			w := hintStory(honest).open(t, "http://daily.example/map.xml")
			last := revisit.Trusted
			for hour := 1; hour <= 24; hour++ {
				w.follow(time.Hour)
				f := w.only()
				worth := (revisit.Hints{Right: f.HintsRight, Wrong: f.HintsWrong}).Worth()
				if worth != last || hour == 24 {
					last = worth
					fmt.Printf("honest %v: %s after %d hours, %d hints right, %d wrong, %d requests for 8 articles and the feed\n", honest, worth,
						hour, f.HintsRight, f.HintsWrong, w.stand.Requests()["daily.example"].Count)
				}
			}
			if (last == revisit.Trusted) != honest {
				t.Errorf("honest %v: after a day the hints are %s", honest, last)
			}
		})
	}
}
