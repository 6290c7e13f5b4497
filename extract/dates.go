package extract

import (
	"strings"
	"time"
)

// dates gives when the page claims to have been published and modified; zero when it does not say.
func (s *sheet) dates(art thing) (published, modified time.Time) {
	claims := []string{art.text("datePublished", "dateCreated"), s.head.first("article:published_time", "datepublished",
		"og:published_time", "date", "dc.date.issued", "dc.date", "dcterms.created", "pubdate", "publishdate", "publish-date",
		"parsely-pub-date", "sailthru.date", "citation_publication_date")}
	for _, c := range claims {
		if published = moment(c); !published.IsZero() {
			break
		}
	}
	for _, c := range []string{art.text("dateModified"), s.head.first("article:modified_time", "datemodified",
		"og:updated_time", "last-modified", "lastmod", "dcterms.modified")} {
		if modified = moment(c); !modified.IsZero() {
			break
		}
	}
	return published, modified
}

var layouts = []string{
	time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04-07:00", "2006-01-02T15:04:05", "2006-01-02T15:04",
	"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", time.RFC1123, time.RFC1123Z,
	"2006/01/02", "20060102", "January 2, 2006", "2 January 2006", "02.01.2006", "02.01.2006 15:04",
}

// moment reads a date as machines write it; zero when it is none.
func moment(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1990 && t.Year() < 2100 {
			return t
		}
	}
	return time.Time{}
}
