package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// tuesday is when the first looks of the states were.
var tuesday = time.Date(2031, 3, 4, 6, 0, 0, 0, time.UTC)

// TestStatesOfPagesAreAccessible looks at the pages in every state that the demo seldom comes to, as
// TestPagesAreAccessible does: on a phone by night and on a desk by day.
func TestStatesOfPagesAreAccessible(t *testing.T) {
	script, ctx := axe(t), chromium(t, 8*time.Minute)
	data := t.TempDir()
	states := prepareStates(t, data)
	kept := servePages(t, data)
	for _, name := range slices.Sorted(maps.Keys(states)) {
		lookAt(t, ctx, kept+states[name], name, script, []string{"390-dark", "1280-light"})
	}
	nothing := servePages(t, t.TempDir())
	for name, path := range map[string]string{"nothing-front": "/", "nothing-outlets": "/outlets", "nothing-search": "/search?q=fire"} {
		lookAt(t, ctx, nothing+path, name, script, []string{"390-dark", "1280-light"})
	}
}

// prepareStates fills a data folder with an article in every state, and gives the address of a page in each.
func prepareStates(t *testing.T, data string) map[string]string {
	t.Helper()
	importStories(t, data)
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(data, "stemma.db"))
	must(t, err)
	defer db.Close()
	ids := map[string]int64{}
	for _, name := range []string{"turns", "gone", "large", "moved", "joined", "hidden", "unread", "sail"} {
		a, err := db.ArticleByURL(t.Context(), storyURL(name))
		must(t, err)
		ids[name] = a.ID
	}
	must(t, db.Tx(t.Context(), func(tx *store.Tx) error { return befall(t.Context(), tx, ids) }))
	must(t, db.Tx(t.Context(), func(tx *store.Tx) error { return alarm(t.Context(), tx) }))
	article := func(name, rest string) string { return fmt.Sprintf("/articles/%d%s", ids[name], rest) }
	return map[string]string{
		"outlet-with-alarms": "/outlets/courier", "outlets-with-alarms": "/outlets", "outlet-without-articles": "/outlets/quiet",
		"articles-none": "/outlets/quiet/articles", "articles": "/outlets/courier/articles", "front": "/",
		"search-removed": "/search?q=umbrellas", "search-nothing": "/search?q=zebra", "search-blank": "/search?q=",
		"article-in-turn": article("turns", ""), "change-in-turn": article("turns", "/changes/1"),
		"article-gone": article("gone", ""), "change-unconfirmed": article("gone", "/changes/1"), "looks-gone": article("gone", "/looks"),
		"article-large": article("large", ""), "looks-large": article("large", "/looks"), "article-moved": article("moved", ""),
		"article-joined": article("joined", ""), "article-hidden": article("hidden", ""), "article-unread": article("unread", ""),
		"looks-none": article("unread", "/looks"), "article-arabic": article("sail", ""), "change-arabic": article("sail", "/changes/1"),
		"asked": article("turns", "?asked=now"), "no-such-version": article("turns", "/versions/77"),
		"not-kept": "/raw/20310304060000/https://courier.example/never", "no-such-method": "/static", "no-outlet": "/outlets/nobody",
	}
}

func storyURL(name string) string {
	host := "courier.example"
	if name == "sail" {
		host = "marafi.example"
	}
	return "https://" + host + "/2031/" + name + "-48213" + strings.Repeat("-and-so-on", 12)
}

// importStories takes in two looks at each story: a number and a headline change, and a paragraph goes.
func importStories(t *testing.T, data string) {
	t.Helper()
	var archive bytes.Buffer
	for i, name := range []string{"turns", "gone", "large", "moved", "joined", "hidden"} {
		long := "Donaudampfschifffahrtsgesellschaft" + strings.Repeat("skapitän", 10)
		before := storyPage("en", "Twelve hurt in "+name+" fire", "A fire at the quay injured 12 dock workers, the authority said.",
			"Ferries ran late, and "+long+" Voss handed out umbrellas.", "An inquiry will be led by the court of "+name+", which sits in April.")
		after := storyPage("en", "Many hurt in "+name+" fire", "A fire at the quay injured 21 dock workers, the authority said.",
			"An inquiry will be led by the court of "+name+", which sits in April.")
		writeLook(&archive, 2*i+1, storyURL(name), tuesday, before)
		writeLook(&archive, 2*i+2, storyURL(name), tuesday.Add(time.Hour), after)
	}
	writeLook(&archive, 101, storyURL("sail"), tuesday, storyPage("ar", "السيول تقطع طريق الوادي", "قالت السلطات إن 12 أسرة عزلت في الوادي منذ مساء الاثنين."))
	writeLook(&archive, 102, storyURL("sail"), tuesday.Add(time.Hour), storyPage("ar", "السيول تقطع طريق الوادي", "قالت السلطات إن 21 أسرة عزلت في الوادي منذ مساء الاثنين."))
	file := filepath.Join(t.TempDir(), "stories.warc")
	must(t, os.WriteFile(file, archive.Bytes(), 0o600))
	if status, out, failures := stemma(t, "import", "--data", data, file); status != 0 {
		t.Fatalf("import: status %d, %s%s", status, out, failures)
	}
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(data, "stemma.db"))
	must(t, err)
	defer db.Close()
	must(t, db.Tx(t.Context(), func(tx *store.Tx) error {
		_, _, err := tx.AddArticle(t.Context(), news.Article{OutletID: 1, URL: storyURL("unread"), FirstSeen: tuesday})
		return err
	}))
}

