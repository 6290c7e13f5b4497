package news

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestCleanURL(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"nothing to do", "https://courier.example/harbour-fire", "https://courier.example/harbour-fire"},
		{"case of scheme and host", "HTTPS://Courier.EXAMPLE/Harbour", "https://courier.example/Harbour"},
		{"blanks and line breaks", " http://courier.example/har\nbour\t ", "http://courier.example/harbour"},
		{"empty path", "http://courier.example?page=2", "http://courier.example/?page=2"},
		{"default port", "https://courier.example:443/a", "https://courier.example/a"},
		{"other port", "http://courier.localhost:08090/a", "http://courier.localhost:8090/a"},
		{"fragment", "http://courier.example/a?b#c?d", "http://courier.example/a?b"},
		{"dot segments", "http://courier.example/a/./b/%2e%2E/c/..", "http://courier.example/a/"},
		{"above the root", "http://courier.example/../../a", "http://courier.example/a"},
		{"tracking", "http://courier.example/a?utm_source=x&id=7&fbclid=y&UTM_Medium=z", "http://courier.example/a?id=7"},
		{"nothing but tracking", "http://courier.example/a?gclid=1", "http://courier.example/a"},
		{"order of a query", "http://courier.example/?b=2&a=1&b=1", "http://courier.example/?b=2&a=1&b=1"},
		{"IDN", "http://Hafenbote-Süd.example/straße", "http://xn--hafenbote-sd-nlb.example/stra%C3%9Fe"},
		{"escapes stay", "http://courier.example/a%2fb%7e", "http://courier.example/a%2fb%7e"},
		{"blank in path and query", "http://courier.example/a b?c d", "http://courier.example/a%20b?c%20d"},
		{"lone percent", "http://courier.example/100%", "http://courier.example/100%25"},
		{"backslashes", `http:\\courier.example\a`, "http://courier.example/a"},
		{"dot of the root", "http://courier.example./a", "http://courier.example/a"},
		{"IPv6", "http://[2001:DB8:0::1]:8080/a", "http://[2001:db8::1]:8080/a"},
		{"underscore", "http://my_blog.example/", "http://my_blog.example/"},
		{"bad UTF-8", "http://courier.example/\xff", "http://courier.example/%EF%BF%BD"},
	} {
		got, err := CleanURL(test.in)
		if err != nil || got != test.want {
			t.Errorf("%s: CleanURL(%q) = %q, %v; want %q", test.name, test.in, got, err, test.want)
		}
	}
}

func TestCleanURLRefuses(t *testing.T) {
	for _, test := range []struct{ in, why string }{
		{"", "it is empty"},
		{"courier.example/a", "it must begin with http:// or https://"},
		{"ftp://courier.example/a", "it must begin with http:// or https://"},
		{"javascript:alert(1)", "it must begin with http:// or https://"},
		{"http://", "it names no host"},
		{"http://a b.example/", "is no host name"},
		{"http://courier.example:99999/", "is not a number up to 65535"},
		{"http://ann:secret@courier.example/", "user name or password"},
		{"http://[::1", "is no IPv6 address"},
		{"http://0x7f.1/", "is no IPv4 address"},
		{"http://2130706433/", "is no IPv4 address"},
		{"http://courier.example/" + strings.Repeat("a", 2000), "longer than 2000 characters"},
		{"http://xn--a/", "is no host name"},
		{"http://a%80b/", "is no host name"},
	} {
		got, err := CleanURL(test.in)
		if err == nil || !strings.Contains(err.Error(), test.why) {
			t.Errorf("CleanURL(%q) = %q, %v; want an error with %q", test.in, got, err, test.why)
		}
	}
}

func TestResolveURL(t *testing.T) {
	const base = "https://courier.example/world/index.html?page=2"
	for _, test := range []struct{ ref, want string }{
		{"fire.html", "https://courier.example/world/fire.html"},
		{"../sport/", "https://courier.example/sport/"},
		{"/fire?id=1#top", "https://courier.example/fire?id=1"},
		{"//other.example/fire", "https://other.example/fire"},
		{"http://other.example/fire", "http://other.example/fire"},
		{"?page=3", "https://courier.example/world/index.html?page=3"},
		{"#top", "https://courier.example/world/index.html?page=2"},
		{"a:b/c", ""},
		{"mailto:desk@courier.example", ""},
		{" ", ""},
	} {
		got, err := ResolveURL(base, test.ref)
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("ResolveURL(%q) = %q, %v; want %q", test.ref, got, err, test.want)
		}
	}
}

