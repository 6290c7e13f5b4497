package archive

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// A frame is one stored row: compressed data, and which body must be decoded before it.
type frame struct {
	hash  string
	base  string // empty for a key frame
	place int    // 0 for a key frame, else how many bodies came since it
	size  int    // of the body, in bytes
	data  []byte
}

// A chain is the frames that a body is made of, key frame first. Each of its beginnings is the chain of an earlier
// body.
type chain []frame

// body decodes the whole chain and checks the result against its last frame's name.
func (c chain) body() ([]byte, error) {
	d, err := newDecoder()
	if err != nil {
		return nil, err
	}
	defer d.close()
	name := c[len(c)-1].hash
	var body []byte
	base := ""
	for i, f := range c {
		if f.base != base {
			return nil, fmt.Errorf("%w %s: frame %d of its chain is missing", ErrDamaged, name, i+1)
		}
		if body, err = d.decode(f, body); err != nil {
			return nil, fmt.Errorf("%w %s: frame %d of %d: %w", ErrDamaged, name, i+1, len(c), err)
		}
		base = f.hash
	}
	if got := Name(body); got != name {
		return nil, fmt.Errorf("%w %s: its bytes hash to %s", ErrDamaged, name, got)
	}
	return body, nil
}

// A decoder decodes the frames of one chain. Its two buffers take turns: one holds the body that is made, the other
// the body that it is made from.
type decoder struct {
	zstd        *zstd.Decoder
	next, other []byte
}

func newDecoder() (*decoder, error) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true),
		zstd.IgnoreChecksum(true)) // the body's name is a better one
	return &decoder{zstd: z}, err
}

func (d *decoder) close() { d.zstd.Close() }

// decode gives the body of a frame, which is good until the decode after the next.
func (d *decoder) decode(f frame, dictionary []byte) ([]byte, error) {
	if err := f.checkSize(); err != nil {
		return nil, err
	}
	if f.base != "" {
		if err := d.zstd.ResetWithOptions(nil, zstd.WithDecoderDictRaw(0, dictionary)); err != nil {
			return nil, err
		}
	}
	const slack = 64 // lets the decoder copy in strides to the very end
	if cap(d.next) < f.size+slack {
		d.next = make([]byte, 0, f.size+f.size/8+slack)
	}
	body, err := d.zstd.DecodeAll(f.data, d.next[:0])
	if err == nil && len(body) != f.size {
		err = fmt.Errorf("it has %d bytes, not %d", len(body), f.size)
	}
	d.next, d.other = d.other, body
	return body, err
}

// checkSize compares the row's size with the frame's own, before anything is allocated by it. Frames of less than 256
// bytes need not say theirs.
func (f frame) checkSize() error {
	var h zstd.Header
	if err := h.Decode(f.data); err != nil {
		return err
	}
	if h.HasFCS && h.FrameContentSize != uint64(f.size) || !h.HasFCS && (f.size < 0 || f.size >= 256) {
		return fmt.Errorf("its size is not %d bytes", f.size)
	}
	return nil
}
