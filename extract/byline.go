package extract

import (
	"strings"

	"github.com/stemma-news/stemma/prose"
)

// authors gives the persons that the page names as its authors.
func (s *sheet) authors(art thing) []string {
	names := []string{}
	add := func(name string) {
		name = prose.Normal(name)
		if name != "" && len(name) < 80 && !strings.Contains(name, "://") {
			names = append(names, name)
		}
	}
	for _, v := range list(art["author"]) {
		switch v := v.(type) {
		case string:
			add(v)
		case map[string]any:
			add(thing(v).text("name"))
		}
	}
	if len(names) == 0 {
		add(s.head.first("author", "article:author", "dc.creator", "parsely-author", "sailthru.author"))
	}
	return names
}
