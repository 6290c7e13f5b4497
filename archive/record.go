package archive

import (
	"fmt"
	"net/http"
	"time"

	"github.com/stemma-news/stemma/news"
)

// A Record is one record of a WARC or ARC file.
type Record struct {
	Kind      string // response, revisit, resource, request, metadata, warcinfo …
	ID        string // as the file gives it, without angle brackets; empty in ARC
	URL       string // what it is about
	AskedURL  string // what was asked for, where redirects led from there to URL and the file says so
	At        time.Time
	Status    int         // of HTTP; 0 when it holds no answer
	Method    string      // of HTTP: "GET"; empty when it holds no request
	Header    http.Header // of the HTTP message; for other kinds the record's Content-Type alone
	Body      []byte      // the payload, content encoding and chunking undone
	Truncated string      // why the payload is not whole, in words; empty when it is

	Concurrent string // the ID of another record of the same moment: of the answer to a request, or the other way round

	RefersTo     string    // a revisit: the ID of the record that has the payload
	RefersToURL  string    // and its URL
	RefersToDate time.Time // and its date
	Profile      string    // and in which way it is the same, a URI

	LedTo string // of a redirect, where Stemma wrote it: the ID of the record of the look that went through it

	Noted *Noted // what Stemma found at the look, where it wrote the record; nil elsewhere

	Digest string // of the payload, as the file gives it: "sha1:…"
	Offset int64  // where in the file the record begins, or the gzip member that holds it
	Within int64  // where in the unpacked gzip member it begins; 0 in a plain file
}

// Noted is what Stemma says of a look in the records that it writes: what the answer itself does not tell.
type Noted struct {
	Article int64 // a number that all looks at one article share, whatever their addresses; 0 when unknown
	Later   bool  // it was made at an address that the article had got only later
	Outcome news.Outcome
	Reason  string

	Imported bool // it was taken from an archive, and was no look of Stemma's own
}

// A BrokenError says which record of a file cannot be read, and why.
type BrokenError struct {
	Offset int64  // as in [Record]
	Within int64  // as in [Record]
	URL    string // empty when it could not be read either
	Why    string // in words
}

func (e *BrokenError) Error() string {
	where := fmt.Sprintf("record at byte %d", e.Offset)
	if e.Within > 0 {
		where += fmt.Sprintf(" (%d bytes into its gzip member)", e.Within)
	}
	if e.URL != "" {
		where += " of " + e.URL
	}
	return where + ": " + e.Why
}