// storyPage is a page of some paragraphs, and of more that always stay.
func storyPage(language, headline string, paragraphs ...string) string {
	stays := []string{
		"Forty engines from six towns were called to it, and boats pumped water from the basin side until the morning came.",
		"The union of dock workers called for a day of mourning and for the books of the harbour company to be opened to all.",
	}
	if language == "ar" {
		stays = []string{"وأعلنت المدارس في ثلاث قرى أنها لن تفتح أبوابها يوم الأربعاء حتى تنحسر المياه عن الطرق المؤدية إليها.", "ودعا مجلس القرية إلى فتح المسجد والقاعة الكبيرة أمام من لا يستطيع العودة إلى بيته هذه الليلة."}
	}
	return `<!doctype html><html lang="` + language + `"><head><title>` + headline + `</title></head><body><article><h1>` + headline + "</h1><p>" +
		strings.Join(append(paragraphs, stays...), "</p><p>") + "</p></article></body></html>"
}

// befall brings the articles into their states.
func befall(ctx context.Context, tx *store.Tx, ids map[string]int64) error {
	day := tuesday.Add(24 * time.Hour)
	steps := []func() error{
		func() error {
			return tx.ChangeStands(ctx, news.Change{ArticleID: ids["turns"], N: 1, Confirmed: day, Alternates: day})
		},
		func() error { return tx.ChangeStands(ctx, news.Change{ArticleID: ids["gone"], N: 1}) },
		func() error { return looked(ctx, tx, ids["gone"], news.Gone, 404, "") },
		func() error { return looked(ctx, tx, ids["large"], news.TooLarge, 200, "it is larger than 8 MB") },
		func() error {
			return tx.AddAlias(ctx, ids["moved"], "https://courier.example/old/"+strings.Repeat("long", 40), "redirect")
		},
		func() error { return tx.Absorb(ctx, ids["moved"], ids["joined"]) },
		func() error { return tx.Hide(ctx, ids["hidden"], day, "The court asked for it.") },
	}
	for kind, name := range map[news.EventKind]string{news.WasGone: "gone", news.WasMoved: "moved", news.CommentGone: "turns", news.Claimed: "turns", news.Redesigned: "large", news.WasRested: "large", news.CameBack: "moved"} {
		steps = append(steps, func() error {
			return tx.AddEvent(ctx, news.Event{ArticleID: ids[name], Kind: kind, SeenBefore: tuesday, SeenAfter: day, Detail: "https://courier.example/" + strings.Repeat("long", 40)})
		})
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// looked keeps a look that did not show the article.
func looked(ctx context.Context, tx *store.Tx, id int64, outcome news.Outcome, status int, reason string) error {
	a, err := tx.LockArticle(ctx, id)
	if err != nil {
		return err
	}
	a.Looked, a.Outcome = tuesday.Add(24*time.Hour), outcome
	if outcome == news.Gone {
		a.Gone = a.Looked
	}
	c := news.Capture{ArticleID: id, URL: a.URL, At: a.Looked, Status: status, Outcome: outcome, Reason: reason, Read: a.Looked}
	if _, err := tx.AddCapture(ctx, c); err != nil {
		return err
	}
	return tx.ArticleLooked(ctx, a)
}

// alarm raises every alarm at the first outlet, ends one, has its host rest, and adds an outlet that has nothing.
func alarm(ctx context.Context, tx *store.Tx) error {
	quiet, err := tx.OutletFor(ctx, news.Outlet{Name: "The Quiet Leaf", Language: "en", Hosts: []string{"quiet.example"}, Added: tuesday})
	if err != nil {
		return err
	}
	f, _, err := tx.AddFeed(ctx, news.Feed{OutletID: 1, URL: "https://courier.example/" + strings.Repeat("feed", 40), Kind: news.RSS})
	if err != nil {
		return err
	}
	details := map[news.AlarmKind]string{
		news.AlarmSilent:     "nothing new since 3 March 2031, 06:00 UTC; the longest it was silent before was 2 days",
		news.AlarmDeadFeed:   "the feed " + f.URL + " could not be read since 3 March 2031, 06:00 UTC: it answered 410",
		news.AlarmUnreadable: "of its last 40 pages 2 could be read, 98 % were usual: its template may have changed",
		news.AlarmBlocked:    "of its last 40 looks 31 were turned away",
	}
	for kind, detail := range details {
		for _, over := range []bool{true, false} {
			if err := tx.RaiseAlarm(ctx, news.Alarm{OutletID: 1, FeedID: f.ID, Kind: kind, Since: tuesday, Detail: detail}); err != nil {
				return err
			}
			if over && kind == news.AlarmSilent {
				if err := tx.EndAlarm(ctx, 1, tuesday.Add(time.Hour)); err != nil {
					return err
				}
			}
		}
	}
	lease, _, err := tx.Lease(ctx, "courier.example", time.Now(), time.Minute)
	if err != nil {
		return err
	}
	f.Reason, f.Outcome, f.Looked, f.Links, f.ShutOut = "it answered 410", news.Gone, tuesday, 30, 4
	for _, err := range []error{
		tx.KeepHost(ctx, lease, news.Host{Failures: 12, Rests: 3, Until: time.Now().Add(time.Hour), Reason: "no answer came in time"}),
		tx.FeedLooked(ctx, f),
		tx.PutPattern(ctx, 1, news.Pattern{Text: "*/live/" + strings.Repeat("x", 60)}),
		tx.PutPattern(ctx, quiet.ID, news.Pattern{Text: "*/2031/*", Include: true}),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}
