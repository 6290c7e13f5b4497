package archive_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
)

// unzipped gives the files of a ZIP, and how each was packed.
func unzipped(t *testing.T, file []byte) (files map[string][]byte, methods map[string]uint16) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	files, methods = map[string][]byte{}, map[string]uint16{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		methods[f.Name] = f.Method
	}
	return files, methods
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func TestWACZIsWhole(t *testing.T) {
	a, _ := open(t)
	var file bytes.Buffer
	to := archive.WACZ{File: &file, Title: "A morning", Software: "stemma test", At: minute(9)}
	to.Headline = func(_ context.Context, c news.Capture) (string, error) { return "Page at " + c.URL, nil }
	if err := archive.WriteWACZ(t.Context(), to, a.Get, all(looks(t, a))); err != nil {
		t.Fatal(err)
	}
	files, methods := unzipped(t, file.Bytes())
	var manifest struct {
		Profile   string
		Version   string `json:"wacz_version"`
		Resources []struct {
			Name, Path, Hash string
			Bytes            int
		}
	}
	if err := json.Unmarshal(files["datapackage.json"], &manifest); err != nil {
		t.Fatal(err)
	}
	if manifest.Profile != "data-package" || manifest.Version != "1.1.1" || len(manifest.Resources) != 3 {
		t.Errorf("the manifest says %+v", manifest)
	}
	for _, r := range manifest.Resources {
		if content, there := files[r.Path]; !there || r.Hash != digest(content) || r.Bytes != len(content) {
			t.Errorf("the manifest is wrong about %s", r.Path)
		}
	}
	if !strings.Contains(string(files["datapackage-digest.json"]), digest(files["datapackage.json"])) {
		t.Errorf("the manifest's digest is %s", files["datapackage-digest.json"])
	}
	if methods["archive/data.warc.gz"] != zip.Store || methods["indexes/index.cdx.gz"] != zip.Store {
		t.Error("what is packed already is packed again, and cannot be read in parts")
	}
	checkPages(t, string(files["pages/pages.jsonl"]))
	checkStrictly(t, files["archive/data.warc.gz"])
	z, err := gzip.NewReader(bytes.NewReader(files["indexes/index.cdx.gz"]))
	if err != nil {
		t.Fatal(err)
	}
	if index, err := io.ReadAll(z); err != nil || bytes.Count(index, []byte("\n")) != 7 {
		t.Errorf("the index is %s, %v", index, err)
	}
}

func checkPages(t *testing.T, pages string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(pages), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], `"json-pages-1.0"`) {
		t.Fatalf("pages.jsonl is\n%s\nwant a head and the two pages that can be read", pages)
	}
	for _, line := range lines[1:] {
		var page struct{ ID, URL, TS, Title string }
		if err := json.Unmarshal([]byte(line), &page); err != nil || page.ID == "" || !strings.HasPrefix(page.URL, "https://") ||
			!strings.HasSuffix(page.TS, "Z") || page.Title == "" {
			t.Errorf("page %s: %v", line, err)
		}
	}
}

// TestWARCIsStrictlyWell: what other readers of WARC insist on, which ours forgives.
func TestWARCIsStrictlyWell(t *testing.T) {
	a, _ := open(t)
	file, _ := export(t, a, looks(t, a))
	checkStrictly(t, []byte(file))
}

// checkStrictly reads a file as WARC/1.1 says that it must be: a gzip member a record, the fields that it demands, IDs
// that differ, digests that are right, references to what came before.
func checkStrictly(t *testing.T, file []byte) {
	t.Helper()
	ids := map[string]bool{}
	z := new(gzip.Reader)
	for rest := bytes.NewReader(file); rest.Len() > 0; {
		if err := z.Reset(rest); err != nil {
			t.Fatal(err)
		}
		z.Multistream(false)
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		r := textproto.NewReader(bufio.NewReader(bytes.NewReader(text)))
		if version, err := r.ReadLine(); version != "WARC/1.1" {
			t.Fatalf("a record begins with %q (%v)", version, err)
		}
		fields, err := r.ReadMIMEHeader()
		if err != nil {
			t.Fatal(err)
		}
		length, err := strconv.Atoi(fields.Get("Content-Length"))
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := bytes.Cut(text, []byte("\r\n\r\n"))
		if len(rest) != length+4 || string(rest[length:]) != "\r\n\r\n" {
			t.Fatalf("a record of %d bytes has %d behind its header", length, len(rest))
		}
		if problem := strict(fields, rest[:length], ids); problem != "" {
			t.Errorf("%v: %s", fields, problem)
		}
		ids[fields.Get("Warc-Record-Id")] = true
	}
	if len(ids) != 9 {
		t.Errorf("%d records, want 9", len(ids))
	}
}

// strict says in words what is wrong with a record.
func strict(fields textproto.MIMEHeader, block []byte, ids map[string]bool) string {
	for _, name := range []string{"Warc-Type", "Warc-Record-Id", "Warc-Date", "Content-Type", "Warc-Block-Digest"} {
		if len(fields[name]) != 1 {
			return fmt.Sprintf("it has %d fields %s", len(fields[name]), name)
		}
	}
	kind, id := fields.Get("Warc-Type"), fields.Get("Warc-Record-Id")
	_, payload, _ := bytes.Cut(block, []byte("\r\n\r\n"))
	if kind == "resource" {
		payload = block
	}
	switch {
	case !strings.HasPrefix(id, "<urn:uuid:") || ids[id]:
		return "its ID is none, or another's"
	case fields.Get("Warc-Block-Digest") != digest(block):
		return "its block digest is wrong"
	case fields.Get("Warc-Payload-Digest") != "" && kind != "revisit" && fields.Get("Warc-Payload-Digest") != digest(payload):
		return "its payload digest is wrong"
	case kind != "warcinfo" && fields.Get("Warc-Target-Uri") == "":
		return "it is about nothing"
	case kind == "revisit" && (fields.Get("Warc-Profile") == "" || !ids[fields.Get("Warc-Refers-To")] || len(payload) > 0):
		return "it refers to nothing that came before, or repeats it"
	case slices.Contains([]string{"response", "revisit"}, kind) && fields.Get("Content-Type") != "application/http; msgtype=response":
		return "it is no HTTP answer"
	}
	return ""
}
