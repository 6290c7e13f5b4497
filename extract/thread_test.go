package extract

import (
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
)

// TestWhatIsNoThread reads pages on which boxes with a name, a time and words stand below a text and are no comments.
func TestWhatIsNoThread(t *testing.T) {
	for name, below := range map[string]string{
		"stories in short": `<div><div><div>Storm hits the coast at night</div><div>Ann Lee, 14:03</div><p>Two boats were lost near the lighthouse, the coast guard says.</p></div>
<div><div>Market moves to the old town</div><div>Bo Ek, 15:20</div><p>Denby takes the auction until the harbour opens again.</p></div></div>`,
		"linked stories": `<div><div><a href="/storm">Storm at sea</a><div>14:03</div><p>Two boats were lost near the lighthouse, the coast guard says.</p></div>
<div><a href="/market">Market moves</a><div>15:20</div><p>Denby takes the auction until the harbour opens again.</p></div></div>`,
		"one author": `<div><div><div>Ann Lee</div><div>3 May, 14:03</div><p>Two boats were lost near the lighthouse, the coast guard says.</p></div>
<div><div>Ann Lee</div><div>3 May, 15:20</div><p>Denby takes the auction until the harbour opens again.</p></div></div>`,
		"further articles": `<section><h2>Storm hits the coast at night</h2><div>Ann Lee <time datetime="2021-11-12T14:03:00Z">14:03</time></div><p>Two boats were lost near the lighthouse, the coast guard says.</p></section>
<section><h2>Market moves to the old town</h2><div>Bo Ek <time datetime="2021-11-12T15:20:00Z">15:20</time></div><p>Denby takes the auction until the harbour opens again.</p></section>`,
		"a live blog": strings.Repeat(`<div class="u"><div>11:32</div><div>Ann Lee</div><p>Electricity has returned to 14,000 homes in Tolm, the grid operator says.</p></div>
<div class="u"><div>11:10</div><div>Bo Ek</div><p>The lighthouse at Scarn measured a gust of 171 kilometres an hour.</p></div>`, 3),
	} {
		page := `<html lang="en"><head><title>Ferry stays in harbour</title><meta property="article:published_time" content="2021-11-12T08:00:00Z"></head><body><main><div><h1>Ferry stays in harbour</h1>
<p>The ferry to the islands will not sail before Wednesday, the company said on Thursday, because of the wind and a broken winch.</p>
<p>The fish market has moved its auction to Denby until Easter, and the school will open at noon.</p></div>` + below + `</main></body></html>`
		d := Read(t.Context(), Page{Body: []byte(page), ContentType: "text/html"})
		if len(d.Comments) > 0 || d.Outcome != news.Good {
			t.Errorf("%s: outcome %q, comments %v, want none", name, d.Outcome, d.Comments)
		}
	}
}

func TestDaysWithoutYear(t *testing.T) {
	published := time.Date(2021, 11, 11, 23, 30, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"12 November, 14:03":  "2021-11-12 14:03",
		"Nov 12 at 2:03 pm":   "2021-11-12 14:03",
		"12. November, 14:03": "2021-11-12 14:03",
		"12.11., 14:03 Uhr":   "2021-11-12 14:03",
		"11月12日 14:03":        "2021-11-12 14:03",
		"10 November":         "2021-11-10 00:00", // written by a clock further west
		"3 January, 08:00":    "2022-01-03 08:00",
		"3 October, 08:00":    "",
		"12 monkeys":          "",
	} {
		got := inYearOf(published, text)
		if want == "" != got.IsZero() || want != "" && got.Format("2006-01-02 15:04") != want {
			t.Errorf("%q: %v, want %q", text, got, want)
		}
	}
	if got := inYearOf(time.Time{}, "12 November, 14:03"); !got.IsZero() {
		t.Errorf("of an article without a day: %v", got)
	}
}
