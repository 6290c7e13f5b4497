package feed

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/news"
)

func TestSieve(t *testing.T) {
	out := func(p string) news.Pattern { return news.Pattern{Text: p} }
	in := func(p string) news.Pattern { return news.Pattern{Text: p, Include: true} }
	for _, test := range []struct {
		name     string
		patterns []news.Pattern
		url      string
		want     bool
	}{
		{"no patterns", nil, "https://courier.example/live/1", true},
		{"a live page", []news.Pattern{out("*/live/*")}, "https://courier.example/live/1", false},
		{"another page", []news.Pattern{out("*/live/*")}, "https://courier.example/life/1", true},
		{"only at its end", []news.Pattern{out("*-live")}, "https://courier.example/fire-live/2", true},
		{"a whole address", []news.Pattern{out("https://courier.example/a")}, "https://courier.example/a", false},
		{"case does not matter", []news.Pattern{out("*/LIVE/*")}, "https://courier.example/Live/1", false},
		{"what is a sign elsewhere", []news.Pattern{out("*?id=1*")}, "https://courier.example/a?id=12", false},
		{"included", []news.Pattern{in("*/world/*"), in("*/coast/*")}, "https://courier.example/coast/1", true},
		{"not included", []news.Pattern{in("*/world/*")}, "https://courier.example/sport/1", false},
		{"included and excluded", []news.Pattern{in("*/world/*"), out("*/live/*")}, "https://courier.example/world/live/1", false},
	} {
		if got := NewSieve(test.patterns).Takes(test.url); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestCheckPattern(t *testing.T) {
	for _, good := range []string{"*/live/*", "*.pdf", "https://courier.example/sport/*", "*?print=1", "*" + "ü*"} {
		if err := CheckPattern(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "*", "**", "/live/", "*/live scores/*", "*\x00", strings.Repeat("*a", 300)} {
		if err := CheckPattern(bad); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want one sentence", bad, err)
		}
	}
}

// FuzzSieve holds that a pattern matches what the regular expression of the same form matches.
func FuzzSieve(f *testing.F) {
	f.Add("*/live/*", "https://courier.example/live/1")
	f.Add("*a*ab*b", "aaabab")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		var parts []string
		for part := range strings.SplitSeq(pattern, "*") {
			parts = append(parts, regexp.QuoteMeta(part))
		}
		same, err := regexp.Compile(`(?s)\A` + strings.Join(parts, ".*") + `\z`)
		if err != nil || len(pattern)+len(text) > 2000 {
			return // no pattern that could be compared
		}
		if got := globMatches(pattern, text); got != same.MatchString(text) {
			t.Errorf("%q matches %q: %v", pattern, text, got)
		}
	})
}
