package news

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// CleanURL gives the form in which a URL is kept and asked for: http or https, the host in lower case and ASCII, no
// default port, no fragment, no tracking parameters, dot segments resolved, and every other byte of path and query kept
// or, where it may not stand in a URL, percent-encoded. It reads what browsers read (blanks around it, line breaks
// inside, backslashes for slashes). The error is a sentence for a person. Cleaning a clean URL changes nothing.
func CleanURL(raw string) (string, error) {
	u, err := parseURL(raw)
	if err != nil {
		return "", fmt.Errorf("“%s” is no web address that can be watched: %w", shown(raw), err)
	}
	u.query = dropTracking(u.query)
	clean := u.String()
	if len(clean) > maxURL {
		return "", fmt.Errorf("“%s” is no web address that can be watched: it is longer than %d characters", shown(raw), maxURL)
	}
	return clean, nil
}

// maxURL is more than the addresses of articles have, and less than what databases take into an index.
const maxURL = 2000

// ResolveURL gives the clean URL of a reference that stands on the page base, as [CleanURL] would. An empty reference
// and one of another scheme (mailto:, javascript:) are errors.
func ResolveURL(base, ref string) (string, error) {
	ref = stripControls(ref)
	if ref == "" {
		return "", errors.New("an empty reference leads nowhere")
	}
	if scheme, _, ok := splitScheme(ref); ok || scheme != "" {
		return CleanURL(ref)
	}
	b, err := parseURL(base)
	if err != nil {
		return "", fmt.Errorf("“%s” is no web address to resolve “%s” against: %w", shown(base), shown(ref), err)
	}
	return CleanURL(b.join(ref))
}

// URLKey gives the identity of a clean URL: two URLs with one key are one article. The scheme, a "www.", "m.",
// "mobile." or "amp." before the host, a slash at the end, the marks of an AMP page, the order of the query's
// parameters and the way in which ordinary characters are percent-encoded make no difference.
func URLKey(clean string) string {
	_, rest, ok := strings.Cut(clean, "://")
	if !ok {
		return clean
	}
	host, rest := cutAt(rest, "/?#")
	path, query, _ := strings.Cut(rest, "?")
	key := plainHost(host) + plainPath(normalEscapes(path))
	if query = sortedQuery(normalEscapes(query)); query != "" {
		key += "?" + query
	}
	return key
}

// HostOf gives the host of a clean URL with its port, as politeness counts it: "courier.localhost:8090". It is empty
// for what is no URL.
func HostOf(clean string) string {
	_, rest, ok := strings.Cut(clean, "://")
	if !ok {
		return ""
	}
	host, _ := cutAt(rest, "/?#")
	return host
}

// shown shortens what a person typed for a message.
func shown(s string) string {
	if r := []rune(s); len(r) > 100 {
		return string(r[:100]) + "…"
	}
	return s
}

// plainHost drops the labels that name an edition of a site for a device, as long as a domain remains.
func plainHost(host string) string {
	for {
		label, rest, ok := strings.Cut(host, ".")
		if !ok || !slices.Contains([]string{"www", "m", "mobile", "amp"}, label) || !strings.Contains(rest, ".") {
			return strings.TrimSuffix(host, ".")
		}
		host = rest
	}
}

// plainPath drops slashes at the end and the marks of an AMP page: "/amp" before or behind the path, ".amp".
func plainPath(path string) string {
	path = strings.TrimRight(path, "/")
	for _, mark := range []string{"/amp", ".amp"} {
		if short := strings.TrimSuffix(path, mark); short != "" {
			path = short
		}
	}
	if short, ok := strings.CutSuffix(path, ".amp.html"); ok {
		path = short + ".html"
	}
	if rest, ok := strings.CutPrefix(path, "/amp/"); ok {
		path = "/" + rest
	}
	return strings.TrimRight(path, "/")
}

func sortedQuery(query string) string {
	pairs := strings.Split(query, "&")
	pairs = slices.DeleteFunc(pairs, func(pair string) bool {
		switch strings.ToLower(pair) {
		case "", "amp", "amp=", "amp=1", "amp=true", "outputtype=amp", "outputtype=amp-type":
			return true
		}
		return false
	})
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// normalEscapes writes letters, digits and -._~ plainly, and every other escape with capital digits (RFC 3986, 6.2.2).
func normalEscapes(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if !isEscape(s[i:]) {
			b.WriteByte(s[i])
			continue
		}
		if c := hexByte(s[i:]); isLetter(c) || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteString(strings.ToUpper(s[i : i+3]))
		}
		i += 2
	}
	return b.String()
}
