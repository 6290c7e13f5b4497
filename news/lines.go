package news

import (
	"encoding/json"
	"time"
)

// A CaptureLine, VersionLine and ChangeLine are what is kept as JSON: the lines of "stemma export" and the bodies of
// the pages' JSON. Times are RFC 3339 in UTC; one that is not known is left out.
type (
	// CaptureLine is a capture as JSON.
	CaptureLine struct {
		ID       int64           `json:"id"`
		Article  int64           `json:"article"`
		URL      string          `json:"url"`
		FinalURL string          `json:"final_url,omitempty"`
		At       time.Time       `json:"at"`
		Status   int             `json:"status"`
		Outcome  Outcome         `json:"outcome"`
		Reason   string          `json:"reason,omitempty"`
		Body     string          `json:"body,omitempty"` // SHA-256 of the raw body
		Size     int64           `json:"size"`
		Header   json.RawMessage `json:"header,omitempty"`
		Version  int             `json:"version,omitempty"` // the version that it showed

		Redirects []HopLine `json:"redirects,omitempty"` // from url to final_url
	}

	// HopLine is a redirect of a capture as JSON.
	HopLine struct {
		URL    string          `json:"url"`
		At     time.Time       `json:"at"`
		Status int             `json:"status"`
		Header json.RawMessage `json:"header,omitempty"`
	}

	// VersionLine is a version as JSON.
	VersionLine struct {
		URL       string    `json:"url"`
		Article   int64     `json:"article"`
		N         int       `json:"n"`
		FirstSeen time.Time `json:"first_seen,omitzero"`
		LastSeen  time.Time `json:"last_seen,omitzero"`
		Headline  string    `json:"headline"`
		Byline    string    `json:"byline"`
		Published time.Time `json:"published,omitzero"`
		Modified  time.Time `json:"modified,omitzero"`
		Language  string    `json:"language,omitempty"`
		Credit    string    `json:"credit,omitempty"`
		Edition   int       `json:"edition,omitempty"`
		Withdrawn time.Time `json:"withdrawn,omitzero"`
		SameAs    int       `json:"same_as,omitempty"`
		Text      string    `json:"text,omitempty"`
		Blocks    []Block   `json:"blocks,omitempty"`
	}

	// ChangeLine is a change as JSON.
	ChangeLine struct {
		Article    int64     `json:"article"`
		URL        string    `json:"url"`
		N          int       `json:"n"`
		From       int       `json:"from"`
		To         int       `json:"to"`
		SeenBefore time.Time `json:"seen_before,omitzero"`
		SeenAfter  time.Time `json:"seen_after,omitzero"`
		Edits      []Edit    `json:"edits"`
		Meanings   []Meaning `json:"meanings"`
		Weight     float64   `json:"weight"`
		Silent     bool      `json:"silent"`
		Redesigned bool      `json:"redesigned,omitempty"`
		Summary    string    `json:"summary"`
		Confirmed  time.Time `json:"confirmed,omitzero"`
		Alternates time.Time `json:"alternates,omitzero"` // since when its two texts are known to be served in turn
		FromLooks  int       `json:"from_looks,omitempty"`
		ToLooks    int       `json:"to_looks,omitempty"`
		Withdrawn  time.Time `json:"withdrawn,omitzero"`

		EditsLeftOut bool `json:"edits_left_out,omitempty"` // of a list: they are too many, the change's own page has them
	}
)

// Line gives the capture as JSON.
func (c Capture) Line() CaptureLine {
	line := CaptureLine{
		ID: c.ID, Article: c.ArticleID, URL: c.URL, At: c.At, Status: c.Status, Outcome: c.Outcome, Reason: c.Reason,
		Body: c.Body, Size: c.Size, Version: c.Version,
	}
	if c.FinalURL != c.URL {
		line.FinalURL = c.FinalURL
	}
	line.Header = valid(c.Header)
	for _, h := range c.Hops {
		line.Redirects = append(line.Redirects, HopLine{URL: h.URL, At: h.At, Status: h.Status, Header: valid(h.Header)})
	}
	return line
}

// valid gives JSON as it is, and nothing for what is none.
func valid(text string) json.RawMessage {
	if !json.Valid([]byte(text)) {
		return nil
	}
	return json.RawMessage(text)
}

// Line gives the version as JSON; url is its article's.
func (v Version) Line(url string) VersionLine {
	return VersionLine{
		URL: url, Article: v.ArticleID, N: v.N, FirstSeen: v.FirstSeen, LastSeen: v.LastSeen, Headline: v.Headline,
		Byline: v.Byline, Published: v.Published, Modified: v.Modified, Language: v.Language, Credit: v.Credit,
		Edition: v.Edition, Text: v.Text(), Blocks: v.Blocks, Withdrawn: v.Withdrawn, SameAs: v.SameAs,
	}
}

// Line gives the change as JSON; url is its article's. Its lists are [] rather than null when they are empty.
func (c Change) Line(url string) ChangeLine {
	return ChangeLine{
		Article: c.ArticleID, URL: url, N: c.N, From: c.From, To: c.To, SeenBefore: c.SeenBefore, SeenAfter: c.SeenAfter,
		Edits: append([]Edit{}, c.Edits...), Meanings: append([]Meaning{}, c.Meanings...), Weight: c.Weight,
		Silent: c.Silent, Redesigned: c.Redesigned, Summary: c.Summary, Confirmed: c.Confirmed, Alternates: c.Alternates,
		FromLooks: c.FromLooks, ToLooks: c.ToLooks, Withdrawn: c.Withdrawn, EditsLeftOut: c.EditsLeftOut,
	}
}
