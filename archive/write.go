package archive

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/stemma-news/stemma/news"
)

// A WARC says where an export goes and what it says of itself.
type WARC struct {
	File     io.Writer // takes the records, gzipped one by one
	Name     string    // of the file, as the index and the first record call it: "stemma-20310504.warc.gz"
	Index    io.Writer // takes the CDXJ index; nil for none
	Software string    // "stemma 1.0"
	Operator string    // who runs it; may be empty
	At       time.Time // when the export is made

	// Later says that a capture was made at an address that its article got only later: who imports it cannot know. Nil
	// says so of none.
	Later func(context.Context, news.Capture) (bool, error)
}

// The profiles of revisit records, as WARC/1.1 names them.
const (
	sameContent = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
	notModified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
)

// WriteWARC writes captures, in the order given, as WARC/1.1: a response record for an answer, a revisit record for
// one whose body is in the file already or that said "not modified", a resource record for a body without an answer,
// and a metadata record for a look that brought nothing; before it a response record for each redirect that led there,
// and before each a request record where it is known what was sent. The same captures give the same bytes. Reading the
// file with [Records] gives back status, header and body of each. get gives the body of a name, as [Archive.Get] does.
// The index (some 250 bytes a record) is held in memory until all records are written, since it is sorted.
func WriteWARC(ctx context.Context, to WARC, get func(context.Context, string) ([]byte, error), captures iter.Seq2[news.Capture, error]) error {
	w := &warcWriter{to: to, written: map[string]reference{}, latest: map[string]reference{}, gzip: gzip.NewWriter(nil)}
	if err := w.info(); err != nil {
		return err
	}
	for c, err := range captures {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("read the captures to export: %w", err)
		}
		var body []byte
		if c.Body != "" {
			if body, err = get(ctx, c.Body); err != nil {
				return fmt.Errorf("export capture of %s at %s: %w", c.URL, c.At.Format(time.RFC3339), err)
			}
		}
		if err := w.capture(ctx, c, body); err != nil {
			return fmt.Errorf("export capture of %s at %s: %w", c.URL, c.At.Format(time.RFC3339), err)
		}
	}
	return w.writeIndex()
}

// A reference is what a revisit record says of the record that it refers to.
type reference struct{ id, url, date string }

type warcWriter struct {
	to      WARC
	offset  int64
	written map[string]reference // by name of the body
	latest  map[string]reference // the last answer of a URL
	index   []string

	gzip   *gzip.Writer // of all records: one takes a megabyte
	packed bytes.Buffer // the last of them
}

func (w *warcWriter) info() error {
	lines := []field{
		{"software", w.to.Software},
		{"format", "WARC file version 1.1"},
		{"conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"},
	}
	if w.to.Operator != "" {
		lines = append(lines, field{"operator", w.to.Operator})
	}
	block := []byte(joinFields(lines))
	_, err := w.record([]field{
		{"WARC-Type", "warcinfo"},
		{"WARC-Record-ID", recordID("warcinfo", w.to.Name, stampOf(w.to.At))},
		{"WARC-Date", stampOf(w.to.At)},
		{"WARC-Filename", w.to.Name},
		{"Content-Type", "application/warc-fields"},
	}, block)
	return err
}

// capture writes the record of a capture, and those of its request and of the redirects before it.
func (w *warcWriter) capture(ctx context.Context, c news.Capture, body []byte) (err error) {
	header, err := readHeader(c.Header)
	if err != nil {
		return err
	}
	url := landed(c)
	r := warcRecord{url: url, look: c, at: landedAt(c), payload: body, name: c.Body, request: c.Request}
	if w.to.Later != nil {
		if r.later, err = w.to.Later(ctx, c); err != nil {
			return err
		}
	}
	switch earlier, known := w.written[c.Body]; {
	case c.Status == 0 && c.Body == "":
		r.kind, r.mime = "metadata", "application/warc-fields"
		r.block = []byte(joinFields([]field{{"outcome", string(c.Outcome)}, {"reason", c.Reason}}))
	case c.Status == 0:
		r.kind, r.mime, r.block = "resource", header.Get("Content-Type"), body
	case c.Status == http.StatusNotModified && c.Body == "":
		r.kind, r.profile, r.refers = "revisit", notModified, w.latest[url]
		r.block = httpBlock(c.Status, header, nil)
	case c.Body != "" && known:
		r.kind, r.profile, r.refers = "revisit", sameContent, earlier
		r.block = httpBlock(c.Status, header, body)
		r.block = r.block[:len(r.block)-len(body)]
	default:
		r.kind = "response"
		r.block = httpBlock(c.Status, header, body)
		r.cut = c.Outcome == news.Failed && c.Status == http.StatusOK
	}
	if err := w.hops(c.Hops, r.id()); err != nil {
		return err
	}
	return w.write(r, header, c.Status)
}

// readHeader reads a header as a capture keeps it.
func readHeader(text string) (http.Header, error) {
	header := http.Header{}
	if text == "" {
		return header, nil
	}
	if err := json.Unmarshal([]byte(text), &header); err != nil {
		return nil, fmt.Errorf("its header %q: %w", text, err)
	}
	return header, nil
}