func TestURLKeyIsOneForOneArticle(t *testing.T) {
	const want = "courier.example/world/fire-12?a=1&b=2"
	for _, url := range []string{
		"https://courier.example/world/fire-12?a=1&b=2",
		"http://www.courier.example/world/fire-12/?b=2&a=1",
		"https://m.courier.example/world/fire-12?b=2&a=1",
		"https://amp.courier.example/world/fire-12?a=1&b=2&amp",
		"https://courier.example/world/fire-12/amp?a=1&b=2",
		"https://courier.example/amp/world/fire-12?a=1&b=2",
		"https://courier.example/world/fire-12.amp?a=1&b=2&outputType=amp",
		"https://courier.example/world/%66ire-12?a=1&b=2",
	} {
		if got := URLKey(url); got != want {
			t.Errorf("URLKey(%q) = %q, want %q", url, got, want)
		}
	}
}

func TestURLKeyTellsArticlesApart(t *testing.T) {
	seen := map[string]string{}
	for _, url := range []string{
		"https://courier.example/", "https://courier.example/fire", "https://courier.example/Fire",
		"https://courier.example/fire?id=1", "https://courier.example/fire?id=2", "https://courier.example/a%2Fb",
		"https://courier.example/a/b", "https://courier.example:8080/fire", "https://m.example/", "https://www.example/",
		"https://courier.example/amp",
	} {
		key := URLKey(url)
		if other, twice := seen[key]; twice {
			t.Errorf("%s and %s have one key %q", url, other, key)
		}
		seen[key] = url
	}
}

func TestHostOf(t *testing.T) {
	for in, want := range map[string]string{
		"http://courier.localhost:8090/a?b": "courier.localhost:8090",
		"https://courier.example":           "courier.example",
		"no URL":                            "",
	} {
		if got := HostOf(in); got != want {
			t.Errorf("HostOf(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzCleanURL(f *testing.F) {
	for _, seed := range []string{
		"http://courier.example/a/../b?utm_source=1&c=%zz#d", "https://Süd.example:443//%2e/amp/", "http:a", "http://[::1]:80\\x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		clean, err := CleanURL(raw)
		if err != nil {
			return
		}
		if again, err := CleanURL(clean); again != clean || err != nil {
			t.Errorf("CleanURL(CleanURL(%q)) = %q, %v; not %q", raw, again, err, clean)
		}
		if HostOf(clean) == "" {
			t.Errorf("%q has no host", clean)
		}
		if key := URLKey(clean); URLKey("https://"+key) != key {
			t.Errorf("the key of %q is %q, and the key of that %q", clean, key, URLKey("https://"+key))
		}
	})
}

// TestURLStandard holds CleanURL against the cases of the URL standard that speak of http and https.
func TestURLStandard(t *testing.T) {
	data, err := os.ReadFile("../../shared/data/url/urltestdata.json")
	if err != nil {
		skipOutsideCI(t, "the URL standard's cases are not here: "+err.Error())
	}
	var cases []json.RawMessage // some are comments
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	asked, left := 0, map[string]int{}
	for _, raw := range cases {
		var c standardCase
		if json.Unmarshal(raw, &c) != nil {
			continue
		}
		if why := c.leftOut(); why != "" {
			left[why]++
			continue
		}
		got, err := ResolveURL(c.Base, c.Input)
		if err != nil && strings.Contains(err.Error(), "is no IPv4 address") {
			left["hosts of digits: four decimal numbers are read, nothing else"]++
			continue
		}
		asked++
		if want, _, _ := strings.Cut(c.Href, "#"); got != want || (err != nil) != c.Failure {
			t.Errorf("ResolveURL(%q, %q) = %q, %v; the standard says %q", c.Base, c.Input, got, err, want)
		}
	}
	if asked < 100 {
		t.Errorf("only %d cases were asked", asked)
	}
	t.Logf("%d cases are met", asked)
	for why, n := range left {
		t.Logf("%d are left out, %s", n, why)
	}
}

type standardCase struct {
	Input, Base, Href, Protocol string
	Failure                     bool
}

// What is read in another way than browsers do, on purpose, by the base and the input with a blank between them.
var onPurpose = []struct {
	why  string
	what *regexp.Regexp
}{
	{"addresses with user names: none is kept", regexp.MustCompile(`@`)},
	{"nothing at all: it leads nowhere", regexp.MustCompile(` \s*$`)},
	{"a question mark with nothing behind it: it is dropped", regexp.MustCompile(`\?$`)},
	{"“http:” without two slashes: it is taken as a person means it", regexp.MustCompile(` http:/?[^/]| http:$`)},
	{"a percent sign alone: it is encoded", regexp.MustCompile(`%($|.$|[^0-9a-f]|.[^0-9a-f])`)},
}

// leftOut says why a case is not asked; empty for one that is.
func (c standardCase) leftOut() string {
	web := c.Protocol == "http:" || c.Protocol == "https:" || c.Failure
	if !web || !strings.HasPrefix(c.Base, "http") && !strings.HasPrefix(c.Input, "http") {
		return "other schemes than http and https"
	}
	for _, p := range onPurpose {
		if p.what.MatchString(c.Base + " " + c.Input) {
			return p.why
		}
	}
	return ""
}

func skipOutsideCI(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}
