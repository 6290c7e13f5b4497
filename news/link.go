package news

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"
)

// A Reference is a link in the text of a block: some of its words lead to another page.
type Reference struct {
	Start int    `json:"start"` // byte offset in the block's text, where its words begin …
	End   int    `json:"end"`   // … and where they end
	URL   string `json:"url"`   // a clean URL, see [CleanURL]
}

// LinkKey gives the identity of a link's target: [URLKey] without what only names a reader's visit.
func LinkKey(clean string) string {
	key := URLKey(withoutVisit(clean))
	return strings.TrimSuffix(key, "/")
}

// SameTarget says that two clean URLs lead to the same page: by their [LinkKey], because both carry the id by which
// an outlet knows its page whatever the slug says (see [PathID]), or because a site gave its page another address and kept
// its name.
func SameTarget(a, b string) bool {
	if a == b || LinkKey(a) == LinkKey(b) {
		return true
	}
	if id := PathID(a); id != "" && id == PathID(b) {
		return true
	}
	return keptName(a, b)
}

// keptName says that of two pages of one site, under whatever host, the name of one holds that of the other, of two words
// at least, and that all numbers in their addresses are the same: the report of another year is another page. That a site
// may have two pages of one name in two folders is passed over: pages that were moved are met far more often.
func keptName(a, b string) bool {
	if site(a) != site(b) || !slices.Equal(numbersIn(a), numbersIn(b)) {
		return false
	}
	short, long := nameWords(a), nameWords(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	return len(short) >= 2 && !slices.ContainsFunc(short, func(word string) bool { return !slices.Contains(long, word) })
}

// site gives the domain under which somebody registered all hosts of a site.
func site(clean string) string {
	host := HostOf(clean)
	if name, _, found := strings.Cut(host, ":"); found {
		host = name
	}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return domain
	}
	return host
}

func numbersIn(clean string) []string {
	return strings.FieldsFunc(strings.TrimPrefix(clean, "https://"), func(r rune) bool { return r < '0' || r > '9' })
}

// nameWords gives the words of the last piece of a path that has any, without the ending of a file.
func nameWords(clean string) []string {
	path, _, _ := strings.Cut(clean, "?")
	if _, rest, found := strings.Cut(path, "://"); found {
		_, path, _ = strings.Cut(rest, "/")
	}
	path = strings.TrimSuffix(path, "/")
	name := path[strings.LastIndexByte(path, '/')+1:]
	if at := strings.LastIndexByte(name, '.'); at > 0 {
		name = name[:at]
	}
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// visitNames are the parameters by which servers keep a reader's visit in addresses.
func visitNames() []string {
	return []string{"jsessionid", "phpsessid", "sessionid", "session_id", "session-id", "sessid", "sid", "cfid", "cftoken", "oscsid", "zenid"}
}

// withoutVisit drops the ids of visits from the path, where they stand behind a semicolon, and from the query.
func withoutVisit(clean string) string {
	if !strings.ContainsAny(clean, "?;") {
		return clean
	}
	path, query, _ := strings.Cut(clean, "?")
	if at := strings.LastIndexByte(path, ';'); at >= 0 && namesVisit(path[at+1:]) {
		path = path[:at]
	}
	pairs := slices.DeleteFunc(strings.Split(query, "&"), namesVisit)
	if query = strings.Join(pairs, "&"); query == "" {
		return path
	}
	return path + "?" + query
}

func namesVisit(pair string) bool {
	name, _, _ := strings.Cut(strings.ToLower(pair), "=")
	return slices.Contains(visitNames(), name) || strings.HasPrefix(name, "aspsessionid")
}