// landed is the address that a capture's answer came from.
func landed(c news.Capture) string { return cmp.Or(c.FinalURL, c.URL) }

// landedAt is when it was asked for there.
func landedAt(c news.Capture) time.Time {
	if len(c.Hops) > 0 {
		return c.Landed
	}
	return c.At
}

// A warcRecord is one record before it is spelt out.
type warcRecord struct {
	kind, url, mime string
	request         string       // header with which it was asked for, as a capture's
	look            news.Capture // not of a redirect
	ledTo           string       // of a redirect: the ID of the record of the look
	later           bool         // the look's address became the article's only later
	at              time.Time
	name            string // of the payload
	payload, block  []byte
	cut             bool // the body is not whole
	profile         string
	refers          reference
}

func (r warcRecord) id() string {
	parts := []string{r.kind, r.url, r.look.URL, stampOf(r.at), r.name}
	if r.ledTo != "" {
		parts = append(parts, r.ledTo)
	}
	return recordID(parts...)
}

func (w *warcWriter) write(r warcRecord, header http.Header, status int) error {
	id := r.id()
	if err := w.request(r, id); err != nil {
		return err
	}
	fields := append([]field{{"WARC-Type", r.kind}, {"WARC-Record-ID", id}, {"WARC-Date", stampOf(r.at)}}, r.fields()...)
	start := w.offset
	length, err := w.record(fields, r.block)
	if err != nil {
		return err
	}
	here := reference{id, r.url, stampOf(r.at)}
	if r.ledTo == "" && (r.kind == "response" || r.kind == "resource") {
		if r.name != "" {
			w.written[r.name] = here
		}
		w.latest[r.url] = here
	}
	if w.to.Index != nil && r.kind != "metadata" {
		line, err := cdxj(r, header, status, w.to.Name, start, length)
		if err != nil {
			return err
		}
		w.index = append(w.index, line)
	}
	return nil
}

// fields gives the fields that depend on the kind of record.
func (r warcRecord) fields() []field {
	fields := []field{{"WARC-Target-URI", r.url}}
	if r.ledTo != "" {
		fields = append(fields, field{ledField, r.ledTo})
	} else {
		fields = append(fields, noted(r.look, r.later)...)
	}
	mime := r.mime
	if r.kind == "response" || r.kind == "revisit" {
		mime = "application/http; msgtype=response"
	}
	if mime != "" {
		fields = append(fields, field{"Content-Type", mime})
	}
	if r.name != "" {
		fields = append(fields, field{"WARC-Payload-Digest", "sha256:" + r.name})
	}
	if r.cut {
		fields = append(fields, field{"WARC-Truncated", "unspecified"})
	}
	if r.profile != "" {
		fields = append(fields, field{"WARC-Profile", r.profile})
	}
	if r.refers.id != "" {
		fields = append(fields, field{"WARC-Refers-To", r.refers.id}, field{"WARC-Refers-To-Target-URI", r.refers.url},
			field{"WARC-Refers-To-Date", r.refers.date})
	}
	return fields
}

// record writes one record as a gzip member of its own and gives the member's length.
func (w *warcWriter) record(fields []field, block []byte) (length int64, err error) {
	w.packed.Reset()
	w.gzip.Reset(&w.packed)
	fields = append(fields, field{"WARC-Block-Digest", sha256Digest(block)}, field{"Content-Length", strconv.Itoa(len(block))})
	for _, part := range [][]byte{[]byte("WARC/1.1\r\n" + joinFields(fields) + "\r\n"), block, []byte("\r\n\r\n")} {
		if _, err := w.gzip.Write(part); err != nil {
			return 0, err
		}
	}
	if err := w.gzip.Close(); err != nil {
		return 0, err
	}
	length = int64(w.packed.Len())
	if _, err := w.to.File.Write(w.packed.Bytes()); err != nil {
		return 0, fmt.Errorf("write the record: %w", err)
	}
	w.offset += length
	return length, nil
}

// httpBlock spells an HTTP answer, with header fields that fit the body.
func httpBlock(status int, header http.Header, body []byte) []byte {
	lines := fmt.Sprintf("HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	return append([]byte(lines+joinFields(sorted(fitHeader(header, len(body))))+"\r\n"), body...)
}

// sorted gives the fields of a header by their names.
func sorted(h http.Header) (fields []field) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			fields = append(fields, field{name, value})
		}
	}
	return fields
}

// A field is a line of a record's header, or of a block of type warc-fields.
type field struct{ name, value string }

// joinFields spells fields out, a line each; a line end inside a value would begin another.
func joinFields(fields []field) string {
	var b strings.Builder
	for _, f := range fields {
		b.WriteString(f.name + ": " + strings.NewReplacer("\r", " ", "\n", " ").Replace(f.value) + "\r\n")
	}
	return b.String()
}

// stampOf gives a time as WARC/1.1 writes it.
func stampOf(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999999999Z") }
