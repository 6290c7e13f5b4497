package watch

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// A revision is what has to be written so that the history that is kept becomes one that was made anew. What a number
// named it goes on naming: a version keeps its number with its text, a change with its two versions.
type revision struct {
	article  news.Article
	moved    bool // the article itself says something else
	numbers  map[int]int
	newTexts []*strand
	texts    []news.Version // that were seen otherwise, or stand again
	links    []news.Version // whose links lead elsewhere than was kept
	oldTexts []news.Version // that do not stand any more
	newSteps []news.Change
	steps    []news.Change // that are otherwise
	oldSteps []news.Change // that do not stand any more
	tell     []news.Event
	untell   []news.Event
	remarks  []store.CommentRow
	silenced []string // keys of comments that no look shows
	readings []news.Capture
}

// Empty says that there is no difference.
func (r revision) Empty() bool {
	return !r.moved && len(r.newTexts)+len(r.texts)+len(r.links)+len(r.oldTexts)+len(r.newSteps)+len(r.steps)+len(r.oldSteps)+
		len(r.tell)+len(r.untell)+len(r.remarks)+len(r.silenced)+len(r.readings) == 0
}

// String says in a line what is different.
func (r revision) String() string {
	var parts []string
	say := func(n int, what string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, what))
		}
	}
	say(len(r.newTexts), "versions new")
	say(len(r.texts), "versions seen otherwise")
	say(len(r.links), "versions with other links")
	say(len(r.oldTexts), "versions withdrawn")
	say(len(r.newSteps), "changes new")
	say(len(r.steps), "changes otherwise")
	say(len(r.oldSteps), "changes withdrawn")
	say(len(r.tell)+len(r.untell), "events otherwise")
	say(len(r.remarks)+len(r.silenced), "comments otherwise")
	say(len(r.readings), "captures otherwise")
	if len(parts) == 0 && r.moved {
		return "the article's state"
	}
	if len(parts) == 0 {
		return "no difference"
	}
	return strings.Join(parts, ", ")
}

// revise compares a history that was made anew with what is kept. a is the article as it is now.
func revise(ctx context.Context, q store.Queries, h *rewoven, a news.Article) (revision, error) {
	r := revision{numbers: map[int]int{}}
	rows, err := q.Texts(ctx, a.ID)
	if err != nil {
		return r, err
	}
	leads := r.reviseTexts(h, rows)
	changes, err := q.AllChanges(ctx, a.ID)
	if err != nil {
		return r, err
	}
	if err := r.reviseSteps(h, changes, leads); err != nil {
		return r, err
	}
	events, err := q.Events(ctx, a.ID)
	if err != nil {
		return r, err
	}
	r.reviseEvents(h, events)
	comments, err := q.Comments(ctx, a.ID)
	if err != nil {
		return r, err
	}
	r.reviseComments(h, comments)
	r.reviseReadings(h)
	r.reviseArticle(h, a)
	return r, nil
}

// reviseTexts gives every version its number, and says to which number each old one leads.
func (r *revision) reviseTexts(h *rewoven, rows []store.Text) (leads map[int]int) {
	last := 0
	for _, row := range rows {
		last = max(last, row.N)
	}
	leads = map[int]int{}
	rowOf := keptTexts(h.texts, rows)
	for place, s := range h.texts {
		row := rowOf[s]
		if row == nil {
			last++
			r.numbers[place+1], s.N = last, last
			r.newTexts = append(r.newTexts, s)
			continue
		}
		r.numbers[place+1], leads[row.N], s.N = row.N, row.N, row.N
		r.reviseText(s, *row)
	}
	r.withdraw(h, rows, leads)
	return leads
}

// keptTexts finds the kept version of each that was made anew: one of its text, and rather one whose links lead to the same
// pages, then one that stands, then the latest. Where only the links are otherwise a version keeps its number.
func keptTexts(texts []*strand, rows []store.Text) map[*strand]*store.Text {
	found, taken := map[*strand]*store.Text{}, map[int]bool{}
	for _, fits := range []func(s *strand, row store.Text) bool{
		func(s *strand, row store.Text) bool { return row.Links == s.Links && row.Withdrawn.IsZero() },
		func(s *strand, row store.Text) bool { return row.Links == s.Links },
		func(_ *strand, row store.Text) bool { return row.Withdrawn.IsZero() },
		func(*strand, store.Text) bool { return true },
	} {
		for _, s := range texts {
			for i := len(rows) - 1; i >= 0 && found[s] == nil; i-- {
				if row := &rows[i]; row.Key == s.Key && !taken[row.N] && fits(s, *row) {
					found[s], taken[row.N] = row, true
				}
			}
		}
	}
	return found
}

