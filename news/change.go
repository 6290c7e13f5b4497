package news

import "time"

// EditKind says what was done to a block or sentence.
type EditKind string

// The kinds of edit.
const (
	Insert  EditKind = "insert"
	Delete  EditKind = "delete"
	Replace EditKind = "replace" // some or all of its words
	Move    EditKind = "move"    // to another place, perhaps with words changed inside
	Split   EditKind = "split"   // one block into several
	Merge   EditKind = "merge"   // several blocks into one
)

// Op says whether a span of text stands in both wordings, or in one.
type Op string

// The three ops. Joining the Same and Removed spans of an edit gives its Before, the Same and Added ones its After.
const (
	Same    Op = "same"
	Added   Op = "added"
	Removed Op = "removed"
)

// A Span is a run of whole words within an edit. The places count Unicode characters: where the span begins in the
// edit's Before, and in its After. What was added is put in at its place of Before; what was removed stood at its place
// of After. A blank before a word belongs to its span, but for one that stands before both wordings of a change: that is
// unchanged.
type Span struct {
	Op       Op     `json:"op"`
	Text     string `json:"text"`
	BeforeAt int    `json:"before_at"`
	AfterAt  int    `json:"after_at"`

	// Of a Same span that is the words of a link which leads elsewhere now: the targets that it had and has.
	From string `json:"link_from,omitempty"`
	To   string `json:"link_to,omitempty"`
}

// Relinked says that the span's words lead elsewhere now.
func (s Span) Relinked() bool { return s.From != s.To }

// Meaning is what an edit does to what the reader is told.
type Meaning string

// The meanings; the words are what filters and JSON use. A headline edit has a meaning of its own and may have others.
const (
	MeansHeadline    Meaning = "headline"
	MeansStandfirst  Meaning = "standfirst"
	MeansByline      Meaning = "byline"
	MeansDate        Meaning = "date"
	MeansNumber      Meaning = "number"
	MeansName        Meaning = "name"
	MeansNegation    Meaning = "negation"
	MeansQuotation   Meaning = "quotation"
	MeansAttribution Meaning = "attribution"
	MeansHedging     Meaning = "hedging"
	MeansNotice      Meaning = "notice"
	MeansRemoved     Meaning = "removed" // a passage went
	MeansAdded       Meaning = "added"   // a passage came
	MeansLink        Meaning = "link"
	MeansCaption     Meaning = "caption"
	MeansWording     Meaning = "wording"
	MeansSpelling    Meaning = "spelling"
	MeansPunctuation Meaning = "punctuation"
)

// Meanings lists them all, weightiest first: the order in which pages name them.
func Meanings() []Meaning {
	return []Meaning{
		MeansNegation, MeansNumber, MeansName, MeansQuotation, MeansAttribution, MeansHeadline, MeansRemoved, MeansDate,
		MeansNotice, MeansHedging, MeansAdded, MeansStandfirst, MeansByline, MeansCaption, MeansLink, MeansWording,
		MeansSpelling, MeansPunctuation,
	}
}

// An Edit is one thing that was done to one block (or, in a split or merge, to several).
type Edit struct {
	Kind     EditKind  `json:"kind"`
	Block    BlockKind `json:"block"`
	From     int       `json:"from"`   // place of the (first) block in the old version's [Parts]; -1 when it has none
	To       int       `json:"to"`     // place of the (first) block in the new version's [Parts]; -1 when it has none
	Before   string    `json:"before"` // the whole wording of the block before; several blocks are joined by newlines
	After    string    `json:"after"`
	Spans    []Span    `json:"spans"` // Before and After word by word
	Meanings []Meaning `json:"meanings"`
	Weight   float64   `json:"weight"`           // 0 to 1
	Reason   string    `json:"reason,omitempty"` // what it does, in words: "the number of dead went from 12 to 21"
}

// A Change is the step from one version to the next. It happened between two looks: After SeenBefore, not later than
// SeenAfter.
type Change struct {
	ID         int64
	ArticleID  int64
	N          int       // its name within the article, for ever
	From, To   int       // numbers of versions
	SeenBefore time.Time // the last look that saw From
	SeenAfter  time.Time // the first look that saw To
	Redesigned bool      // the outlet's template changed at the same time
	Silent     bool      // the meaning changed, and neither a notice nor the modified date says so
	Weight     float64   // 0 to 1
	Summary    string    // one line of plain English
	Edits      []Edit
	Meanings   []Meaning

	EditsLeftOut bool // there are too many for a list: whoever wants them asks for this change alone

	Confirmed  time.Time // when another look bore it out; zero while it was seen once only, and is told to nobody
	Alternates time.Time // since when its two texts are known to be served in turn; zero for a plain change
	Withdrawn  time.Time // since when it does not stand any more; zero for one that does
	FromLooks  int       // of alternates: at how many looks the text of From was seen …
	ToLooks    int       // … and that of To
}

// EventKind says what befell an article besides its changes.
type EventKind string

// The kinds of event.
const (
	WasGone     EventKind = "gone"       // 404, 410 or a soft 404 at two looks
	CameBack    EventKind = "back"       // it is there again
	WasMoved    EventKind = "moved"      // to another URL
	Alternates  EventKind = "alternates" // two texts are served in turn: a [Change] with Alternates set, of this kind in lists
	Claimed     EventKind = "claimed"    // the publisher's modified date moved, and nothing else did
	WasRested   EventKind = "rest"       // it is not looked at any more
	Redesigned  EventKind = "redesigned" // the outlet's template changed, the text did not
	CommentGone EventKind = "comments"   // comments are no longer on the page
)

// An Event is something that befell an article without making a version.
type Event struct {
	ID         int64
	ArticleID  int64
	Kind       EventKind
	SeenBefore time.Time // the last look before it
	SeenAfter  time.Time // the look that showed it
	Detail     string    // in words
}

// Parts gives all the comparable pieces of a document in order, headline and byline first: the places that
// [Edit.From] and [Edit.To] count in.
func Parts(headline, byline string, blocks []Block) []Block {
	parts := make([]Block, 0, len(blocks)+2)
	if headline != "" {
		parts = append(parts, Block{Kind: Headline, Text: headline})
	}
	if byline != "" {
		parts = append(parts, Block{Kind: Byline, Text: byline})
	}
	return append(parts, blocks...)
}

// Parts gives the version's comparable pieces, see [Parts].
func (v Version) Parts() []Block { return Parts(v.Headline, v.Byline, v.Blocks) }

// Parts gives the document's comparable pieces, see [Parts].
func (d Document) Parts() []Block { return Parts(d.Headline, d.Byline(), d.Blocks) }
