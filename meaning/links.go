package meaning

import (
	"strings"

	"github.com/stemma-news/stemma/news"
)

// links finds the links in an edit that lead elsewhere now.
func (m *marked) links() []finding {
	var found []finding
	for _, s := range m.Spans {
		if !s.Relinked() {
			continue
		}
		weight := 0.3
		if news.HostOf(s.From) == news.HostOf(s.To) {
			weight = 0.2
		}
		from, to := towards(s.From, s.To)
		found = append(found, finding{news.MeansLink, weight, "a link now leads to " + to + " instead of " + from + ": " + quote(s.Text)})
	}
	return found
}

// towards names two targets by their hosts, or, where that is the same, by as much of their paths as tells them apart.
func towards(from, to string) (was, is string) {
	a, b := news.URLKey(from), news.URLKey(to)
	hostA, _, _ := strings.Cut(a, "/")
	hostB, _, _ := strings.Cut(b, "/")
	if hostA != hostB {
		return hostA, hostB
	}
	return quote(a), quote(b)
}
