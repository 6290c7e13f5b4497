package archive

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// askedField is our own field of a WARC record: the URL that was asked for when redirects led to the record's.
const askedField = "Stemma-Asked-Uri"

// original is put before the names of header fields that do not fit the body which is written: other readers would
// undo an encoding that is undone already.
const original = "X-Archive-Orig-"

// wireFields speak of a body as it went over the wire.
var wireFields = []string{"Content-Encoding", "Transfer-Encoding", "Content-Length"}

// fitHeader renames the fields that do not fit a body of that length with nothing to undo.
func fitHeader(h http.Header, length int) http.Header {
	fit := maps.Clone(h)
	for _, name := range wireFields {
		values, ok := fit[name]
		if !ok || name == "Content-Length" && slices.Equal(values, []string{strconv.Itoa(length)}) {
			continue
		}
		delete(fit, name)
		fit[original+name] = values
	}
	return fit
}

// restoreHeader undoes what [fitHeader] did.
func restoreHeader(h http.Header) {
	for _, name := range wireFields {
		if values, renamed := h[original+name]; renamed {
			h[name] = values
			delete(h, original+name)
		}
	}
}

// recordID makes a record's ID out of what it holds, so that the same export has the same IDs: a UUID of version 8.
func recordID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	u := sum[:16]
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
