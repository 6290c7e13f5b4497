package store_test

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestRequestsAreKeptAndWhatTheyShareOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		for i, request := range []string{
			`{"Accept":["text/html"],"User-Agent":["stemma/1"]}`,
			`{"Accept":["text/html"],"If-Modified-Since":["Tue, 04 Mar 2031 11:00:00 GMT"],"If-None-Match":["\"x\""],"User-Agent":["stemma/1"]}`,
			"",
		} {
			c := look(a, time.Duration(i)*time.Minute)
			c.Request = request
			addCapture(t, db, c)
			equal(t, "requests", collect(t, db.EachCapture(ctx(), store.Export{}))[i].Request, request)
		}
		var shared int
		must(0, db.SQL().QueryRowContext(ctx(), `SELECT COUNT(*) FROM request`).Scan(&shared))(t)
		equal(t, "headers that are kept", shared, 1)
		for i, header := range []string{`{"User-Agent":["other"]}`, "", `{"If-None-Match":["y"]}`} {
			write(t, db, func(tx *store.Tx) error {
				return tx.KeepRequest(ctx(), a.ID, a.URL, noon.Add(time.Duration(i)*time.Minute), header)
			})
		}
		all := collect(t, db.EachCapture(ctx(), store.Export{}))
		equal(t, "one that was known", all[0].Request, `{"Accept":["text/html"],"User-Agent":["stemma/1"]}`)
		equal(t, "one that was not", all[2].Request, `{"If-None-Match":["y"]}`)
		must(0, db.CheckIntegrity(ctx()))(t)
	})
}