// reviseText notes what is otherwise of a version that keeps its number.
func (r *revision) reviseText(s *strand, row store.Text) {
	if !row.Withdrawn.IsZero() || !row.FirstSeen.Equal(s.FirstSeen) || !row.LastSeen.Equal(s.LastSeen) ||
		row.Looks != s.Looks || row.CaptureID != s.CaptureID || row.Edition != s.Edition {
		r.texts = append(r.texts, s.Version)
	}
	if row.Links != s.Links {
		r.links = append(r.links, s.Version)
	}
}

// withdraw notes the versions that do not stand any more, and which one each of them leads to.
func (r *revision) withdraw(h *rewoven, rows []store.Text, leads map[int]int) {
	showed := map[int64]int{}
	for _, c := range h.readings {
		showed[c.ID] = r.numbers[c.Version]
	}
	for _, row := range rows {
		if leads[row.N] != 0 {
			continue
		}
		old := row.Version
		old.SameAs = showed[old.CaptureID]
		leads[old.N] = old.SameAs
		if row.Withdrawn.IsZero() || row.SameAs != old.SameAs {
			if old.Withdrawn.IsZero() {
				old.Withdrawn = time.Now()
			}
			r.oldTexts = append(r.oldTexts, old)
		}
	}
}

// reviseSteps gives every change its number: that of the one which led from the same text to the same text.
func (r *revision) reviseSteps(h *rewoven, rows []news.Change, leads map[int]int) error {
	taken := map[int]bool{}
	for _, s := range h.steps {
		c := s.Change
		c.From, c.To = s.from.N, s.to.N
		row := sameStep(c, rows, leads, taken)
		if row == nil {
			r.newSteps = append(r.newSteps, c)
			continue
		}
		taken[row.N] = true
		c.N, c.ID = row.N, row.ID
		if !row.Confirmed.IsZero() && row.Withdrawn.IsZero() {
			c.Confirmed = row.Confirmed // what was told was told
			if h.doubted == s {
				h.doubted = nil
			}
		}
		same, err := store.SameChange(c, *row)
		if err != nil {
			return err
		}
		if !same {
			r.steps = append(r.steps, c)
		}
	}
	for _, row := range rows {
		if !taken[row.N] && row.Withdrawn.IsZero() {
			row.Withdrawn = time.Now()
			r.oldSteps = append(r.oldSteps, row)
		}
	}
	return nil
}

// sameStep finds the kept change that is this one: rather one that stands, rather from and to the very numbers, rather
// the same way round.
func sameStep(c news.Change, rows []news.Change, leads map[int]int, taken map[int]bool) *news.Change {
	var best *news.Change
	bestRank := 0
	for i := range rows {
		row := &rows[i]
		rank := 0
		switch {
		case taken[row.N]:
		case row.From == c.From && row.To == c.To:
			rank = 6
		case leads[row.From] == c.From && leads[row.To] == c.To:
			rank = 4
		case leads[row.From] == c.To && leads[row.To] == c.From:
			rank = 2
		}
		if rank > 0 && row.Withdrawn.IsZero() {
			rank++
		}
		if rank > bestRank {
			best, bestRank = row, rank
		}
	}
	return best
}

// woven says that events of a kind are made of looks at the page alone.
func woven(k news.EventKind) bool {
	switch k {
	case news.WasGone, news.CameBack, news.Redesigned, news.Alternates, news.Claimed, news.CommentGone:
		return true
	default:
		return false
	}
}

func (r *revision) reviseEvents(h *rewoven, rows []news.Event) {
	type fact struct {
		kind          news.EventKind
		before, after int64
		detail        string
	}
	factOf := func(e news.Event) fact {
		return fact{e.Kind, e.SeenBefore.UnixMicro(), e.SeenAfter.UnixMicro(), e.Detail}
	}
	kept := map[fact]int{}
	for _, e := range h.events {
		kept[factOf(e.Event)]++
	}
	for _, e := range rows {
		if !woven(e.Kind) {
			continue
		}
		if kept[factOf(e)] > 0 {
			kept[factOf(e)]--
		} else {
			r.untell = append(r.untell, e)
		}
	}
	for _, e := range h.events {
		if kept[factOf(e.Event)] > 0 {
			kept[factOf(e.Event)]--
			r.tell = append(r.tell, e.Event)
		}
	}
}

