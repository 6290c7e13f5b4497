package archive

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma/news"
)

// Our own fields of a WARC record. Others pass over them; an import takes from them what the record cannot say.
const (
	ledField     = "Stemma-Led-To"    // of a redirect: the ID of the record of the look that went through it
	askedField   = "Stemma-Asked-Uri" // the URL that was asked for, when redirects led to the record's
	articleField = "Stemma-Article"   // the number of the article that was looked at; "7 later" at an address that it got later
	outcomeField = "Stemma-Outcome"   // what came of the look
	reasonField  = "Stemma-Reason"    // why, in words
	importField  = "Stemma-Imported"  // "yes": it was taken from an archive, and was no look of Stemma's own
)

// noted spells what Stemma itself knows of a look.
func noted(c news.Capture, later bool) []field {
	fields := []field{{outcomeField, string(c.Outcome)}}
	if c.Reason != "" {
		fields = append(fields, field{reasonField, c.Reason})
	}
	if c.ArticleID != 0 {
		number := strconv.FormatInt(c.ArticleID, 10)
		if later {
			number += " later"
		}
		fields = append(fields, field{articleField, number})
	}
	if c.Imported {
		fields = append(fields, field{importField, "yes"})
	}
	if c.FinalURL != "" && c.URL != c.FinalURL {
		fields = append(fields, field{askedField, c.URL})
	}
	return fields
}

// readNoted reads it back; nil where Stemma did not write the record.
func readNoted(fields http.Header) *Noted {
	outcome := fields.Get(outcomeField)
	if outcome == "" {
		return nil
	}
	number, when, _ := strings.Cut(fields.Get(articleField), " ")
	article, _ := strconv.ParseInt(number, 10, 64) // 0 says that it is not known
	return &Noted{
		Outcome: news.Outcome(outcome), Reason: fields.Get(reasonField), Article: article, Later: when == "later",
		Imported: fields.Get(importField) == "yes",
	}
}

// original is put before the names of header fields that do not fit the body which is written: other readers would
// undo an encoding that is undone already.
const original = "X-Archive-Orig-"

// fitHeader renames the fields that do not fit a body of that length with nothing to undo, and those that carry such a
// name already, so that [restoreHeader] can tell them apart.
func fitHeader(h http.Header, length int) http.Header {
	fit := http.Header{}
	for name, values := range h {
		fits := name == "Content-Length" && slices.Equal(values, []string{strconv.Itoa(length)})
		if isWire(name) && !fits {
			name = original + name
		}
		fit[name] = values
	}
	return fit
}

// restoreHeader undoes what [fitHeader] did.
func restoreHeader(h http.Header) {
	// The shortest names first: what one is renamed to has been renamed itself by then.
	for _, name := range slices.SortedFunc(maps.Keys(h), func(a, b string) int { return cmp.Compare(len(a), len(b)) }) {
		if restored, renamed := strings.CutPrefix(name, original); renamed && isWire(restored) {
			h[restored] = h[name]
			delete(h, name)
		}
	}
}

// isWire says that a field speaks of the body as it went over the wire, under its own name or one that it was given.
func isWire(name string) bool {
	for {
		if slices.Contains(wireFields(), name) {
			return true
		}
		inner, renamed := strings.CutPrefix(name, original)
		if !renamed {
			return false
		}
		name = inner
	}
}

// wireFields speak of a body as it went over the wire.
func wireFields() []string {
	return []string{"Content-Encoding", "Transfer-Encoding", "Content-Length"}
}

// recordID makes a record's ID out of what it holds, so that the same export has the same IDs: a UUID of version 8.
func recordID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	u := sum[:16]
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
