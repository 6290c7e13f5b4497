package news

import (
	"slices"
	"strings"
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

// SameTarget says that two clean URLs lead to the same page: by their [LinkKey], or because both carry the id by which
// an outlet knows its page whatever the slug says (see [PathID]).
func SameTarget(a, b string) bool {
	if a == b || LinkKey(a) == LinkKey(b) {
		return true
	}
	id := PathID(a)
	return id != "" && id == PathID(b)
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
