package archive

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A message is one of HTTP as it was recorded, request or answer.
type message struct {
	status int    // 0 for a request
	method string // empty for an answer
	header http.Header
	body   []byte // as it went over the wire
}

func isHTTP(block []byte) bool { return bytes.HasPrefix(block, []byte("HTTP/")) }

// parseMessage reads a recorded HTTP message, forgiving what browsers forgive: bare newlines, missing status texts,
// lines that are no field.
func parseMessage(block []byte) message {
	first, rest := cutLine(block)
	m := message{status: statusOf(string(first)), method: methodOf(string(first))}
	var lines []string
	for len(rest) > 0 {
		var line []byte
		line, rest = cutLine(rest)
		if len(line) == 0 {
			break
		}
		lines = append(lines, string(line))
	}
	m.header, m.body = parseFields(lines), rest
	return m
}

func cutLine(text []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(text, []byte("\n"))
	return bytes.TrimRight(line, "\r"), rest
}

// statusOf reads "HTTP/1.1 200 OK"; 0 for a request line or nonsense.
func statusOf(line string) int {
	if !strings.HasPrefix(line, "HTTP/") {
		return 0
	}
	words := strings.Fields(line)
	if len(words) < 2 {
		return 0
	}
	status, err := strconv.Atoi(words[1])
	if err != nil || status < 100 || status > 999 {
		return 0
	}
	return status
}

// methodOf reads "GET /harbour HTTP/1.1"; empty for an answer or nonsense.
func methodOf(line string) string {
	if words := strings.Fields(line); len(words) == 3 && strings.HasPrefix(words[2], "HTTP/") {
		return words[0]
	}
	return ""
}

// maxEncodings is how many content encodings may lie around each other: each may unpack to as much as a payload may have.
const maxEncodings = 3

// payload undoes a message's chunking and content encodings. cut says in words why the payload is not whole; an error
// says that it is too large. Recorders often unpack a body and leave the header as it was: what does not look packed
// is taken as it is.
func payload(h http.Header, body []byte) (whole []byte, cut string, err error) {
	if hasToken(h.Values("Transfer-Encoding"), "chunked") {
		body, cut = dechunk(body)
	} else if h.Get("Content-Encoding") == "" {
		cut = shortfall(h, body)
	}
	encodings := strings.FieldsFunc(strings.Join(h.Values("Content-Encoding"), ","), func(c rune) bool { return c == ',' || c == ' ' })
	if len(encodings) > maxEncodings {
		return body, fmt.Sprintf("it is encoded more than %d times over", maxEncodings), nil
	}
	for i := len(encodings) - 1; i >= 0; i-- { // the last was applied last
		unpacked, why, err := unpack(strings.ToLower(strings.TrimSpace(encodings[i])), body)
		if err != nil {
			return nil, "", err
		}
		body = unpacked
		if why != "" {
			cut = why
		}
	}
	if why := tooLarge(len(body)); why != "" {
		return nil, "", errors.New(why)
	}
	return body, cut, nil
}

// shortfall says in words that a body has fewer bytes than its header announced. More than that is usual where a
// recorder undid an encoding.
func shortfall(h http.Header, body []byte) string {
	announced, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64)
	if err != nil || int64(len(body)) >= announced {
		return ""
	}
	return fmt.Sprintf("it breaks off after %d of %d bytes", len(body), announced)
}

func hasToken(values []string, token string) bool {
	for _, v := range values {
		for part := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}

// dechunk undoes the chunked transfer coding. A body that does not begin with a chunk is given back as it is.
func dechunk(body []byte) (whole []byte, cut string) {
	if _, _, ok := chunkSize(body); !ok {
		return body, ""
	}
	for rest := body; ; {
		size, after, ok := chunkSize(rest)
		switch {
		case !ok:
			return whole, "its chunks break off"
		case size == 0:
			return whole, ""
		case size > len(after):
			return append(whole, after...), "its last chunk is cut short"
		}
		whole = append(whole, after[:size]...)
		rest = bytes.TrimPrefix(bytes.TrimPrefix(after[size:], []byte("\r")), []byte("\n"))
	}
}

// chunkSize reads the line before a chunk: a hexadecimal number, perhaps with extensions behind a semicolon.
func chunkSize(text []byte) (size int, after []byte, ok bool) {
	line, _, found := bytes.Cut(text[:min(len(text), maxLine)], []byte("\n"))
	if !found {
		return 0, nil, false
	}
	digits, _, _ := bytes.Cut(line, []byte(";"))
	n, err := strconv.ParseUint(string(bytes.TrimSpace(digits)), 16, 31)
	return int(n), text[len(line)+1:], err == nil
}

// unpack undoes one content encoding.
func unpack(encoding string, body []byte) (whole []byte, cut string, err error) {
	if encoding == "" || encoding == "identity" || len(body) == 0 {
		return body, "", nil
	}
	r, err := unpacker(encoding, body)
	if err != nil {
		return body, "", nil // it does not begin like that encoding: the recorder undid it
	}
	if r == nil {
		return body, "it is encoded with " + encoding + ", which is not known", nil
	}
	if c, ok := r.(io.Closer); ok {
		defer c.Close()
	}
	whole, err = io.ReadAll(io.LimitReader(r, maxPayload+1))
	if len(whole) > maxPayload {
		return nil, "", fmt.Errorf("its payload is more than the %d MB that are read", maxPayload>>20)
	}
	switch {
	case err == nil:
		return whole, "", nil
	case len(whole) == 0 || utf8.Valid(body): // text is no packed body: the recorder undid it
		return body, "", nil
	default:
		return whole, "its " + encoding + " encoding breaks off", nil
	}
}

// unpacker gives the reader for a content encoding; nil for one that is not known.
func unpacker(encoding string, body []byte) (io.Reader, error) {
	in := bytes.NewReader(body)
	switch encoding {
	case "gzip", "x-gzip":
		r, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		r.Multistream(false) // what stands behind the first member is passed over, as browsers do
		return r, nil
	case "deflate": // a zlib stream by the standard, a bare one in the wild
		if r, err := zlib.NewReader(in); err == nil {
			return r, nil
		}
		return flate.NewReader(bytes.NewReader(body)), nil
	case "br":
		return brotli.NewReader(in), nil
	case "zstd":
		d, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	default:
		return nil, nil
	}
}
