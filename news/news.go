// Package news holds the nouns that every other package speaks of, as plain types: no clock, network, SQL or HTML.
//
//	Outlet ──< Feed ──< Link (a sighting)
//	   └────< Article ──< Capture ──> Document ──> Version
//	                └──< Change (from one Version to the next) ──< Edit ──< Meaning
//
// All times are UTC. A zero time means "not known".
package news

import "time"

// An Outlet is a publisher.
type Outlet struct {
	ID       int64
	Key      string // short name in addresses, from its host: "daily-harbour"
	Name     string
	Language string // BCP 47, empty when not known
	Home     string // home page
	Hosts    []string
	Added    time.Time
}

// FeedKind says in which form a feed gives its links.
type FeedKind string

// The kinds of feed.
const (
	RSS         FeedKind = "rss"     // RSS 0.9x, 1.0 (RDF), 2.0
	Atom        FeedKind = "atom"    // RFC 4287 and 0.3
	JSONFeed    FeedKind = "json"    // https://www.jsonfeed.org/version/1.1/
	Sitemap     FeedKind = "sitemap" // sitemaps.org, also its index and Google's news sitemap
	SectionPage FeedKind = "section" // an HTML page of links
)

// A Feed is where an outlet's links are found.
type Feed struct {
	ID           int64
	OutletID     int64
	URL          string
	Kind         FeedKind
	Title        string
	ETag         string    // as the server last gave it, for a conditional request
	LastModified string    // likewise
	Due          time.Time // when it is looked at next
	Looked       time.Time // when it was last looked at
	Brought      time.Time // when it last brought a link that was new
	Outcome      Outcome   // of the last look
	Reason       string    // of that outcome, in words
	Failing      time.Time // since when every look at it failed, zero while they do not
	Links        int       // how many it held when it was last read
	ShutOut      int       // how many of these its outlet's patterns left out
	Hub          string    // WebSub hub that it offers, or empty
	Topic        string    // what it is called there
	HintsRight   int       // hints of it that a change was found after, lately
	HintsWrong   int       // and that none was found after
}

// A Link is one article as a feed names it. Its dates are hints, not facts.
type Link struct {
	URL       string
	Title     string
	Published time.Time
	Modified  time.Time
}

// An Article is one published piece, whatever its URL is today.
type Article struct {
	ID           int64
	OutletID     int64
	FeedID       int64  // the feed that it was first found in; 0 when it was added by hand or imported
	URL          string // where it is looked at; the others are its aliases
	Headline     string // of its current version, or as a feed named it
	Language     string // BCP 47
	ETag         string
	LastModified string
	Published    time.Time // as the publisher claims
	FirstSeen    time.Time
	Looked       time.Time // the last look, whatever came of it
	Changed      time.Time // the last change seen; zero if none was
	Due          time.Time // the next look; zero when at rest
	Outcome      Outcome   // of the last look
	Gone         time.Time // since when it has been gone; zero when it is there
	Hidden       time.Time // since when it is hidden; zero when it is shown
	HiddenReason string
	Versions     int // how many versions there are
	Current      int // the number of the version that the last good look showed; 0 when there is none

	Reweave   bool      // its history is to be made anew from all its captures
	Doubted   time.Time // when the change was seen that waits for a second look; zero when none does
	Tries     int       // how many looks since then were in vain
	Turning   int       // how many looks missed it while it is there, or found it while it is gone
	Claimed   time.Time // the modified date that the publisher claimed last
	Canonical string    // [URLKey] of the address that its page names as its own, while that is not believed
	Suspect   int64     // the article that it may turn out to be once it is read; 0 for none
}

// AtRest says that the article is not looked at any more.
func (a Article) AtRest() bool { return a.Due.IsZero() && !a.Looked.IsZero() }

// A Capture is one observation of a URL at one moment: what came, or why nothing did.
type Capture struct {
	ID        int64
	ArticleID int64
	URL       string // as asked for
	FinalURL  string // after redirects
	At        time.Time
	Status    int    // of HTTP; 0 when no answer came
	Header    string // as JSON: {"Name":["value"]}
	Request   string // header of the request that was answered, likewise, its Host and cookies apart; empty where it is not known or was not asked for
	Body      string // SHA-256 of the raw body in hex, its name in the archive; empty when there is none
	Size      int64  // of the raw body, in bytes
	Outcome   Outcome
	Reason    string    // of that outcome, in words
	Read      time.Time // when the reader was done with it; zero while it waits
	Version   int       // the number of the version that it showed; 0 when it shows none
	Imported  bool      // it came from a web archive: nobody can look again
	Fetched   Outcome   // what fetching alone said, before the page was read; empty where that is not known
	Hops      []Hop     // redirects from URL to FinalURL, the first of them at At; nil where there were none or none are known
	Landed    time.Time // when FinalURL was asked for, after the Hops; zero where there are none
}

// A Hop is a redirect that a look went through.
type Hop struct {
	URL     string // that was asked for
	At      time.Time
	Status  int    // of HTTP: 301, 302, 303, 307 or 308
	Header  string // of the answer, as that of a [Capture]
	Request string // header of the request, likewise; empty where it is not known
}

// A Version is a Document that differs from the version before it, seen unchanged from one moment to another.
type Version struct {
	ID        int64
	ArticleID int64
	N         int // from 1: its name within the article, for ever
	Edition   int // of extract, see [Document]
	Headline  string
	Byline    string
	Credit    string
	Language  string
	Published time.Time // as claimed
	Modified  time.Time // as claimed
	FirstSeen time.Time
	LastSeen  time.Time
	Looks     int   // how many looks saw it
	CaptureID int64 // the first capture that showed it
	Blocks    []Block

	Withdrawn time.Time // since when it is no version of its own any more; zero for one that is
	SameAs    int       // of a withdrawn one: the version whose text it turned out to be, 0 when there is none
}

// Text is what a reader would copy from the version: the same as [Document.Text].
func (v Version) Text() string { return BodyText(v.Blocks) }
