package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
)

// isGzip says whether a gzip member may begin so: magic number and method.
func isGzip(head []byte) bool { return bytes.HasPrefix(head, []byte{0x1f, 0x8b, 8}) }

// readMembers yields the records of a gzipped file and says whether more are wanted. Where the bytes are no member,
// or a member is corrupt, it goes on at the next one that unpacks to the beginning of a record.
func readMembers(raw *tape, yield func(Record, error) bool) bool {
	for len(raw.peek(1)) > 0 {
		at := raw.offset()
		if padding(raw) {
			return true
		}
		m, err := openMember(raw)
		if err != nil {
			if !yield(Record{}, &BrokenError{Offset: at, Why: err.Error()}) {
				return false
			}
			m.abandon()
			continue
		}
		s := segment{tape: newTape(m), raw: raw, offset: at}
		if !s.read(yield) {
			return false
		}
		if s.tape.failed() {
			m.abandon()
		}
	}
	return true
}

// padding says whether nothing but zeros and blank lines follow, as some writers leave them.
func padding(raw *tape) bool {
	rest := raw.peek(tapeStep)
	return len(rest) < tapeStep && len(bytes.Trim(rest, "\x00\r\n")) == 0
}

// A member unpacks one gzip member and those behind it that go on in the middle of a record: some files are cut into
// members every so many bytes, most have one for each record, some one for all.
type member struct {
	raw    *tape
	gz     *gzip.Reader
	sniffs *gzip.Reader // kept only because a new one costs more than what it reads
}

func openMember(raw *tape) (*member, error) {
	m := &member{raw: raw}
	raw.setMark()
	if !isGzip(raw.peek(3)) {
		return m, errors.New("no gzip member begins here")
	}
	gz, err := gzip.NewReader(raw)
	if err != nil {
		return m, fmt.Errorf("its gzip header is corrupt (%w)", err)
	}
	gz.Multistream(false)
	m.gz = gz
	return m, nil
}

// Read makes a member an io.Reader.
func (m *member) Read(p []byte) (int, error) {
	for {
		n, err := m.gz.Read(p)
		if !errors.Is(err, io.EOF) {
			return n, err
		}
		if n > 0 {
			return n, nil
		}
		if begins, ok := m.unpacks(); !ok || startsRecord(begins) {
			return 0, io.EOF
		}
		m.raw.setMark()
		if err := m.gz.Reset(m.raw); err != nil {
			return 0, err
		}
		m.gz.Multistream(false)
	}
}

// unpacks gives how the member that begins here unpacks, without blank lines; ok says whether enough of it can be
// unpacked to tell. It reads nothing.
func (m *member) unpacks() (begins []byte, ok bool) {
	piece := m.raw.peek(4 << 10)
	if !isGzip(piece) {
		return nil, false
	}
	if m.sniffs == nil {
		m.sniffs = new(gzip.Reader)
	}
	if m.sniffs.Reset(bytes.NewReader(piece)) != nil {
		return nil, false
	}
	head := make([]byte, 1<<10)
	n, _ := io.ReadFull(m.sniffs, head) // it breaks off where the piece does
	return bytes.TrimLeft(head[:n], "\r\n"), n >= len("WARC/1.1")
}

// abandon leaves a member that is corrupt and goes to the next one that unpacks to the beginning of a record. The
// search begins behind the corrupt one's first byte, as its end cannot be known.
func (m *member) abandon() {
	if m.raw.rewind() {
		m.raw.skip(1)
	}
	for len(m.raw.peek(1)) > 0 {
		held := m.raw.peek(tapeStep)
		i := bytes.Index(held, []byte{0x1f, 0x8b, 8})
		if i < 0 {
			m.raw.skip(int64(max(len(held)-2, 1)))
			continue
		}
		m.raw.skip(int64(i))
		if begins, ok := m.unpacks(); ok && startsRecord(begins) {
			return
		}
		m.raw.skip(1)
	}
}
