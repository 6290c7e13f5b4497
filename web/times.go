package web

import (
	"fmt"
	"html/template"
	"time"
)

// Times stand in the markup as UTC, in words that need no script. The script then shows each <time> with a data-as in
// the reader's own zone: "time", "date" or "full".
const (
	fullForm    = "2 January 2006, 15:04"
	dateForm    = "2 January 2006"
	clockForm   = "15:04"
	secondsForm = "15:04:05"
)

// agoTime says how long ago t was; the exact time is its title.
func agoTime(now, t time.Time) template.HTML {
	if t.IsZero() {
		return "not known"
	}
	words := ago(now, t)
	return markTime(t, "title", words, t.UTC().Format(fullForm)+" UTC")
}

// atTime gives a moment to the minute.
func atTime(t time.Time) template.HTML {
	if t.IsZero() {
		return "not known"
	}
	return markTime(t, "full", t.UTC().Format(fullForm)+" UTC", "")
}

// dayTime gives a date.
func dayTime(t time.Time) template.HTML {
	if t.IsZero() {
		return "not known"
	}
	return markTime(t, "date", t.UTC().Format(dateForm), "")
}

// betweenTimes says that something happened after one look and not later than another.
func betweenTimes(a, b time.Time) template.HTML {
	switch {
	case a.IsZero() && b.IsZero():
		return "at a time not known"
	case a.IsZero():
		return "before " + atTime(b)
	case b.IsZero():
		return "after " + atTime(a)
	case b.Sub(a) < time.Second:
		return "at " + atTime(b)
	}
	a, b = a.UTC(), b.UTC()
	if a.Format(dateForm) != b.Format(dateForm) {
		return "between " + atTime(a) + " and " + atTime(b)
	}
	form, as := clockForm, "time"
	if a.Format(clockForm) == b.Format(clockForm) {
		form, as = secondsForm, "seconds"
	}
	return "between " + markTime(a, as, a.Format(form), "") + " and " + markTime(b, as, b.Format(form), "") +
		`<span class="zone"> UTC</span>, ` + markTime(b, "date", b.Format(dateForm), "")
}

// between is betweenTimes as plain text, for feeds and quotations.
func between(a, b time.Time) string {
	const form = dateForm + ", " + clockForm + " UTC"
	switch {
	case a.IsZero() && b.IsZero():
		return "at a time not known"
	case a.IsZero():
		return "before " + b.UTC().Format(form)
	case b.IsZero():
		return "after " + a.UTC().Format(form)
	case b.Sub(a) < time.Second:
		return "at " + b.UTC().Format(form)
	case a.UTC().Format(dateForm) != b.UTC().Format(dateForm):
		return "between " + a.UTC().Format(form) + " and " + b.UTC().Format(form)
	case a.UTC().Format(clockForm) == b.UTC().Format(clockForm):
		return "between " + a.UTC().Format(secondsForm) + " and " + b.UTC().Format(secondsForm) + " UTC, " + b.UTC().Format(dateForm)
	default:
		return "between " + a.UTC().Format(clockForm) + " and " + b.UTC().Format(clockForm) + " UTC, " + b.UTC().Format(dateForm)
	}
}

// markTime writes a <time>. Its words are made of times and numbers only, so nothing in them needs escaping.
func markTime(t time.Time, as, words, title string) template.HTML {
	if title != "" {
		title = ` title="` + title + `"`
	}
	return template.HTML(`<time datetime="` + t.UTC().Format(time.RFC3339) + `" data-as="` + as + `"` + title + `>` + words + `</time>`) // see above
}

// ago says in words how long before now t was, or how long after.
func ago(now, t time.Time) string {
	d := now.Sub(t)
	switch {
	case d < -5*time.Second:
		return "in " + length(-d)
	case d < 5*time.Second:
		return "just now"
	default:
		return length(d) + " ago"
	}
}

// later says how much time passed from one version to the next: "about 2 hours later".
func later(from, to time.Time) string {
	d := to.Sub(from)
	switch {
	case from.IsZero() || to.IsZero() || d == 0:
		return ""
	case d < 0:
		return length(-d) + " earlier"
	case d < time.Minute:
		return length(d) + " later"
	default:
		return "about " + length(d) + " later"
	}
}

// length rounds a time to the one unit that a person would use.
func length(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return plural(max(1, int(d/time.Second)), "second")
	case d < time.Hour:
		return plural(int(d/time.Minute), "minute")
	case d < 36*time.Hour:
		return plural(int((d+30*time.Minute)/time.Hour), "hour")
	case d < 60*day:
		return plural(int((d+12*time.Hour)/day), "day")
	case d < 700*day:
		return plural(int(d/(30*day)), "month")
	default:
		return plural(int(d/(365*day)), "year")
	}
}

// plural counts things in English: "1 change", "3 changes", "4,113 looks".
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return grouped(n) + " " + thing + "s"
}

// times says how often something happened.
func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return plural(n, "time")
}

func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return grouped(n/1000) + fmt.Sprintf(",%03d", n%1000)
}
