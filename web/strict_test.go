package web

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// A strictEntry is what a reader that takes the specifications at their word knows of an entry of any feed.
type strictEntry struct {
	ID, Title, HTML, Summary string
	Links                    []string
	Published, Updated       time.Time
}

// TestFeedsKeepTheirSpecifications reads feeds as a strict reader would: every entry has its own lasting id, whole
// addresses, times in order and HTML that means what it says.
func TestFeedsKeepTheirSpecifications(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Address = "https://stemma.example" })
	versions := fire()
	versions[1].lines[0] += ` The sign read <b onclick="x()">Fire & Rescue</b>.`
	s.publish(courier, "/fire?a=1&b=2", versions...)
	late := dawn.Add(5 * time.Hour) // the first change was borne out long after it was seen
	s.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.ChangeStands(ctx, news.Change{ArticleID: 1, N: 1, Confirmed: late})
	})
	atomOnes, rssOnes, jsonOnes := s.atomEntries(), s.rssEntries(), s.jsonEntries()
	if len(atomOnes) != 3 || len(rssOnes) != 3 || len(jsonOnes) != 3 {
		t.Fatalf("%d, %d and %d entries", len(atomOnes), len(rssOnes), len(jsonOnes))
	}
	ids := map[string]bool{}
	for i, e := range atomOnes {
		ids[e.ID] = true
		if e.ID != rssOnes[i].ID || e.ID != jsonOnes[i].ID || !strings.HasPrefix(e.ID, "urn:uuid:") {
			t.Errorf("one entry is called %q, %q and %q", e.ID, rssOnes[i].ID, jsonOnes[i].ID)
		}
		if e.Updated.Before(e.Published) || !jsonOnes[i].Updated.Equal(e.Updated) || !rssOnes[i].Published.Equal(e.Published) {
			t.Errorf("published %v, updated %v; in the others %v, %v", e.Published, e.Updated, rssOnes[i].Published, jsonOnes[i].Updated)
		}
	}
	if len(ids) != 3 || !atomOnes[0].Updated.Equal(late) {
		t.Errorf("%d ids for 3 entries; the one told last was updated %v", len(ids), atomOnes[0].Updated)
	}
	for _, e := range append(append(atomOnes, rssOnes...), jsonOnes...) {
		checkEntry(t, e)
	}
}

func checkEntry(t *testing.T, e strictEntry) {
	t.Helper()
	for _, link := range e.Links {
		if u, err := url.Parse(link); err != nil || !u.IsAbs() || u.Host == "" {
			t.Errorf("%q is no whole address: %v", link, err)
		}
	}
	for name, markup := range map[string]string{"content": e.HTML, "description": e.Summary} {
		root := parseHTML(t, markup)
		for n := range root.Descendants() {
			if n.Type == html.ElementNode && (n.Data == "b" || hasAttr(n, "onclick")) {
				t.Errorf("in the %s of %s the article's words are taken for markup: %s", name, e.Title, markup)
			}
		}
		for _, a := range find(root, "a[href]") {
			if !strings.HasPrefix(attr(a, "href"), "https://") {
				t.Errorf("%s leads to %q", name, attr(a, "href"))
			}
		}
	}
}

// read gets a feed, which must be well-formed to its end and come in its own type.
func (s *site) read(path, kind string, into any) {
	s.Helper()
	response := s.do(httptest.NewRequest(http.MethodGet, path, nil))
	defer response.Body.Close()
	if given := response.Header.Get("Content-Type"); !strings.HasPrefix(given, kind) {
		s.Errorf("%s comes as %q", path, given)
	}
	decode := xml.NewDecoder(response.Body).Decode
	if strings.HasSuffix(kind, "json") {
		decode = json.NewDecoder(response.Body).Decode
	}
	if err := decode(into); err != nil {
		s.Fatalf("%s: %v", path, err)
	}
}

