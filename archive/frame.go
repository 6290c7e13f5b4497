package archive

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// A base is the body that a delta is built on; the zero base is none.
type base struct {
	name  string
	body  []byte
	depth int
}

// A frame is one stored row: compressed data, and what must be decoded before it.
type frame struct {
	base  string // empty for a key frame
	depth int    // 0 for a key frame
	size  int    // of the body, in bytes
	data  []byte
}

// A chain is the frames that a body is made of, key frame first.
type chain []frame

// body decodes the whole chain and checks the result against its name.
func (c chain) body(name string) ([]byte, error) {
	var body []byte
	for i, f := range c {
		if f.depth != i {
			return nil, fmt.Errorf("%w %s: frame %d of its chain is missing", ErrDamaged, name, i)
		}
		next, err := decode(f, body)
		if err != nil {
			return nil, fmt.Errorf("%w %s: frame %d of %d: %w", ErrDamaged, name, i+1, len(c), err)
		}
		body = next
	}
	if got := Name(body); got != name {
		return nil, fmt.Errorf("%w %s: its bytes hash to %s", ErrDamaged, name, got)
	}
	return body, nil
}

// compress makes the frame of a body, a delta where that pays, and decodes it again: a fault of the compressor must
// come out while the body is still at hand.
func compress(body []byte, b base) (frame, error) {
	f, err := smaller(body, b)
	if err != nil {
		return frame{}, err
	}
	back, err := decode(f, b.body)
	if err != nil {
		return frame{}, fmt.Errorf("read back: %w", err)
	}
	if !bytes.Equal(back, body) {
		return frame{}, errors.New("read back: other bytes came out")
	}
	return f, nil
}

// smaller chooses between a delta and a key frame. A key frame is tried only where the delta is poor, and taken where
// it is not much larger: a chain must not grow for nothing.
func smaller(body []byte, b base) (frame, error) {
	if b.name == "" {
		return keyFrame(body)
	}
	data, err := encode(body, b.body)
	if err != nil {
		return frame{}, err
	}
	if len(data) > len(body)/8 {
		key, err := keyFrame(body)
		if err != nil || len(data)*4 > len(key.data)*3 {
			return key, err
		}
	}
	return frame{base: b.name, depth: b.depth + 1, size: len(body), data: data}, nil
}

func keyFrame(body []byte) (frame, error) {
	data, err := encode(body, nil)
	return frame{size: len(body), data: data}, err
}

func encode(body, dictionary []byte) ([]byte, error) {
	options := []zstd.EOption{
		zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderLevel(zstd.SpeedBetterCompression),
		zstd.WithZeroFrames(true), // an empty body has a frame too
	}
	if dictionary != nil {
		// Dictionary 0 is not named in the frame: the reference tool takes any raw file for it.
		options = append(options, zstd.WithEncoderDictRaw(0, dictionary))
	}
	enc, err := zstd.NewWriter(nil, options...)
	if err != nil {
		return nil, err
	}
	data := enc.EncodeAll(body, nil)
	return data, enc.Close()
}

// decode gives the body of a frame. It never allocates more than the row says the body has.
func decode(f frame, dictionary []byte) ([]byte, error) {
	options := []zstd.DOption{zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true)}
	if f.base != "" {
		options = append(options, zstd.WithDecoderDictRaw(0, dictionary))
	}
	dec, err := zstd.NewReader(nil, options...)
	if err != nil {
		return nil, err
	}
	defer dec.Close()
	return dec.DecodeAll(f.data, make([]byte, 0, f.size))
}
