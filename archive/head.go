package archive

import (
	"bytes"
	"fmt"
	"net/http"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A head is what stands before a record's block, in either format.
type head struct {
	url    string
	length int64       // of the block, in bytes
	fields http.Header // of a WARC record; nil in ARC
	at     time.Time
	mime   string // ARC's content type
}

// readWARCHead reads the named fields of a WARC record, behind its version line. why says in words what is wrong.
func readWARCHead(t *tape) (h head, why string) {
	var lines []string
	for size := 0; ; {
		raw := t.line(maxLine)
		line := strings.TrimRight(string(raw), "\r\n")
		size += len(raw)
		if len(raw) == 0 || size > maxHeader {
			return h, "its header does not end"
		}
		if line == "" {
			break
		}
		if next := t.peek(len("WARC/1.")); startsRecord(next) {
			return h, "its header does not end before the next record"
		}
		lines = append(lines, line)
	}
	h.fields = parseFields(lines)
	h.url = unbracket(h.fields.Get("WARC-Target-URI"))
	length := h.fields.Get("Content-Length")
	n, err := strconv.ParseInt(length, 10, 64)
	if err != nil || n < 0 {
		return h, fmt.Sprintf("its Content-Length is %q", length)
	}
	h.length = n
	if h.at, err = parseWARCDate(h.fields.Get("WARC-Date")); err != nil {
		return h, fmt.Sprintf("its WARC-Date is %q", h.fields.Get("WARC-Date"))
	}
	if h.fields.Get("WARC-Type") == "" {
		return h, "it has no WARC-Type"
	}
	return h, ""
}

// parseFields reads lines of the form "Name: value", which WARC and HTTP share; a line that begins with a blank goes
// on with the field before it, any other line is passed over.
func parseFields(lines []string) http.Header {
	fields := http.Header{}
	last := ""
	for _, line := range lines {
		if line[0] == ' ' || line[0] == '\t' {
			if values := fields[last]; len(values) > 0 {
				values[len(values)-1] += " " + strings.TrimSpace(line)
			}
			continue
		}
		name, value, found := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); !found || name == "" {
			continue
		}
		last = textproto.CanonicalMIMEHeaderKey(name)
		fields.Add(last, strings.TrimSpace(value))
	}
	return fields
}

// unbracket takes off the angle brackets that record IDs have, and that some writers put around addresses too.
func unbracket(s string) string {
	return strings.TrimSuffix(strings.TrimPrefix(s, "<"), ">")
}

// parseWARCDate reads a date of any precision that WARC/1.1 allows; missing parts count from their beginning.
func parseWARCDate(s string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02T15:04Z", "2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	return t.UTC(), err
}

// arcLine is the line before an ARC record, version 1 or 2: URL (blanks in it happen), IP address, date, content type,
// other fields of version 2, length.
var arcLine = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*:\S.*?) ([0-9A-Fa-f.:]+|-) (\d{12,18}) (\S+) (?:.* )?(\S+)$`)

// isARCLine looks at what is cheap first: it is asked for every line of a broken file.
func isARCLine(line []byte) bool {
	return bytes.Count(line, []byte(" ")) >= 4 && bytes.IndexByte(line, ':') > 0 && arcLine.Match(line)
}

// readARCHead reads the line before an ARC record, which matches [arcLine].
func readARCHead(line string) (h head, why string) {
	m := arcLine.FindStringSubmatch(line)
	h.url, h.mime = m[1], m[4]
	n, err := strconv.ParseInt(m[5], 10, 64)
	if err != nil || n < 0 {
		return h, fmt.Sprintf("its length is %q", m[5])
	}
	h.length = n
	date := m[3] + "00"
	if h.at, err = time.Parse("20060102150405", date[:14]); err != nil {
		return h, fmt.Sprintf("its date is %q", m[3])
	}
	return h, ""
}

// record makes the record out of its head and its block. why says in words what is wrong with it.
func (h head) record(block []byte) (r Record, why string) {
	if h.fields == nil {
		return h.arcRecord(block)
	}
	if why := checkDigest(h.fields.Get("WARC-Block-Digest"), block); why != "" {
		return r, "its block " + why
	}
	f := h.fields
	r = Record{
		Kind: strings.ToLower(f.Get("WARC-Type")), ID: unbracket(f.Get("WARC-Record-ID")), URL: h.url, At: h.at,
		AskedURL: f.Get(askedField), Noted: readNoted(f), Digest: f.Get("WARC-Payload-Digest"), Profile: f.Get("WARC-Profile"),
		Concurrent: unbracket(f.Get("WARC-Concurrent-To")), LedTo: unbracket(f.Get(ledField)),
		RefersTo: unbracket(f.Get("WARC-Refers-To")), RefersToURL: unbracket(f.Get("WARC-Refers-To-Target-URI")),
	}
	r.RefersToDate, _ = parseWARCDate(f.Get("WARC-Refers-To-Date")) // optional, and a revisit is worth having without it
	switch {
	case f.Get("WARC-Segment-Number") != "":
		r.Truncated = "it is one segment of several"
	case f.Get("WARC-Truncated") != "" && r.Kind != "revisit": // a revisit leaves its payload out by design
		r.Truncated = "the recorder cut it off: " + f.Get("WARC-Truncated")
	}
	why = r.fill(f.Get("Content-Type"), block)
	return r, why
}

func (h head) arcRecord(block []byte) (Record, string) {
	r := Record{Kind: "resource", URL: h.url, At: h.at}
	switch {
	case strings.HasPrefix(h.url, "filedesc:"):
		r.Kind = "warcinfo"
	case isHTTP(block):
		r.Kind = "response"
	}
	why := r.fill(h.mime, block)
	return r, why
}

// fill sets the record's payload from its block.
func (r *Record) fill(mime string, block []byte) (why string) {
	spoken := r.Kind == "response" || r.Kind == "revisit" || r.Kind == "request"
	if !spoken || !strings.HasPrefix(mime, "application/http") && !isHTTP(block) {
		r.Header, r.Body = contentType(mime), block
		return tooLarge(len(block))
	}
	if r.Kind == "response" && !isHTTP(block) {
		return "its block is no HTTP answer"
	}
	m := parseMessage(block)
	r.Status, r.Header, r.Method = m.status, m.header, m.method
	body, cut, err := payload(m.header, m.body)
	if err != nil {
		return err.Error()
	}
	if cut != "" && r.Kind != "revisit" && r.Status != http.StatusNotModified { // those two have no body by design
		r.Truncated = cut
	}
	r.Body = body
	restoreHeader(r.Header)
	return ""
}

func tooLarge(n int) string {
	if n > maxPayload {
		return fmt.Sprintf("its payload of %d bytes is more than the %d MB that are read", n, maxPayload>>20)
	}
	return ""
}

func contentType(mime string) http.Header {
	if mime == "" {
		return http.Header{}
	}
	return http.Header{"Content-Type": {mime}}
}