func (s *site) atomEntries() (all []strictEntry) {
	s.Helper()
	var feed struct {
		ID      string    `xml:"http://www.w3.org/2005/Atom id"`
		Updated time.Time `xml:"http://www.w3.org/2005/Atom updated"`
		Entries []struct {
			ID        string    `xml:"http://www.w3.org/2005/Atom id"`
			Title     string    `xml:"http://www.w3.org/2005/Atom title"`
			Author    string    `xml:"http://www.w3.org/2005/Atom author>name"`
			Published time.Time `xml:"http://www.w3.org/2005/Atom published"`
			Updated   time.Time `xml:"http://www.w3.org/2005/Atom updated"`
			Content   struct {
				Type string `xml:"type,attr"`
				Body string `xml:",chardata"`
			} `xml:"http://www.w3.org/2005/Atom content"`
			Links []struct {
				Href string `xml:"href,attr"`
			} `xml:"http://www.w3.org/2005/Atom link"`
		} `xml:"http://www.w3.org/2005/Atom entry"`
	}
	s.read("/feed.atom", "application/atom+xml", &feed)
	for _, e := range feed.Entries {
		if e.Author == "" || e.Content.Type != "html" || e.Updated.After(feed.Updated) {
			s.Errorf("atom: author %q, content of type %q, updated %v in a feed updated %v", e.Author, e.Content.Type, e.Updated, feed.Updated)
		}
		entry := strictEntry{ID: e.ID, Title: e.Title, HTML: e.Content.Body, Published: e.Published, Updated: e.Updated}
		for _, link := range e.Links {
			entry.Links = append(entry.Links, link.Href)
		}
		all = append(all, entry)
	}
	return all
}

func (s *site) rssEntries() (all []strictEntry) {
	s.Helper()
	var feed struct {
		Version string `xml:"version,attr"`
		Channel struct {
			Description string `xml:"description"`
			Items       []struct {
				Title       string `xml:"title"`
				Link        string `xml:"link"`
				ID          string `xml:"guid"`
				Date        string `xml:"pubDate"`
				Description string `xml:"description"`
				Content     string `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
			} `xml:"item"`
		} `xml:"channel"`
	}
	s.read("/feed.rss", "application/rss+xml", &feed)
	if feed.Version != "2.0" || feed.Channel.Description == "" {
		s.Errorf("rss: version %q, described as %q", feed.Version, feed.Channel.Description)
	}
	for _, e := range feed.Channel.Items {
		at, err := mail.ParseDate(e.Date) // RSS wants dates of mail
		if err != nil {
			s.Errorf("rss: %v", err)
		}
		all = append(all, strictEntry{e.ID, e.Title, e.Content, e.Description, []string{e.Link}, at, at})
	}
	return all
}

func (s *site) jsonEntries() (all []strictEntry) {
	s.Helper()
	var feed struct {
		Version string
		Items   []struct {
			ID, URL, Title string
			External       string    `json:"external_url"`
			HTML           string    `json:"content_html"`
			Published      time.Time `json:"date_published"`
			Updated        time.Time `json:"date_modified"`
		}
	}
	s.read("/feed.json", "application/feed+json", &feed)
	if feed.Version != "https://jsonfeed.org/version/1.1" {
		s.Errorf("json: version %q", feed.Version)
	}
	for _, e := range feed.Items {
		all = append(all, strictEntry{e.ID, e.Title, e.HTML, "", []string{e.URL, e.External}, e.Published, e.Updated})
	}
	return all
}

// TestNoOtherStemmaGivesTheSameIDs: who reads the feeds of two takes none of one's changes for the other's.
func TestNoOtherStemmaGivesTheSameIDs(t *testing.T) {
	here, there := newSite(t), newSite(t)
	here.publish(courier, "/fire", fire()...)
	later := courier
	later.Added = courier.Added.Add(time.Hour)
	there.publish(later, "/flood", fire()...)
	ids := map[string]bool{}
	for _, e := range append(here.atomEntries(), there.atomEntries()...) {
		ids[e.ID] = true
	}
	if len(ids) != 6 {
		t.Errorf("%d ids for 6 changes", len(ids))
	}
}
