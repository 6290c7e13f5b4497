package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

const (
	maxPayload = 16 << 20 // bytes of a payload, packed or unpacked; a record with more is refused
	maxHeader  = 1 << 20  // bytes of a record's own header, and of an HTTP header
	maxLine    = 64 << 10 // bytes of a header line
	maxBlock   = maxPayload + maxHeader
)

// Records reads a WARC (0.17 to 1.1) or ARC file, plain, gzipped record by record or as one gzip stream. It yields
// each record that can be read; for one that cannot be it yields a [BrokenError] that names it, and goes on behind it
// where a next one can be made out. Any other error is the reader's own and the last that comes. Places only grow.
// Memory stays bounded whatever the file claims: a payload of more than 16 MB is refused.
func Records(r io.Reader) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		raw := newTape(r)
		if why := foreign(raw.peek(4)); why != "" && !raw.failed() {
			yield(Record{}, &BrokenError{Why: why})
			return
		}
		if isGzip(raw.peek(3)) {
			if !readMembers(raw, yield) {
				return
			}
		} else if s := (segment{tape: raw, raw: raw}); !s.read(yield) {
			return
		}
		if raw.failed() {
			yield(Record{}, fmt.Errorf("read at byte %d: %w", raw.start+int64(len(raw.buf)), raw.err))
		}
	}
}

// foreign says in words why a file that begins so holds no records; "" when it may.
func foreign(head []byte) string {
	skippable := len(head) == 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:], []byte("*M\x18"))
	switch {
	case len(head) == 0:
		return "the file is empty"
	case bytes.Equal(head, []byte("\x28\xb5\x2f\xfd")), skippable: // a .warc.zst begins with its dictionary
		return "the file is packed with zstd: unpack it first"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return "the file is a ZIP archive (a WACZ?): unpack it first"
	}
	return ""
}

// A segment is a run of records one behind the other: a plain file, or what one gzip member unpacks to.
type segment struct {
	tape   *tape
	raw    *tape // the file; the same as tape when that is plain
	offset int64 // of the gzip member in the file
}

// place gives Offset and Within of a place in the segment.
func (s *segment) place(at int64) (offset, within int64) {
	if s.tape == s.raw {
		return at, 0
	}
	return s.offset, at
}

// broken makes the error for the record that begins at a place in the segment.
func (s *segment) broken(at int64, url, why string) *BrokenError {
	offset, within := s.place(at)
	return &BrokenError{Offset: offset, Within: within, URL: url, Why: why}
}

// read yields the segment's records, and says whether more are wanted. It stops where the stream fails; that the file
// itself cannot be read is left for the caller to tell.
func (s *segment) read(yield func(Record, error) bool) bool {
	for s.toRecord() {
		rec, err := s.next()
		if err != nil && s.raw.failed() {
			return true
		}
		if !yield(rec, err) {
			return false
		}
		if err != nil && (s.tape.failed() || !s.resync()) {
			return true
		}
	}
	if s.tape.failed() && !s.raw.failed() {
		return yield(Record{}, s.broken(s.tape.offset(), "", s.orFailure("")))
	}
	return true
}

// toRecord skips the blank lines between records and says whether something follows.
func (s *segment) toRecord() bool {
	for {
		next := s.tape.peek(1)
		if len(next) == 0 {
			return false
		}
		if next[0] != '\r' && next[0] != '\n' {
			return true
		}
		s.tape.skip(1)
	}
}

// next reads the record that begins here. After an error the tape stands where the search for the next record should
// begin: behind this one's first line, or behind its header, since its length may be wrong.
func (s *segment) next() (Record, error) {
	at := s.tape.offset()
	first := string(bytes.TrimRight(s.tape.line(maxLine), "\r\n"))
	var h head
	var why string
	switch {
	case strings.HasPrefix(first, "WARC/"):
		h, why = readWARCHead(s.tape)
	case isARCLine([]byte(first)):
		h, why = readARCHead(first)
	default:
		why = fmt.Sprintf("neither a WARC nor an ARC record begins here, but %q", first[:min(len(first), 40)])
	}
	if why != "" {
		return Record{}, s.broken(at, h.url, s.orFailure(why))
	}
	block, why := s.block(h.length)
	if why != "" {
		return Record{}, s.broken(at, h.url, s.orFailure(why))
	}
	rec, why := h.record(block)
	if why != "" {
		return Record{}, s.broken(at, h.url, why)
	}
	rec.Offset, rec.Within = s.place(at)
	return rec, nil
}

// orFailure prefers the stream's own failure, which explains what it led to.
func (s *segment) orFailure(why string) string {
	switch {
	case errors.Is(s.tape.err, io.ErrUnexpectedEOF):
		return "the file ends in the middle of it"
	case s.tape.failed():
		return fmt.Sprintf("its gzip data is corrupt (%v)", s.tape.err)
	}
	return why
}

// block reads a record's block, but only if the record ends behind it.
func (s *segment) block(length int64) (block []byte, why string) {
	if length > maxBlock {
		s.tape.skip(length)
		return nil, fmt.Sprintf("its block of %d bytes is more than the %d MB that are read", length, maxPayload>>20)
	}
	held := s.tape.peek(int(length) + maxLine)
	if int64(len(held)) < length {
		return nil, fmt.Sprintf("it is cut short after %d of %d bytes", len(held), length)
	}
	if !s.endsBefore(held[length:]) {
		return nil, fmt.Sprintf("its length is wrong: no record ends after %d bytes", length)
	}
	block = bytes.Clone(held[:length])
	s.tape.skip(length)
	return block, ""
}

// endsBefore says whether a record may end before these bytes: blank lines as the formats ask for, another record
// (some writers leave the blank lines out), or the end of everything.
func (s *segment) endsBefore(next []byte) bool {
	if bytes.HasPrefix(next, []byte("\r\n\r\n")) {
		return true
	}
	next = bytes.TrimLeft(next, "\r\n")
	return len(next) == 0 && !s.tape.failed() || startsRecord(next)
}

// startsRecord says whether a text begins like a record of either format.
func startsRecord(text []byte) bool {
	if bytes.HasPrefix(text, []byte("WARC/0.")) || bytes.HasPrefix(text, []byte("WARC/1.")) {
		return true
	}
	line, _, _ := bytes.Cut(text[:min(len(text), maxLine)], []byte("\n"))
	return isARCLine(bytes.TrimRight(line, "\r"))
}

// resync goes to the next line that begins like a record, and says whether there is one.
func (s *segment) resync() bool {
	for len(s.tape.peek(1)) > 0 {
		if startsRecord(s.tape.peek(maxLine)) {
			return true
		}
		s.tape.line(maxLine)
	}
	return false
}
