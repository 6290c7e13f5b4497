package newsstand

import (
	"embed"
	"fmt"
	"hash/fnv"
	"strings"
	"time"
	"unicode"

	"github.com/stemma-news/stemma/news"
	"golang.org/x/text/unicode/norm"
)

//go:embed stories/*.txt
var storyFiles embed.FS

// A house is one outlet and its habits.
type house struct {
	key, name  string
	motto      string
	lang       string
	encoding   string // WHATWG name; empty is UTF-8
	inHeader   bool   // the Content-Type names the encoding; otherwise only the page does
	feed       news.FeedKind
	feedPath   string
	template   string
	redesigned string        // the template after the redesign; empty when there is none
	redesign   time.Duration // when the redesign happens, in story time
	path       func(id int, slug string, published time.Time) string
	follows    bool // the slug in the URL follows the headline
	honest     bool // the modified date is set when a step is not silent
	comments   bool
	quiet      bool // no furniture, conditional requests are honoured
	hub        bool // its feed offers the stand's hub
	dates      string
	accent     string // colour of the house
}

func houses() []*house {
	return append(englishHouses(), otherHouses()...)
}

func englishHouses() []*house {
	return []*house{
		{
			key: "courier", name: "The Saltmere Courier", motto: "News of the coast since 1871", lang: "en-GB", inHeader: true,
			feed: news.RSS, feedPath: "/feed.rss", template: "courier", follows: true, honest: true, comments: true,
			dates: "Monday 2 January 2006, 15:04", accent: "#0b3d5c",
			path: func(id int, slug string, _ time.Time) string { return fmt.Sprintf("/news/%d/%s", id, slug) },
		},
		{
			key: "ledger", name: "Inland Ledger", motto: "Independent reporting from the valley", lang: "en-US", inHeader: true,
			feed: news.Atom, feedPath: "/atom.xml", template: "ledger", redesigned: "ledger2", redesign: 9 * time.Hour,
			hub: true, comments: true,
			dates: "Jan. 2, 2006 at 3:04 p.m.", accent: "#7a1f1f",
			path: func(id int, slug string, at time.Time) string {
				return fmt.Sprintf("/%s/%s-%d/", at.UTC().Format("2006/01/02"), slug, id)
			},
		},
		{
			key: "fellwire", name: "Fellwire", motto: "The news agency of the northern towns", lang: "en", inHeader: true,
			feed: news.Sitemap, feedPath: "/sitemap-news.xml", template: "fellwire", honest: true, quiet: true, hub: true,
			dates: "2006-01-02 15:04 MST", accent: "#222222",
			path: func(id int, _ string, _ time.Time) string { return fmt.Sprintf("/dispatch/%d", id) },
		},
		{
			key: "beacon", name: "The Harrow Beacon", motto: "Read by the hill towns", lang: "en", encoding: "iso-8859-1",
			inHeader: true, feed: news.JSONFeed, feedPath: "/feed.json", template: "beacon", honest: true, comments: true,
			dates: "January 2, 2006", accent: "#5b4a00",
			path: func(id int, _ string, _ time.Time) string { return fmt.Sprintf("/story.php?id=%d", id) },
		},
	}
}

func otherHouses() []*house {
	return []*house{
		{
			key: "anzeiger", name: "Ahlbrücker Anzeiger", motto: "Unabhängige Tageszeitung für das Ahltal", lang: "de",
			encoding: "iso-8859-1", feed: news.Atom, feedPath: "/rss/aktuell.atom", template: "anzeiger",
			redesigned: "anzeiger2", redesign: 19 * time.Hour, honest: true, comments: true, dates: "02.01.2006, 15:04 Uhr",
			accent: "#a3160f",
			path:   func(id int, slug string, _ time.Time) string { return fmt.Sprintf("/lokales/%s-%d.html", slug, id) },
		},
		{
			key: "echo", name: "L’Écho du Vallon", motto: "Le quotidien des pays de l’Ornay", lang: "fr", inHeader: true,
			feed: news.RSS, feedPath: "/flux/actualites.xml", template: "echo", follows: true, honest: true, comments: true,
			dates: "02/01/2006 à 15h04", accent: "#1d4f3a",
			path: func(id int, slug string, _ time.Time) string { return fmt.Sprintf("/actualite/%s_%d.html", slug, id) },
		},
		{
			key: "vestnik", name: "Лесоозёрский вестник", motto: "Городская газета. Выходит с 1924 года", lang: "ru",
			encoding: "windows-1251", inHeader: true, feed: news.RSS, feedPath: "/export/rss.xml", template: "vestnik",
			redesigned: "vestnik2", redesign: 14 * time.Hour, dates: "02.01.2006 15:04", accent: "#284b8c",
			path: func(id int, _ string, at time.Time) string {
				return fmt.Sprintf("/news/%s/%d.shtml", at.UTC().Format("2006/01"), id)
			},
		},
		{
			key: "marafi", name: "بريد المرافئ", motto: "صحيفة يومية مستقلة", lang: "ar", inHeader: true,
			feed: news.RSS, feedPath: "/rss", template: "marafi", honest: true, comments: true,
			dates: "2006/01/02 15:04", accent: "#0f5f63",
			path: func(id int, _ string, _ time.Time) string { return fmt.Sprintf("/article/%d", id) },
		},
		{
			key: "lanting", name: "澜汀晚报", motto: "澜汀人自己的报纸", lang: "zh-CN", encoding: "gb18030",
			feed: news.Sitemap, feedPath: "/sitemap_news.xml", template: "lanting", dates: "2006年01月02日 15:04",
			accent: "#b3201b",
			path: func(id int, _ string, at time.Time) string {
				return fmt.Sprintf("/a/%s/%d.htm", at.UTC().Format("20060102"), id)
			},
		},
	}
}

// scripts reads the stories of the houses that have any.
func scripts(all []*house) (map[string][]*script, error) {
	of := map[string][]*script{}
	for _, h := range all {
		text, err := storyFiles.ReadFile("stories/" + h.key + ".txt")
		if err != nil {
			return nil, fmt.Errorf("read the stories of %s: %w", h.key, err)
		}
		if of[h.key], err = parseScripts(h.key, string(text)); err != nil {
			return nil, err
		}
	}
	return of, nil
}

// slug makes the words of a headline fit for a URL: the first eight, in ASCII.
func slug(headline string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(headline)) {
		switch {
		case r == 'ß':
			b.WriteString("ss")
		case r == 'œ':
			b.WriteString("oe")
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		default:
			b.WriteByte(' ')
		}
	}
	words := strings.Fields(b.String())
	return strings.Join(words[:min(len(words), 8)], "-")
}

// mix makes one number of a seed and names, for random sources that must not depend on each other.
func mix(seed int64, names ...any) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, seed, names)
	return h.Sum64()
}
