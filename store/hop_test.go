package store_test

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestRedirectsAreKeptWhereThereWereAny(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		plain := look(a, 0)
		plain.Request = `{"User-Agent":["stemma/1"]}`
		led := look(a, time.Minute)
		led.FinalURL, led.Landed, led.Request = "https://courier.example/news/fire", led.At.Add(5*time.Second), plain.Request
		led.Hops = []news.Hop{
			{
				URL: a.URL, At: led.At, Status: 301, Header: `{"Location":["/fire/"]}`,
				Request: `{"If-None-Match":["x"],"User-Agent":["stemma/1"]}`,
			},
			{URL: a.URL + "/", At: led.At.Add(2 * time.Second), Status: 308, Header: `{"Location":["/news/fire"]}`},
		}
		for _, c := range []news.Capture{plain, led, look(a, 2*time.Minute)} {
			addCapture(t, db, c)
		}
		again := led
		again.Hops = led.Hops[:1]
		addCapture(t, db, again) // the same look: it is kept once, as it was
		for _, of := range []store.Export{{}, {Article: a.ID, Outlet: o.Key, Since: noon}} {
			all := collect(t, db.EachCapture(ctx(), of))
			for i := range all {
				equal(t, "hops", all[i].Hops, [][]news.Hop{nil, led.Hops, nil}[i])
				equal(t, "landed", all[i].Landed, []time.Time{{}, led.Landed, {}}[i])
			}
			equal(t, "how the page was asked for", all[1].Request, led.Request)
		}
		equal(t, "of the last look alone", collect(t, db.EachCapture(ctx(), store.Export{Since: noon.Add(2 * time.Minute)}))[0].Hops, []news.Hop(nil))
		var shared int
		must(0, db.SQL().QueryRowContext(ctx(), `SELECT COUNT(*) FROM request`).Scan(&shared))(t)
		equal(t, "headers that are kept", shared, 1)
	})
}
