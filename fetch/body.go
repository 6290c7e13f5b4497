package fetch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

var (
	errEncoding = errors.New("it is packed in a way that is not known")
	errBroken   = errors.New("its packed body is broken")
)

// maxEncodings is how many content encodings may lie around each other.
const maxEncodings = 3

// maxWindow is the largest window of zstd that is taken, as in browsers.
const maxWindow = 8 << 20

// readBody undoes the content encodings and reads up to the limit. What a bomb unpacks to is never held: reading stops
// one byte beyond the limit.
func readBody(ctx context.Context, r io.Reader, encodings string, q question) ([]byte, error) {
	plain, stop, err := unpack(r, encodings)
	defer stop()
	if errors.Is(err, io.EOF) {
		return nil, nil // an empty body, whatever it says to be packed with
	}
	if err != nil {
		return nil, err
	}
	body, err := q.room.readAll(ctx, plain, q.most+1)
	switch {
	case int64(len(body)) > q.most && q.cut:
		return body[:q.most], nil
	case int64(len(body)) > q.most:
		return nil, errTooLarge
	case err != nil && strings.TrimSpace(encodings) != "" && !isNetwork(err) && ctx.Err() == nil:
		return nil, fmt.Errorf("%w: %s", errBroken, lastPart(err))
	default:
		return body, err
	}
}

// isNetwork says that an error came from below the unpacking.
func isNetwork(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || isTimeout(err)
}

// unpack lays a reader over r for each encoding, the last one first. stop frees them.
func unpack(r io.Reader, encodings string) (plain io.Reader, stop func(), err error) {
	stops := []func(){}
	stop = func() {
		for _, s := range stops {
			s()
		}
	}
	names := strings.FieldsFunc(strings.ToLower(encodings), func(c rune) bool { return c == ',' || c == ' ' })
	if len(names) > maxEncodings {
		return nil, stop, errEncoding
	}
	for i := len(names) - 1; i >= 0; i-- {
		var s func()
		if r, s, err = unpackOne(bufio.NewReader(r), names[i]); err != nil {
			return nil, stop, err
		}
		stops = append(stops, s)
	}
	return r, stop, nil
}

// unpackOne undoes one encoding. Servers that say gzip and send plain text are common enough to look first.
func unpackOne(r *bufio.Reader, name string) (io.Reader, func(), error) {
	none := func() {}
	magic, err := r.Peek(4)
	if len(magic) == 0 {
		return nil, none, err
	}
	switch name {
	case "identity", "utf-8", "none":
		return r, none, nil
	case "gzip", "x-gzip":
		if magic[0] != 0x1f {
			return r, none, nil
		}
		z, err := gzip.NewReader(r)
		return z, none, err
	case "deflate":
		if magic[0]&0x0f == 8 && len(magic) > 1 && (int(magic[0])<<8|int(magic[1]))%31 == 0 {
			z, err := zlib.NewReader(r)
			return z, none, err
		}
		return flate.NewReader(r), none, nil
	case "br":
		return brotli.NewReader(r), none, nil
	case "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, none, err
		}
		return z, z.Close, nil
	default:
		return nil, none, fmt.Errorf("%w: %q", errEncoding, name[:min(len(name), 40)])
	}
}
