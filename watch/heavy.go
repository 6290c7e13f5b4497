package watch

import (
	"bytes"
	"context"
	"fmt"
	"runtime"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/news"
)

const (
	// mostTags is how many tags a page may have, opening and closing ones: six times those of the largest article that was
	// met. A tree takes some 600 bytes for each, so that a page of six million bytes could take a gigabyte.
	mostTags = 120_000
	// mostText is how many bytes the text of an article may have, some 300,000 words: what has more is a dump or a trap,
	// and every page that shows it would take as much from each of its readers.
	mostText = 2 << 20
	// heavyTags and heavyPage are from when on pages are read one at a time in a process, for the same reason.
	heavyTags = 15_000
	heavyPage = 2 << 20
)

// largeBody is from when on bodies are packed one at a time: packing takes several times as much memory as they do, and
// no longer for being done one after the other.
const largeBody = 512 << 10

// pack makes a body of an article ready for the archive. after names the one before it, "" where there is none: then it
// is built on one of the outlet's.
func (w *Watcher) pack(ctx context.Context, a news.Article, body []byte, after string) (archive.Packed, error) {
	if len(body) > largeBody {
		select {
		case w.packing <- struct{}{}:
			defer func() { <-w.packing }()
		case <-ctx.Done():
			return archive.Packed{}, ctx.Err()
		}
	}
	if after != "" {
		return w.Archive.Pack(ctx, body, after)
	}
	like, err := w.DB.Alike(ctx, a)
	if err != nil {
		return archive.Packed{}, err
	}
	return w.Archive.PackFirst(ctx, body, like)
}

// readPage reads a page, and gives all that it shows too. What would take too much memory is not read, or not beside
// others of the kind.
func (w *Watcher) readPage(ctx context.Context, page extract.Page) (news.Document, []string, error) {
	tags := bytes.Count(page.Body, []byte{'<'})
	if tags > mostTags {
		return news.Document{
			Outcome: news.TooLarge, Reason: fmt.Sprintf("it has %d tags, more than %d", tags, mostTags), Edition: extract.Edition,
		}, nil, nil
	}
	if tags > heavyTags || len(page.Body) > heavyPage {
		select {
		case w.heavy <- struct{}{}:
			defer func() { <-w.heavy }()
			// Before and after it there is as much to sweep up as it takes itself, and all three together are what counts.
			runtime.GC()
			defer runtime.GC()
		case <-ctx.Done():
			return news.Document{}, nil, ctx.Err()
		}
	}
	document, visible := extract.ReadBoth(ctx, page)
	if text := textBytes(document); text > mostText {
		return news.Document{
			Outcome: news.TooLarge, Reason: fmt.Sprintf("its text has %d bytes, more than %d", text, mostText), Edition: extract.Edition,
		}, nil, nil
	}
	return document, visible, nil
}

func textBytes(d news.Document) (n int) {
	for _, b := range d.Blocks {
		n += len(b.Text)
	}
	return n
}
