package archive_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma/archive"
)

const story = "<p>Two hurt in harbour fire, and the ferry is late.</p>"

// packed gives a text through a compressor.
func packed(w io.WriteCloser, b *bytes.Buffer, text string) string {
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

func deflated(text string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, 6)
	return packed(w, &b, text)
}

func zlibbed(text string) string {
	var b bytes.Buffer
	return packed(zlib.NewWriter(&b), &b, text)
}

func brotlied(text string) string {
	var b bytes.Buffer
	return packed(brotli.NewWriter(&b), &b, text)
}

func zstded(text string) string {
	var b bytes.Buffer
	w, _ := zstd.NewWriter(&b)
	return packed(w, &b, text)
}

func TestPayloadsAreUnpacked(t *testing.T) {
	for _, test := range []struct {
		name, fields, body string
		want, cut          string
	}{
		{"plain", "Server: x", story, story, ""},
		{"gzip", "Content-Encoding: gzip", gz(story), story, ""},
		{"deflate as zlib", "Content-Encoding: deflate", zlibbed(story), story, ""},
		{"deflate bare", "Content-Encoding: deflate", deflated(story), story, ""},
		{"brotli", "Content-Encoding: br", brotlied(story), story, ""},
		{"zstd", "Content-Encoding: zstd", zstded(story), story, ""},
		{"shorter than announced", "Content-Length: 900", story, story, "it breaks off after 55 of 900 bytes"},
		{"longer than announced", "Content-Length: 9", story, story, ""},
		{"two encodings", "Content-Encoding: br, gzip", gz(brotlied(story)), story, ""},
		{"two fields", "Content-Encoding: br\r\nContent-Encoding: gzip", gz(brotlied(story)), story, ""},
		{"identity", "Content-Encoding: identity", story, story, ""},
		{"undone by the recorder", "Content-Encoding: gzip", story, story, ""},
		{"undone by the recorder, brotli", "Content-Encoding: br", story, story, ""},
		{"gzip with a tail", "Content-Encoding: gzip", gz(story) + "\r\n", story, ""},
		{"not known", "Content-Encoding: aes", story, story, "it is encoded with aes, which is not known"},
		{"gzip cut off", "Content-Encoding: gzip", gz(strings.Repeat(story, 900))[:200], "<p>Two hurt", "its gzip encoding breaks off"},
		{"chunked", "Transfer-Encoding: chunked", "A\r\n<p>Two hur\r\n4;x=y\r\nt in\r\n0\r\n\r\n", "<p>Two hurt in", ""},
		{"chunked, then gzip", "Transfer-Encoding: chunked\r\nContent-Encoding: gzip", chunked(gz(story)), story, ""},
		{"chunks undone by the recorder", "Transfer-Encoding: chunked", story, story, ""},
		{"chunks cut off", "Transfer-Encoding: chunked", "A\r\n<p>Two hur\r\n40\r\nt in", "<p>Two hurt in", "its last chunk is cut short"},
		{"chunks break off", "Transfer-Encoding: chunked", "A\r\n<p>Two hur\r\nxyz", "<p>Two hur", "its chunks break off"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := only(t, response(fire, test.body, strings.Split(test.fields, "\r\n")...))
			if got := string(r.Body); got != test.want && (test.cut == "" || !strings.HasPrefix(got, test.want)) {
				t.Errorf("body %q, want %q", got, test.want)
			}
			if r.Truncated != test.cut {
				t.Errorf("truncated: %q, want %q", r.Truncated, test.cut)
			}
		})
	}
}

func chunked(text string) string {
	return fmt.Sprintf("5\r\n%s\r\n%X\r\n%s\r\n0\r\n\r\n", text[:5], len(text)-5, text[5:])
}

// only gives the one record of a file.
func only(t *testing.T, file string) archive.Record {
	t.Helper()
	var records []archive.Record
	for r, err := range archive.Records(strings.NewReader(file)) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	if len(records) != 1 {
		t.Fatalf("%d records, want 1", len(records))
	}
	return records[0]
}

