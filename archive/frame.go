package archive

import (
	"errors"
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

// name is that of the body that the chain makes.
func (c chain) name() string { return c[len(c)-1].hash }

// body decodes a whole chain and checks the result against its name.
func (x *codec) body(c chain) ([]byte, error) {
	d := x.decoders.Get().(*decoder)
	defer x.decoders.Put(d)
	var body []byte
	base := ""
	for i, f := range c {
		if f.base != base {
			return nil, fmt.Errorf("%w %s: body %s, which it is built on, is missing", ErrDamaged, c.name(), f.base)
		}
		var err error
		if body, err = d.decode(f, body); err != nil {
			return nil, fmt.Errorf("%w %s: frame %d of %d: %w", ErrDamaged, c.name(), i+1, len(c), err)
		}
		base = f.hash
	}
	d.other = nil // it is the caller's now
	if got := Name(body); got != c.name() {
		return nil, fmt.Errorf("%w %s: its bytes hash to %s", ErrDamaged, c.name(), got)
	}
	return body, nil
}

// A decoder decodes the frames of one chain after the other. Its two buffers take turns: other holds the body that was
// made last, next will hold the one that is made from it.
type decoder struct {
	zstd        *zstd.Decoder
	next, other []byte
}

func newDecoder() any {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true),
		zstd.IgnoreChecksum(true)) // the body's name is a better one
	if err != nil {
		panic(err) // the options are constants: it fails at the first body ever or never
	}
	return &decoder{zstd: z}
}

// decode gives the body of a frame, which is good until the decode after the next.
func (d *decoder) decode(f frame, dictionary []byte) ([]byte, error) {
	if len(f.data) == 0 {
		return nil, errors.New("it is not in the bucket")
	}
	if err := f.checkSize(); err != nil {
		return nil, err
	}
	option := zstd.WithDecoderDictDelete()
	if f.base != "" {
		option = zstd.WithDecoderDictRaw(0, dictionary)
	}
	if err := d.zstd.ResetWithOptions(nil, option); err != nil {
		return nil, err
	}
	const slack = 64 // lets the decoder copy in strides to the very end
	if cap(d.next) < f.size+slack {
		d.next = make([]byte, 0, f.size+f.size/8+slack)
	}
	body, err := d.zstd.DecodeAll(f.data, d.next[:0])
	if err == nil && len(body) != f.size {
		err = fmt.Errorf("it has %d bytes, not %d", len(body), f.size)
	}
	d.next, d.other = d.other, d.next
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
