package archive_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"github.com/stemma-news/stemma/archive"
)

// warc writes one record; fields stand in its header besides type, date and length.
func warc(kind, url, block string, fields ...string) string {
	head := fmt.Sprintf("WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2031-05-04T03:02:01Z\r\n", kind, url)
	for _, f := range fields {
		head += f + "\r\n"
	}
	return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s\r\n\r\n", head, len(block), block)
}

// answer writes a recorded HTTP answer.
func answer(body string, fields ...string) string {
	return "HTTP/1.1 200 OK\r\n" + strings.Join(append(fields, "", ""), "\r\n") + body
}

func response(url, body string, fields ...string) string {
	return warc("response", url, answer(body, fields...), "Content-Type: application/http; msgtype=response")
}

func arc(url, block string) string {
	return fmt.Sprintf("%s 192.0.2.7 20310504030201 text/html %d\n%s\n", url, len(block), block)
}

func gz(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

// read gives a line for each record and each broken one: place, kind, URL, body.
func read(t *testing.T, file io.Reader) []string {
	t.Helper()
	var lines []string
	for r, err := range archive.Records(file) {
		var broken *archive.BrokenError
		switch {
		case errors.As(err, &broken):
			lines = append(lines, "! "+err.Error())
		case err != nil:
			lines = append(lines, "!! "+err.Error())
		default:
			lines = append(lines, fmt.Sprintf("%s %s %q", r.Kind, r.URL, r.Body))
		}
	}
	return lines
}

const (
	fire    = "https://courier.example/fire"
	flood   = "https://courier.example/flood"
	harbour = "https://courier.example/harbour"
)

// A file is what Records is given, and what read should say of it.
type file struct {
	name, text string
	want       []string
}

func checkFiles(t *testing.T, files []file) {
	t.Helper()
	for _, f := range files {
		t.Run(f.name, func(t *testing.T) {
			if diff := cmp.Diff(f.want, read(t, strings.NewReader(f.text))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if diff := cmp.Diff(f.want, read(t, iotest.OneByteReader(strings.NewReader(f.text)))); diff != "" {
				t.Errorf("a byte at a time: -want +got\n%s", diff)
			}
		})
	}
}

// at begins what is said of a broken record.
func at(offset int, rest string) string { return fmt.Sprintf("! record at byte %d%s", offset, rest) }

var (
	one, gotOne     = response(fire, "Two hurt"), `response ` + fire + ` "Two hurt"`
	two, gotTwo     = response(flood, "River rises"), `response ` + flood + ` "River rises"`
	three, gotThree = response(harbour, "Harbour shut"), `response ` + harbour + ` "Harbour shut"`
)

func TestRecordsInEveryForm(t *testing.T) {
	checkFiles(t, []file{
		{"plain", one + two, []string{gotOne, gotTwo}},
		{"gzip by record", gz(one) + gz(two), []string{gotOne, gotTwo}},
		{"one gzip stream", gz(one + two), []string{gotOne, gotTwo}},
		{"gzip members that end anywhere", gz(one[:50]) + gz(one[50:]+two[:9]) + gz(two[9:]), []string{gotOne, gotTwo}},
		{"no blank lines between", strings.TrimSpace(one) + "\r\n" + strings.TrimSpace(two), []string{gotOne, gotTwo}},
		{"zeros at the end", gz(one) + strings.Repeat("\x00", 512), []string{gotOne}},
		{"bare newlines", strings.ReplaceAll(one, "\r\nWARC", "\nWARC") + two, []string{gotOne, gotTwo}},
		{
			"ARC", arc("filedesc://x.arc", "1 0 X\n") + arc(fire+"?a b", answer("Two hurt")),
			[]string{`warcinfo filedesc://x.arc "1 0 X\n"`, `response ` + fire + `?a b "Two hurt"`},
		},
		{
			"ARC version 2", "https://courier.example/fire 192.0.2.7 20310504030201 text/html 200 - - 77 x.arc 27\n" + answer("Two hurt") + "\n",
			[]string{gotOne},
		},
		{"ARC in gzip", gz(arc(fire, answer("Two hurt"))) + gz(arc(flood, answer("River rises"))), []string{gotOne, gotTwo}},
	})
}

func TestRecordsGoOnBehindOneThatEndsWrongly(t *testing.T) {
	checkFiles(t, []file{
		{"cut short", one + two[:len(two)-10], []string{gotOne, at(len(one), " of "+flood+": it is cut short after 24 of 30 bytes")}},
		{"cut short inside gzip", gz(one) + gz(two)[:60], []string{gotOne, at(len(gz(one)), ": the file ends in the middle of it")}},
		{
			"length too small", strings.Replace(one, "Content-Length: 27", "Content-Length: 20", 1) + two,
			[]string{at(0, " of "+fire+": its length is wrong: no record ends after 20 bytes"), gotTwo},
		},
		{
			"length too great", strings.Replace(one, "Content-Length: 27", "Content-Length: 99", 1) + two + three,
			[]string{at(0, " of "+fire+": its length is wrong: no record ends after 99 bytes"), gotTwo, gotThree},
		},
		{
			"length beyond the file", strings.Replace(one, "Content-Length: 27", "Content-Length: 9000", 1) + two,
			[]string{at(0, fmt.Sprintf(" of "+fire+": it is cut short after %d of 9000 bytes", 31+len(two))), gotTwo},
		},
		{
			"length that is none", strings.Replace(one, "Content-Length: 27", "Content-Length: -27", 1) + two,
			[]string{at(0, " of "+fire+`: its Content-Length is "-27"`), gotTwo},
		},
		{
			"ARC with a bad length", "https://courier.example/fire 192.0.2.7 20310504030201 text/html x\n\n" + arc(flood, answer("River rises")),
			[]string{at(0, " of "+fire+`: its length is "x"`), gotTwo},
		},
		{
			"rubbish between", one + "rubbish\nand more\n" + two,
			[]string{gotOne, at(len(one), `: neither a WARC nor an ARC record begins here, but "rubbish"`), gotTwo},
		},
		{"header that does not end", "WARC/1.0\r\nWARC-Type: response", []string{at(0, ": its header does not end")}},
		{
			"rubbish between gzip members", gz(one) + "rubbish" + gz(two),
			[]string{gotOne, at(len(gz(one)), ": no gzip member begins here"), gotTwo},
		},
	})
}

func TestRecordsGoOnBehindOneThatHoldsNonsense(t *testing.T) {
	checkFiles(t, []file{
		{
			"date that is none", strings.Replace(one, "2031-05-04", "4 May", 1) + two,
			[]string{at(0, " of "+fire+`: its WARC-Date is "4 MayT03:02:01Z"`), gotTwo},
		},
		{"no type", strings.Replace(one, "WARC-Type", "Type", 1) + two, []string{at(0, " of "+fire+": it has no WARC-Type"), gotTwo}},
		{
			"an answer that is none", warc("response", fire, "HTP/1.1 200", "Content-Type: application/http") + two,
			[]string{at(0, " of "+fire+": its block is no HTTP answer"), gotTwo},
		},
		{
			"a wrong digest", warc("resource", fire, "Two hurt", "WARC-Block-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ") + two,
			[]string{at(0, " of "+fire+": its block does not match its digest sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"), gotTwo},
		},
	})
}

func TestFilesOfAnotherKindAreRefused(t *testing.T) {
	checkFiles(t, []file{
		{"no archive at all", "<html>no record anywhere", []string{at(0, `: neither a WARC nor an ARC record begins here, but "<html>no record anywhere"`)}},
		{"empty", "", []string{at(0, ": the file is empty")}},
		{"zstd", "\x28\xb5\x2f\xfd rest", []string{at(0, ": the file is packed with zstd: unpack it first")}},
		{"zip", "PK\x03\x04 rest", []string{at(0, ": the file is a ZIP archive (a WACZ?): unpack it first")}},
	})
}

func TestRecordsGoOnBehindCorruptGzip(t *testing.T) {
	packed := gz(two)
	got := read(t, strings.NewReader(gz(one)+packed[:30]+strings.Repeat("\x00", 8)+packed[38:]+gz(three)))
	if len(got) != 3 || got[0] != gotOne || !strings.HasPrefix(got[1], at(len(gz(one)), "")) || got[2] != gotThree {
		t.Errorf("got %q, want the second of three named and passed over", got)
	}
}

func TestReadersOwnErrorEndsReading(t *testing.T) {
	for _, file := range []string{one + "WARC/1.1\r\nWARC-", gz(one) + gz(one)[:70]} {
		got := read(t, io.MultiReader(strings.NewReader(file), iotest.ErrReader(errors.New("disk on fire"))))
		want := []string{`response ` + fire + ` "Two hurt"`, fmt.Sprintf("!! read at byte %d: disk on fire", len(file))}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	}
}

func TestReadingStopsWhenAsked(t *testing.T) {
	file := response(fire, "Two hurt") + response(flood, "River rises")
	for _, text := range []string{file, gz(file), "rubbish\n" + file} {
		n := 0
		for range archive.Records(strings.NewReader(text)) {
			n++
			break
		}
		if n != 1 {
			t.Errorf("%d records after a break, want 1", n)
		}
	}
}

// zeros is a stream without end of the byte 0.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestLargeRecordsAreRefusedAndPassed(t *testing.T) {
	const size = 40 << 20
	head := fmt.Sprintf("WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: %s\r\nWARC-Date: 2031-05-04\r\nContent-Length: %d\r\n\r\n", fire, size)
	file := io.MultiReader(strings.NewReader(head), io.LimitReader(zeros{}, size), strings.NewReader("\r\n\r\n"+response(flood, "River rises")))
	want := []string{
		"! record at byte 0 of " + fire + ": its block of 41943040 bytes is more than the 16 MB that are read",
		`response ` + flood + ` "River rises"`,
	}
	if diff := cmp.Diff(want, read(t, file)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestMemoryStaysBounded(t *testing.T) {
	one := response(fire, strings.Repeat("Two hurt. ", 10_000))
	file := io.LimitReader(&repeated{text: one}, int64(len(one))*1000) // 100 MB
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n := 0
	for _, err := range archive.Records(file) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	runtime.ReadMemStats(&after)
	if n != 1000 {
		t.Errorf("%d records, want 1000", n)
	}
	if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 64<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
}

// repeated gives a text again and again.
type repeated struct {
	text string
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	n := copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	return n, nil
}

// FuzzRecords holds three laws: reading ends without a panic, places grow, and no payload passes the limit.
func FuzzRecords(f *testing.F) {
	one, two := response(fire, "Two hurt"), arc(flood, answer("River rises", "Content-Encoding: gzip"))
	for _, seed := range []string{one + two, gz(one) + gz(two), gz(one + two)[:90], "WARC/1.0\r\n\r\n" + one, one[:100] + two} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		offset, within := int64(0), int64(-1)
		for r, err := range archive.Records(bytes.NewReader(file)) {
			var broken *archive.BrokenError
			if errors.As(err, &broken) {
				r.Offset, r.Within = broken.Offset, broken.Within
			} else if err != nil {
				t.Fatalf("an error that is no BrokenError: %v", err)
			}
			if r.Offset < offset || r.Offset == offset && r.Within <= within && offset > 0 {
				t.Fatalf("place %d+%d comes after %d+%d", r.Offset, r.Within, offset, within)
			}
			offset, within = r.Offset, r.Within
			if r.Offset > int64(len(file)) || len(r.Body) > 16<<20 {
				t.Fatalf("record at %d of %d bytes has %d", r.Offset, len(file), len(r.Body))
			}
		}
	})
}
