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
	long    = 64 << 10 // bytes from which a body needs the larger window, and other bases are seldom worth their time
)

// A codec makes frames of bodies and bodies of frames. What it pools are tables and buffers, which cost more to make
// than a short body takes to compress.
type codec struct {
	short, long sync.Pool // of encoders
	worth       sync.Pool // of encoders of short bodies on which others are built
	decoders    sync.Pool
}

// newCodec makes three kinds of encoders. Long bodies, and short ones on which others are built, get the better level,
// and only the long ones the larger window, which costs tens of megabytes. The other short deltas, which are most of what
// is kept, do not: a day of the newsstand would take 3.3 % of its bytes instead of 3.5, but each body more than twice the
// time.
func newCodec() *codec {
	x := &codec{}
	x.short.New = func() any { return newEncoder(zstd.SpeedDefault, 512<<10) }
	x.worth.New = func() any { return newEncoder(zstd.SpeedBetterCompression, 512<<10) }
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

// compress makes the frame of a body that comes after the body of a chain, which may be empty, at a place, and decodes it again:
// a fault of the compressor must come out while the body is still at hand.
func (x *codec) compress(name string, body []byte, before chain, place int) (frame, error) {
	f, base, err := x.smallest(name, body, before, place)
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
func (x *codec) smallest(name string, body []byte, before chain, place int) (best frame, base []byte, err error) {
	for tried := range bases(before, place) {
		earlier, err := x.body(tried)
		if errors.Is(err, ErrDamaged) {
			continue // nothing must be built on it
		}
		if err != nil {
			return best, nil, err
		}
		f := frame{hash: name, base: tried.name(), place: place, size: len(body)}
		if f.data, err = x.encode(body, earlier, place%stride == 0); err != nil {
			return best, nil, err
		}
		if best.base == "" || len(f.data) < len(best.data) {
			best, base = f, earlier
		}
		if len(best.data) <= enough(body) {
			return best, base, nil
		}
	}
	if best.base != "" && place > before[len(before)-1].place+1 {
		return x.renewed(best, base, body)
	}
	if best.base != "" {
		return best, base, nil
	}
	return x.key(name, body)
}

// key makes a frame that stands alone.
func (x *codec) key(name string, body []byte) (frame, []byte, error) {
	f := frame{hash: name, size: len(body)}
	var err error
	f.data, err = x.encode(body, nil, true)
	return f, nil, err
}

// renewed makes a key frame instead of a first body's delta to another page's key frame where that saves little: the
// pages are of different makes. A body that is short beside the other's is an error page or so, and nothing to build on.
func (x *codec) renewed(delta frame, base, body []byte) (frame, []byte, error) {
	if len(body) < len(base)/2 {
		return delta, base, nil
	}
	key, _, err := x.key(delta.hash, body)
	if err != nil || len(delta.data) > len(key.data)/4*3 {
		return key, nil, err
	}
	return delta, base, nil
}

// bases gives the chains of the bodies to build on: the usual one, then the nearest others.
func bases(before chain, place int) iter.Seq[chain] {
	return func(yield func(chain) bool) {
		if len(before) == 0 || place >= run {
			return
		}
		nearest := min(len(before), longest-1)
		usual := nearest
		for usual > 1 && before[usual-1].place > usualPlace(place) {
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

// encode makes a frame; one on which many others are built is worth more time.
func (x *codec) encode(body, dictionary []byte, worth bool) ([]byte, error) {
	pool := &x.short
	switch {
	case len(body) >= long:
		pool = &x.long
	case worth:
		pool = &x.worth
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
	// Written as a stream of a size that is known, and not by EncodeAll: that has an encoder of its own beside the
	// stream's, and both would make tables of the whole dictionary, which is most of the work.
	var data bytes.Buffer
	z.ResetContentSize(&data, int64(len(body)))
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	err := z.Close()
	return data.Bytes(), err
}

// enough is how small a delta must be that no other base is tried. With an eighth for short bodies too a day of the
// newsstand takes 3.5 % instead of 3.3; with a 32nd for long ones a page of 250 kB takes 1.7 % instead of 1.3, since the
// bodies that strides lead to are then seldom built on each other.
func enough(body []byte) int {
	if len(body) < long {
		return len(body) / 32
	}
	return len(body) / 8
}