func TestBombsAreRefused(t *testing.T) {
	bomb := gz(strings.Repeat("0", 20<<20))
	got := read(t, strings.NewReader(response(fire, bomb, "Content-Encoding: gzip")+response(flood, "River rises")))
	want := []string{
		"! record at byte 0 of " + fire + ": its payload is more than the 16 MB that are read",
		`response ` + flood + ` "River rises"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// However a payload is packed, and however often, it is not unpacked beyond the limit, nor with a window beyond it.
func TestBombsTakeBoundedMemory(t *testing.T) {
	zeros := make([]byte, 1<<20)
	pack := func(w io.WriteCloser, b *bytes.Buffer, megabytes int) string {
		for range megabytes {
			_, _ = w.Write(zeros)
		}
		_ = w.Close()
		return b.String()
	}
	var br, wide, small bytes.Buffer
	wideZstd, err := zstd.NewWriter(&wide, zstd.WithWindowSize(64<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	smallZstd, err := zstd.NewWriter(&small, zstd.WithWindowSize(1<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	nested := strings.Repeat("0", 1<<20)
	for range 4 {
		nested = gz(nested)
	}
	for _, test := range []struct{ name, encoding, body, want string }{
		{"brotli", "br", pack(brotli.NewWriterLevel(&br, 1), &br, 64), "! "},
		{"zstd", "zstd", pack(smallZstd, &small, 64), "! "},
		{"zstd with a window of 64 MB", "zstd", pack(wideZstd, &wide, 80), "response "},
		{"four times over", "gzip, gzip, gzip, gzip", nested, "response "},
		{"a thousand times over", strings.Repeat("gzip,", 1000), nested, "response "},
	} {
		file := response(fire, test.body, "Content-Encoding: "+test.encoding)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := read(t, strings.NewReader(file))
		runtime.ReadMemStats(&after)
		if len(got) != 1 || !strings.HasPrefix(got[0], test.want) || len(got[0]) > 1<<20 {
			t.Errorf("%s: %d records, the first %.100q, want %q", test.name, len(got), got[0], test.want)
		}
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 150 {
			t.Errorf("%s: %d MB were taken in all for %d bytes", test.name, took, len(file))
		}
	}
}

func TestFieldsOfARevisit(t *testing.T) {
	got := only(t, warc("Revisit", "<"+fire+">", "HTTP/1.0 304 \r\nContent-Length: 7\r\nETag: \"x\"\r\nX-Long: a\r\n  b\r\nnonsense\r\n\r\n",
		"Content-Type: application/http; msgtype=response", "WARC-Record-ID: <urn:uuid:2>", "warc-refers-to: <urn:uuid:1>",
		"WARC-Refers-To-Target-URI: "+flood, "WARC-Refers-To-Date: 2031-05-03T00:00:00.5Z",
		"WARC-Payload-Digest: sha1:ABC", "WARC-Profile: http://profile.example/same", "WARC-Truncated: length"))
	want := archive.Record{
		Kind: "revisit", ID: "urn:uuid:2", URL: fire, At: time.Date(2031, 5, 4, 3, 2, 1, 0, time.UTC), Status: 304,
		Header: http.Header{"Content-Length": {"7"}, "Etag": {`"x"`}, "X-Long": {"a b"}}, Body: []byte{}, Digest: "sha1:ABC",
		RefersTo: "urn:uuid:1", RefersToURL: flood, RefersToDate: time.Date(2031, 5, 3, 0, 0, 0, 5e8, time.UTC),
		Profile: "http://profile.example/same",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestRecorderSaysWhatIsCut(t *testing.T) {
	for _, test := range []struct{ field, want string }{
		{"WARC-Truncated: time", "the recorder cut it off: time"},
		{"WARC-Segment-Number: 1", "it is one segment of several"},
	} {
		if r := only(t, warc("response", fire, answer(story), test.field)); r.Truncated != test.want {
			t.Errorf("%s: truncated %q, want %q", test.field, r.Truncated, test.want)
		}
	}
}

func TestDatesOfAnyPrecision(t *testing.T) {
	for _, test := range []struct {
		date string
		want time.Time
	}{
		{"2031", time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"2031-05", time.Date(2031, 5, 1, 0, 0, 0, 0, time.UTC)},
		{"2031-05-04", time.Date(2031, 5, 4, 0, 0, 0, 0, time.UTC)},
		{"2031-05-04T03:02Z", time.Date(2031, 5, 4, 3, 2, 0, 0, time.UTC)},
		{"2031-05-04T03:02:01.123456789Z", time.Date(2031, 5, 4, 3, 2, 1, 123456789, time.UTC)},
		{"2031-05-04T05:02:01+02:00", time.Date(2031, 5, 4, 3, 2, 1, 0, time.UTC)},
	} {
		file := strings.Replace(warc("resource", fire, story), "2031-05-04T03:02:01Z", test.date, 1)
		if r := only(t, file); !r.At.Equal(test.want) {
			t.Errorf("%s is read as %v", test.date, r.At)
		}
	}
}

func TestDigestsInEveryAlphabet(t *testing.T) {
	for _, digest := range []string{ // of "harbour"
		"sha1:LQU4OEETXZWQCQQZQZQ2ZKYKEMGLJ5VR", "md5:x", "sha256:x",
	} {
		got := read(t, strings.NewReader(warc("resource", fire, "harbour", "WARC-Block-Digest: "+digest)))
		if !strings.HasSuffix(got[0], "does not match its digest "+digest) {
			t.Errorf("%s passes for the digest of another text: %q", digest, got)
		}
	}
	sum := archive.Name([]byte("harbour"))
	for _, digest := range []string{"sha256:" + sum, "SHA-256:" + strings.ToUpper(sum), "blake9:unknown"} {
		if r := only(t, warc("resource", fire, "harbour", "WARC-Block-Digest: "+digest)); string(r.Body) != "harbour" {
			t.Errorf("%s: body %q", digest, r.Body)
		}
	}
}

// dataFiles gives the files of ../shared/data that match; the test is skipped where the folder is missing.
func dataFiles(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "shared", "data", pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		if os.Getenv("CI") != "" {
			t.Fatalf("../shared/data/%s is missing", pattern)
		}
		t.Skipf("../shared/data/%s is missing: real files are not read", pattern)
	}
	return files
}

func TestRealFilesAreReadOrNamed(t *testing.T) {
	for _, path := range dataFiles(t, "warc/*/*") {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if lines := read(t, f); len(lines) == 0 {
			t.Errorf("%s: nothing was read and nothing was said", path)
		}
		f.Close()
	}
}

func TestRealSeriesAreReadFully(t *testing.T) {
	for _, path := range dataFiles(t, "series/*.warc.gz") {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		for r, err := range archive.Records(f) {
			if err != nil {
				t.Errorf("%s: %v", path, err)
			} else if r.Status != 200 || "sha256:"+archive.Name(r.Body) != r.Digest {
				t.Errorf("%s at %d: status %d, %d bytes that are not %s", path, r.Offset, r.Status, len(r.Body), r.Digest)
			}
		}
		f.Close()
	}
}
