package archive

import (
	"bytes"
	"errors"
	"io"
)

// A tape is a stream that knows how far it was read. It can be looked at ahead, and wound back to a mark as long as not
// more than tapeKeeps bytes lie between: that is how reading goes on behind what is broken.
type tape struct {
	r     io.Reader
	buf   []byte
	pos   int   // in buf, of the next byte to read
	start int64 // place in the stream of buf[0]
	mark  int   // in buf; -1 when there is none
	err   error // of r, once it was met
}

const (
	tapeStep  = 64 << 10
	tapeKeeps = 4 << 20
)

func newTape(r io.Reader) *tape { return &tape{r: r, mark: -1} }

// offset is how many bytes of the stream were read.
func (t *tape) offset() int64 { return t.start + int64(t.pos) }

// setMark remembers this place.
func (t *tape) setMark() { t.mark = t.pos }

// rewind goes back to the mark, and says whether it was still held.
func (t *tape) rewind() bool {
	if t.mark < 0 {
		return false
	}
	t.pos, t.mark = t.mark, -1
	return true
}

// fill reads more of the stream behind what is held, after dropping what nobody can ask for any more.
func (t *tape) fill() {
	if t.mark >= 0 && t.pos-t.mark > tapeKeeps {
		t.mark = -1
	}
	from := t.pos
	if t.mark >= 0 {
		from = t.mark
	}
	if from > 0 && from >= len(t.buf)/2 { // else copying would cost more than it frees
		t.drop(from)
	}
	if cap(t.buf)-len(t.buf) < tapeStep {
		t.buf = append(make([]byte, 0, 2*cap(t.buf)+tapeStep), t.buf...)
	}
	t.read()
}

func (t *tape) drop(n int) {
	t.buf = t.buf[:copy(t.buf, t.buf[n:])]
	t.pos -= n
	t.start += int64(n)
	if t.mark >= 0 {
		t.mark -= n
	}
}

// read takes one helping from the stream. A reader that gives nothing many times over is a broken one.
func (t *tape) read() {
	for range 100 {
		n, err := t.r.Read(t.buf[len(t.buf) : len(t.buf)+tapeStep])
		t.buf = t.buf[:len(t.buf)+n]
		t.err = err
		if n > 0 || err != nil {
			return
		}
	}
	t.err = io.ErrNoProgress
}

// peek gives up to n next bytes without reading them; fewer only where the stream ends or fails.
func (t *tape) peek(n int) []byte {
	for len(t.buf)-t.pos < n && t.err == nil {
		t.fill()
	}
	return t.buf[t.pos:min(t.pos+n, len(t.buf))]
}

// failed says that the stream ended with an error, not at its end.
func (t *tape) failed() bool { return t.err != nil && !errors.Is(t.err, io.EOF) }

// ReadByte makes a tape an io.ByteReader, so that gzip takes not one byte more than a member has.
func (t *tape) ReadByte() (byte, error) {
	if t.pos == len(t.buf) && len(t.peek(1)) == 0 {
		return 0, t.err
	}
	t.pos++
	return t.buf[t.pos-1], nil
}

// Read makes a tape an io.Reader.
func (t *tape) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if t.pos == len(t.buf) && len(t.peek(1)) == 0 {
		return 0, t.err
	}
	n := copy(p, t.buf[t.pos:])
	t.pos += n
	return n, nil
}

// line reads up to and with the next newline, or limit bytes, whichever comes first.
func (t *tape) line(limit int) []byte {
	for searched := 0; ; {
		held := t.buf[t.pos:]
		if i := bytes.IndexByte(held[searched:], '\n'); i >= 0 && searched+i < limit {
			t.pos += searched + i + 1
			return held[:searched+i+1]
		}
		if len(held) >= limit || t.err != nil {
			n := min(limit, len(held))
			t.pos += n
			return held[:n]
		}
		searched = len(held)
		t.fill()
	}
}

// skip reads n bytes away and gives how many there were.
func (t *tape) skip(n int64) int64 {
	left := n
	for left > 0 && len(t.peek(1)) > 0 {
		step := min(left, int64(len(t.buf)-t.pos))
		t.pos += int(step)
		left -= step
	}
	return n - left
}
