package fetch

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestAllowed(t *testing.T) {
	const groups = "disallow: /early\nUser-agent: gazette\nUser-agent: courier # both\nSitemap: https://courier.example/s.xml\n" +
		"Disallow: /both\n\nUser-agent: *\nDisallow: /all\nUser-agent: Gazette/2.0\nDisallow: /more\nCrawl-delay: 2.5"
	for _, test := range []struct {
		name, robots, agent, url string
		want                     bool
	}{
		{"no rules", "", "gazette", "https://courier.example/a", true},
		{"named group", groups, "GAZETTE", "https://courier.example/both", false},
		{"its second half", groups, "gazette", "https://courier.example/more/x", false},
		{"for all does not count then", groups, "gazette", "https://courier.example/all", true},
		{"second agent of a group", groups, "courier", "https://courier.example/both", false},
		{"for all", groups, "herald", "https://courier.example/all", false},
		{"before any agent", groups, "herald", "https://courier.example/early", true},
		{"longest wins", "user-agent: *\nallow: /a/b\ndisallow: /a", "g", "https://courier.example/a/b/c", true},
		{"longest wins, the other way", "user-agent: *\nallow: /a\ndisallow: /a/b", "g", "https://courier.example/a/b/c", false},
		{"allow wins a draw", "user-agent: *\ndisallow: /a\nallow: /a", "g", "https://courier.example/a", true},
		{"empty rule", "user-agent: *\ndisallow:", "g", "https://courier.example/a", true},
		{"star", "user-agent: *\ndisallow: /*/print", "g", "https://courier.example/a/b/print?x", false},
		{"star in the middle of nothing", "user-agent: *\ndisallow: /a*b*c$", "g", "https://courier.example/abcc", false},
		{"end", "user-agent: *\ndisallow: /*.pdf$", "g", "https://courier.example/a.pdf?x", true},
		{"end after a star", "user-agent: *\ndisallow: /*.pdf$", "g", "https://courier.example/a.pdf.pdf", false},
		{"query", "user-agent: *\ndisallow: /*?print=", "g", "https://courier.example/a?print=1", false},
		{"beyond ASCII", "user-agent: *\ndisallow: /straße", "g", "https://courier.example/stra%c3%9fe/1", false},
		{"case of escapes", "user-agent: *\ndisallow: /a%3cb", "g", "https://courier.example/a%3Cb", false},
		{"root without slash", "user-agent: *\ndisallow: /", "g", "https://courier.example?x", false},
		{"misspelt", "useragent: *\ndisalow: /a", "g", "https://courier.example/a", false},
		{"no colon", "user-agent *\ndisallow /a", "g", "https://courier.example/a", false},
		{"line ends and mark", "\xef\xbb\xbfuser-agent: *\rdisallow: /a\r\n\r\ndisallow: /b", "g", "https://courier.example/b", false},
		{"index page", "user-agent: *\nallow: /a/index.html\ndisallow: /", "g", "https://courier.example/a/", true},
		{"a page of HTML", "<!doctype html><p>Not found: sorry", "g", "https://courier.example/a", true},
	} {
		if got := Allowed([]byte(test.robots), test.agent, test.url); got != test.want {
			t.Errorf("%s: Allowed = %v", test.name, got)
		}
	}
	if delay := parseRobots([]byte(groups), "gazette").delay; delay != 2500*time.Millisecond {
		t.Errorf("Crawl-delay = %v", delay)
	}
}

func TestRobotsStopsAt500KiB(t *testing.T) {
	robots := "user-agent: *\n" + strings.Repeat("# filling\n", maxRobots/10) + "disallow: /a"
	if !Allowed([]byte(robots), "g", "https://courier.example/a") {
		t.Error("a rule beyond the limit was read")
	}
}

func TestRobotsCutsLongLines(t *testing.T) {
	long := "/" + strings.Repeat("x", maxRobotsLine)
	if Allowed([]byte("user-agent: *\ndisallow: "+long+"/qux"), "g", "https://courier.example"+long+"/fux") {
		t.Error("a rule that was cut does not match what it begins with")
	}
}

// lostCharacter are cases of the data whose one character beyond ASCII became a question mark when they were collected:
// what they say now cannot be meant.
var lostCharacter = map[int]bool{62: true, 63: true}

func TestRobotsCases(t *testing.T) {
	data, err := os.ReadFile("../../shared/data/robots/cases.jsonl")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("the collected cases are not here: ", err)
	}
	for i, line := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
		var c struct {
			Robots, Agent, URL string
			Allowed            bool
		}
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		if got := Allowed([]byte(c.Robots), c.Agent, c.URL); got != c.Allowed && !lostCharacter[i] {
			t.Errorf("case %d: Allowed(%q, %q, %q) = %v", i, c.Robots, c.Agent, c.URL, got)
		}
	}
}

func FuzzAllowed(f *testing.F) {
	f.Add([]byte("user-agent: *\ndisallow: /a*b$\nallow: /"), "gazette", "/a/b")
	f.Fuzz(func(t *testing.T, robots []byte, agent, path string) {
		url := "https://courier.example/" + path
		got := Allowed(robots, agent, url)
		if Allowed(nil, agent, url) == false {
			t.Error("an empty file forbids")
		}
		if len(robots) > maxRobots/2 {
			return
		}
		closed := append(append([]byte{}, robots...), "\nuser-agent: courier-x\nallow: /*$"...)
		if after := Allowed(closed, agent, url); after != got && !strings.EqualFold(agent, "courier-x") && !openGroup(robots) {
			t.Errorf("a group for another agent changes %v to %v", got, after)
		}
	})
}

// FuzzMatches holds the matcher against the regular expression that a pattern means.
func FuzzMatches(f *testing.F) {
	f.Add("/a*b$", "/axb")
	f.Add("/*.pdf", "/x.pdf?y")
	f.Fuzz(func(t *testing.T, pattern, path string) {
		if !utf8.ValidString(pattern) || !utf8.ValidString(path) {
			return
		}
		body, anchored := strings.CutSuffix(pattern, "$")
		expr := "^(?s:" + strings.ReplaceAll(regexp.QuoteMeta(body), `\*`, ".*") + ")"
		if anchored {
			expr += "$"
		}
		if want, got := regexp.MustCompile(expr).MatchString(path), matches(pattern, path); got != want {
			t.Errorf("matches(%q, %q) = %v", pattern, path, got)
		}
	})
}

// openGroup says that a file ends in user agents without a rule, which a following group would join.
func openGroup(robots []byte) bool {
	var g groupState
	for _, line := range bytes.FieldsFunc(robots, func(r rune) bool { return r == '\n' || r == '\r' }) {
		switch key, value := robotsLine(string(line)); key {
		case "user-agent":
			g.name(value, "")
		case "allow", "disallow":
			g.open = false
		}
	}
	return g.open
}
