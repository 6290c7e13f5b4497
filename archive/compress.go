package archive

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"sync"

	"github.com/klauspost/compress/zstd"
)

const (
	stride  = 8        // every 8th body is built on the one 8 before it, so that chains stay short
	run     = 64       // every 64th body is a key frame
	longest = 16       // frames of a chain at most; strides alone make 15
	tries   = 3        // other bases are tried where the usual one is of little use
	long    = 64 << 10 // bytes from which a body is worth the better level
)

// A codec makes frames of bodies and bodies of frames. What it pools are tables and buffers, which cost more to make
// than a short body takes to compress.
type codec struct {
	short, long sync.Pool // of encoders
	decoders    sync.Pool
}

// newCodec makes two kinds of encoders: the better level saves a fifth on long bodies, and nearly nothing on short
// ones, where it takes six times as long.
func newCodec() *codec {
	x := &codec{}
	x.short.New = func() any { return newEncoder(zstd.SpeedDefault, 512<<10) }
	x.long.New = func() any { return newEncoder(zstd.SpeedBetterCompression, 4<<20) }
	x.decoders.New = newDecoder
	return x
}

func newEncoder(level zstd.EncoderLevel, window int) *zstd.Encoder {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(level),
		zstd.WithWindowSize(window), zstd.WithLowerEncoderMem(true), zstd.WithZeroFrames(true),
		zstd.WithEncoderCRC(false)) // the body's name is a better one
	if err != nil {
		panic(err) // the options are constants: it fails at the first body ever or never
	}
	return z
}

// compress makes the frame of a body that comes after the body of a chain, which may be empty, and decodes it again:
// a fault of the compressor must come out while the body is still at hand.
func (x *codec) compress(name string, body []byte, before chain) (frame, error) {
	f, base, err := x.smallest(name, body, before)
	if err != nil {
		return frame{}, err
	}
	d := x.decoders.Get().(*decoder)
	defer x.decoders.Put(d)
	back, err := d.decode(f, base)
	if err != nil {
		return frame{}, fmt.Errorf("read back: %w", err)
	}
	if !bytes.Equal(back, body) {
		return frame{}, errors.New("read back: other bytes came out")
	}
	return f, nil
}

// smallest makes the delta to the body before, and gives that body. Where it is of little use (an error page came
// before, or two templates take turns) earlier bodies are tried too. A key frame is made only where there is no base:
// a poor delta is no larger, and leaves the earlier bodies within reach of the next.
func (x *codec) smallest(name string, body []byte, before chain) (best frame, base []byte, err error) {
	for tried := range bases(before) {
		earlier, err := x.body(tried)
		if errors.Is(err, ErrDamaged) {
			continue // nothing must be built on it
		}
		if err != nil {
			return best, nil, err
		}
		f := frame{hash: name, base: tried.name(), place: before[len(before)-1].place + 1, size: len(body)}
		if f.data, err = x.encode(body, earlier); err != nil {
			return best, nil, err
		}
		if best.base == "" || len(f.data) < len(best.data) {
			best, base = f, earlier
		}
		if len(best.data) <= len(body)/8 {
			return best, base, nil
		}
	}
	if best.base != "" {
		return best, base, nil
	}
	key := frame{hash: name, size: len(body)}
	key.data, err = x.encode(body, nil)
	return key, nil, err
}

// bases gives the chains of the bodies to build on: the usual one, then the nearest others.
func bases(before chain) iter.Seq[chain] {
	return func(yield func(chain) bool) {
		if len(before) == 0 || before[len(before)-1].place+1 >= run {
			return
		}
		nearest := min(len(before), longest-1)
		usual := nearest
		for usual > 1 && before[usual-1].place > usualPlace(before[len(before)-1].place+1) {
			usual--
		}
		if !yield(before[:usual]) {
			return
		}
		for n, tried := nearest, 0; n > 0 && tried < tries; n-- {
			if n == usual {
				continue
			}
			if tried++; !yield(before[:n]) {
				return
			}
		}
	}
}

// usualPlace is where the body stands that the one at a place is built on.
func usualPlace(place int) int {
	if place%stride == 0 {
		return place - stride
	}
	return place - 1
}

func (x *codec) encode(body, dictionary []byte) ([]byte, error) {
	pool := &x.short
	if len(body) >= long {
		pool = &x.long
	}
	z := pool.Get().(*zstd.Encoder)
	defer pool.Put(z)
	option := zstd.WithEncoderDictDelete()
	if dictionary != nil {
		// Dictionary 0 is not named in the frame: the reference tool takes any raw file for it.
		option = zstd.WithEncoderDictRaw(0, dictionary)
	}
	if err := z.ResetWithOptions(nil, option); err != nil {
		return nil, err
	}
	return z.EncodeAll(body, nil), nil
}
