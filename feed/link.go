package feed

import (
	"strings"

	"github.com/stemma-news/stemma/news"
)

// InHeader gives the WebSub hub and the feed's own address that Link headers name (RFC 8288), clean, or empty. base is the
// URL that they came from.
func InHeader(headers []string, base string) (hub, self string) {
	for _, header := range headers {
		for header != "" {
			var target, rel string
			target, rel, header = nextLink(header)
			url, err := news.ResolveURL(base, target)
			if err != nil {
				continue
			}
			for _, r := range strings.Fields(strings.ToLower(rel)) {
				if r == "hub" && hub == "" {
					hub = url
				}
				if r == "self" && self == "" {
					self = url
				}
			}
		}
	}
	return hub, self
}

// nextLink cuts the first link off a header: <target>; name=value; name="value", …
func nextLink(header string) (target, rel, rest string) {
	_, after, found := strings.Cut(header, "<")
	if !found {
		return "", "", ""
	}
	target, after, found = strings.Cut(after, ">")
	if !found {
		return "", "", ""
	}
	quoted, end := false, len(after)
	for i, c := range after {
		if c == '"' {
			quoted = !quoted
		}
		if c == ',' && !quoted {
			end = i
			break
		}
	}
	for param := range strings.SplitSeq(after[:end], ";") {
		name, value, _ := strings.Cut(param, "=")
		if strings.EqualFold(strings.TrimSpace(name), "rel") && rel == "" {
			rel = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return target, rel, after[end:]
}
