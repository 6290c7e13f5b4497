package archive

import "net/http"

// askedField is our own field of a WARC record: the URL that was asked for when redirects led to the record's.
const askedField = "Stemma-Asked-Uri"

// original is put before the names of header fields that no longer fit the body which is written: other readers would
// try to undo an encoding that is undone already.
const original = "X-Archive-Orig-"

// unfit are those fields.
var unfit = []string{"Content-Encoding", "Transfer-Encoding", "Content-Length"}

// restoreHeader undoes what [fitHeader] did.
func restoreHeader(h http.Header) {
	for _, name := range unfit {
		if values, ok := h[original+name]; ok {
			h[name] = values
			delete(h, original+name)
		}
	}
}
