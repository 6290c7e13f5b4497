package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/news"
)

// extractCmd reads saved pages.
type extractCmd struct {
	URL   string `placeholder:"URL" help:"Where the page came from: its links and site name are read against it."`
	Batch string `placeholder:"LIST" help:"Read every page of a list: a JSON object {\"id\", \"file\", \"url\"} a line; files are found from the list's folder. Prints one line each."`
	File  string `arg:"" optional:"" help:"Page, also .gz; - is standard input."`
}

// Run prints what the page or the pages hold.
func (c *extractCmd) Run(s *session) error {
	switch {
	case c.Batch != "" && c.File == "":
		return extractBatch(s, c.Batch)
	case c.Batch == "" && c.File != "":
		body, err := readPage(s, c.File)
		if err != nil {
			return err
		}
		found := documentLine{Document: complete(extract.Read(s, extract.Page{Body: body, URL: c.URL}))}.filled()
		if s.Err() != nil {
			return fmt.Errorf("stopped before %s was read", c.File)
		}
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(found)
	default:
		return misuse("give either one FILE (or - for standard input) or --batch LIST")
	}
}

// A documentLine is a Document as JSON, with what follows from its blocks spelt out.
type documentLine struct {
	ID string `json:"id,omitempty"`
	news.Document
	Text     string   `json:"text"`
	Captions []string `json:"captions"`
	Error    string   `json:"error,omitempty"` // why the file could not be read
}

func (l documentLine) filled() documentLine {
	l.Text, l.Captions = l.Document.Text(), l.Document.Captions()
	return l
}

// complete gives a document whose lists are [] rather than null in JSON.
func complete(d news.Document) news.Document {
	if d.Authors == nil {
		d.Authors = []string{}
	}
	if d.Blocks == nil {
		d.Blocks = []news.Block{}
	}
	if d.Notices == nil {
		d.Notices = []string{}
	}
	if d.Comments == nil {
		d.Comments = []news.Comment{}
	}
	return d
}

// extractBatch prints one line for each of the list's, in its order. A line or a file that cannot be read is a line too,
// with the outcome error and the reason; blank lines are passed over. What a signal leaves undone is not printed.
func extractBatch(s *session, list string) error {
	f, err := os.Open(list)
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", list, reason(err))
	}
	defer f.Close()
	out := bufio.NewWriter(s.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	lines := bufio.NewReader(f)
	for n := 1; ; n++ {
		line, last := lines.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			found := extractLine(s, list, n, line)
			if s.Err() != nil {
				return errors.Join(fmt.Errorf("stopped before line %d of %s was read", n, list), out.Flush())
			}
			if err := enc.Encode(found); err != nil {
				return fmt.Errorf("write: %w", err)
			}
		}
		switch {
		case errors.Is(last, io.EOF):
			return out.Flush()
		case last != nil:
			return errors.Join(fmt.Errorf("cannot read %s: %w", list, reason(last)), out.Flush())
		}
	}
}

// extractLine reads the page that a line of the list names.
func extractLine(s *session, list string, n int, line []byte) documentLine {
	var item struct{ ID, File, URL string }
	if err := json.Unmarshal(line, &item); err != nil {
		return unread(item.ID, fmt.Errorf("line %d of %s is not a JSON object with id, file and url: %w", n, list, err))
	}
	if item.File == "" {
		return unread(item.ID, fmt.Errorf("line %d of %s names no file", n, list))
	}
	if !filepath.IsAbs(item.File) {
		item.File = filepath.Join(filepath.Dir(list), item.File)
	}
	return extractItem(s, item.ID, item.File, item.URL)
}

// unread is the line of what could not be read.
func unread(id string, err error) documentLine {
	failed := complete(news.Document{Outcome: news.Failed, Edition: extract.Edition})
	return documentLine{ID: id, Document: failed, Error: err.Error()}.filled()
}

func extractItem(s *session, id, file, url string) documentLine {
	body, err := readPage(s, file)
	if err != nil {
		return unread(id, err)
	}
	return documentLine{ID: id, Document: complete(extract.Read(s, extract.Page{Body: body, URL: url}))}.filled()
}

// readPage reads a file, or standard input for "-", and undoes gzip.
func readPage(s *session, name string) ([]byte, error) {
	read := func() ([]byte, error) { return os.ReadFile(name) }
	if name == "-" {
		read = func() ([]byte, error) { return io.ReadAll(s.in) }
	}
	body, err := unlessStopped(s, read)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", name, reason(err))
	}
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("cannot unpack %s: %w", name, err)
	}
	if body, err = io.ReadAll(z); err != nil {
		return nil, fmt.Errorf("cannot unpack %s: %w", name, err)
	}
	return body, nil
}

// errStopped says that a signal came while something was waited for.
var errStopped = errors.New("stopped before it was read")

// unlessStopped reads, or gives up when a signal comes. Nothing can interrupt a process that waits for its terminal: the
// reading is then left behind, and ends with the program, which ends now.
func unlessStopped(s *session, read func() ([]byte, error)) ([]byte, error) {
	type answer struct {
		body []byte
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		body, err := read()
		done <- answer{body, err}
	}()
	select {
	case a := <-done:
		return a.body, a.err
	case <-s.Done():
		return nil, errStopped
	}
}