func (r *revision) reviseComments(h *rewoven, rows []store.CommentRow) {
	had := map[string]store.CommentRow{}
	for _, row := range rows {
		had[store.CommentKey(row.Comment)] = row
	}
	for _, m := range h.comments {
		row, known := had[m.key]
		delete(had, m.key)
		if !known || !row.FirstSeen.Equal(m.FirstSeen) || !row.LastSeen.Equal(m.LastSeen) || !row.Gone.Equal(m.Gone) {
			r.remarks = append(r.remarks, m.CommentRow)
		}
	}
	for key := range had {
		r.silenced = append(r.silenced, key)
	}
}

// reviseReadings tells what is otherwise of the captures; those that nobody had read are none of it.
func (r *revision) reviseReadings(h *rewoven) {
	for i := range h.readings {
		c := &h.readings[i]
		c.Version = r.numbers[c.Version]
		if was := h.were[i]; was.Read.IsZero() || was.Outcome != c.Outcome || was.Reason != c.Reason || was.Version != c.Version {
			r.readings = append(r.readings, *c)
		}
	}
}

func (r *revision) reviseArticle(h *rewoven, a news.Article) {
	r.article = h.into(a)
	if h.current == nil {
		r.article.Current = 0
	}
	if len(h.unread) > 0 || r.article.Current != a.Current {
		r.article.ETag, r.article.LastModified = "", "" // they may be those of another text
	}
	r.moved = !sameHistory(r.article, a) || r.article.Headline != a.Headline || r.article.Language != a.Language
}

// recordHistory writes a history that was made anew over what stands, all of it or nothing.
func (w *Watcher) recordHistory(ctx context.Context, tx *store.Tx, h *rewoven) (revision, error) {
	a, err := tx.LockArticle(ctx, h.first.ID)
	if err != nil {
		return revision{}, err
	}
	n, err := tx.CountCaptures(ctx, a.ID)
	if err != nil {
		return revision{}, err
	}
	if n != h.captures {
		return revision{}, errStale
	}
	r, err := revise(ctx, tx.Queries, h, a)
	if err != nil || r.Empty() && !a.Reweave {
		return r, err
	}
	for _, record := range []func(context.Context, *store.Tx, *rewoven) error{
		r.recordTexts, r.recordSteps, r.recordEvents, r.recordReadings,
	} {
		if err := record(ctx, tx, h); err != nil {
			return r, err
		}
	}
	if !r.article.Doubted.Equal(a.Doubted) {
		if r.article, err = w.reschedule(ctx, tx, r.article); err != nil {
			return r, err
		}
	}
	if err := tx.ArticleLooked(ctx, r.article); err != nil {
		return r, err
	}
	if err := tx.FirstSeen(ctx, a.ID, h.began); err != nil {
		return r, err
	}
	return r, tx.Woven(ctx, a.ID)
}

func (r *revision) recordTexts(ctx context.Context, tx *store.Tx, h *rewoven) error {
	for _, s := range r.newTexts {
		v, err := tx.AddVersion(ctx, s.Version)
		if err != nil {
			return err
		}
		if v.N != s.N {
			return errStale
		}
	}
	for _, v := range r.texts {
		v.ArticleID = h.article
		if err := tx.PutVersionSeen(ctx, v); err != nil {
			return err
		}
	}
	for _, v := range r.links {
		v.ArticleID = h.article
		if err := tx.PutVersionLinks(ctx, v); err != nil {
			return err
		}
	}
	for _, v := range r.oldTexts {
		if err := tx.WithdrawVersion(ctx, v); err != nil {
			return err
		}
	}
	return nil
}

func (r *revision) recordSteps(ctx context.Context, tx *store.Tx, _ *rewoven) error {
	for _, c := range r.newSteps {
		if err := tx.AddChange(ctx, c); err != nil {
			return err
		}
	}
	for _, c := range r.steps {
		if err := tx.PutChange(ctx, c); err != nil {
			return err
		}
	}
	for _, c := range r.oldSteps {
		if err := tx.ChangeStands(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (r *revision) recordEvents(ctx context.Context, tx *store.Tx, h *rewoven) error {
	for _, e := range r.tell {
		if err := tx.AddEvent(ctx, e); err != nil {
			return err
		}
	}
	for _, e := range r.untell {
		if err := tx.DropEvent(ctx, e.ID); err != nil {
			return err
		}
	}
	for _, c := range r.remarks {
		if err := tx.PutComment(ctx, h.article, c); err != nil {
			return err
		}
	}
	for _, key := range r.silenced {
		if err := tx.DropComment(ctx, h.article, key); err != nil {
			return err
		}
	}
	return nil
}

func (r *revision) recordReadings(ctx context.Context, tx *store.Tx, _ *rewoven) error {
	for _, c := range r.readings {
		if err := tx.PutReading(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
