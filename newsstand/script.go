package newsstand

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/news"
)

// A script tells one story: its blocks, and step by step what the newsroom does to them later. Scripts stand in
// stories/HOUSE.txt, an item a line:
//
//	story NAME              begins a story
//	section NAME            where the outlet files it
//	early                   it is published among the first
//	with KEY = A | B | C    what {KEY} stands for, by seed and cycle; forms of one choice as A/A's, used as {KEY.2}
//	and KEY = D | E | F     likewise, chosen together with the line before
//	by, h, s, c TEXT        byline, headline, standfirst, caption
//	5 TEXT                  paragraph 5; 5# a heading, 5> a quote, 5* a list item
//	link 5 WORDS => URL     these words of block 5 lead there
//	test TEXT               another headline, served in turn with h for a while
//	~ MEANING [silent] [brief]    begins a step, with - where only the place changes; silent leaves the modified date
//	                        alone, brief is soon followed by the next step
//	5: OLD => NEW           some words of block 5
//	=5 TEXT                 the whole of block 5
//	@5 URL                  the link in block 5 leads elsewhere
//	-5                      block 5 goes
//	+9 after 5: TEXT        block 9 comes
//	^5 after 2              block 5 moves
//	/5 at WORDS             block 5 is split before these words
//	&5 6                    block 6 is joined to block 5
//	n TEXT                  a correction notice comes at the end
//	carry HOUSE drop 5 7 follow 1 3    another outlet carries the story without these blocks and follows these steps;
//	                        the next line gives its headline
type script struct {
	name, house, section string
	early                bool
	choices              []choice
	blocks               []block
	test                 string
	steps                []step
	carries              []carry
	source               string // name of the agency, when this is another outlet's cut of its story
}

type choice struct {
	key     string
	options []string
	bound   bool // to the choice before it
}

// A step is what is done to a story in one go.
type step struct {
	meaning news.Meaning
	silent  bool
	brief   bool
	ops     []op
	origin  int // its number in the agency's script, from 1
}

// An op does one thing to one block; which fields it uses follows from the verb.
type op struct {
	verb  byte // one of : = @ - + ^ / &
	key   string
	kind  news.BlockKind // of a new block
	old   string
	text  string
	other string // the block that it refers to
}

type carry struct {
	house    string
	headline string
	drop     []string
	follow   []string
}

// parseScripts reads all stories of one file.
func parseScripts(house, text string) ([]*script, error) {
	p := scriptParser{house: house}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if err := p.line(line); err != nil {
			return nil, fmt.Errorf("stories of %s, line %d: %w", house, i+1, err)
		}
	}
	return p.scripts, nil
}

type scriptParser struct {
	house   string
	scripts []*script
	now     *script
}

func (p *scriptParser) line(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	if word == "story" {
		p.now = &script{name: rest, house: p.house}
		p.scripts = append(p.scripts, p.now)
		return nil
	}
	s := p.now
	switch {
	case s == nil:
		return fmt.Errorf("%q stands before the first story", line)
	case word == "~":
		return s.addStep(rest)
	case word == "carry":
		return s.addCarry(rest)
	case len(s.carries) > 0 && word == "h":
		s.carries[len(s.carries)-1].headline = rest
		return nil
	case len(s.steps) > 0:
		return s.addOp(line)
	default:
		return s.addItem(word, rest)
	}
}

func (s *script) addItem(word, rest string) error {
	switch word {
	case "section":
		s.section = rest
	case "early":
		s.early = true
	case "test":
		s.test = rest
	case "link":
		return s.addLink(rest)
	case "with", "and":
		key, options, ok := strings.Cut(rest, " = ")
		if !ok {
			return fmt.Errorf("with %q has no options", rest)
		}
		s.choices = append(s.choices, choice{key, strings.Split(options, " | "), word == "and"})
	default:
		key, kind, err := blockKey(word)
		if err != nil {
			return err
		}
		s.blocks = append(s.blocks, block{key: key, kind: kind, text: rest})
	}
	return nil
}

// addLink makes words of a block a link.
func (s *script) addLink(rest string) error {
	key, rest, _ := strings.Cut(rest, " ")
	words, target, ok := strings.Cut(rest, " => ")
	at := place(s.blocks, key)
	if !ok || at < 0 || strings.Count(s.blocks[at].text, words) != 1 {
		return fmt.Errorf("link %q does not say which words of which block lead where", rest)
	}
	s.blocks[at].words, s.blocks[at].target = words, target
	return nil
}

// blockKey tells from a block's name what kind it is.
func blockKey(word string) (string, news.BlockKind, error) {
	switch word {
	case "h":
		return word, news.Headline, nil
	case "by":
		return word, news.Byline, nil
	case "s":
		return word, news.Standfirst, nil
	case "c":
		return word, news.Caption, nil
	}
	key := strings.TrimRight(word, "#>*")
	if strings.Trim(key, "0123456789") != "" || key == "" {
		return "", "", fmt.Errorf("%q names no block", word)
	}
	switch word[len(key):] {
	case "":
		return key, news.Paragraph, nil
	case "#":
		return key, news.Heading, nil
	case ">":
		return key, news.Quote, nil
	case "*":
		return key, news.ListItem, nil
	default:
		return "", "", fmt.Errorf("%q is no kind of block", word)
	}
}

func (s *script) addStep(rest string) error {
	words := strings.Fields(rest)
	if len(words) == 0 {
		return fmt.Errorf("a step has no meaning")
	}
	meaning := news.Meaning(strings.Trim(words[0], "-"))
	if meaning != "" && !slices.Contains(news.Meanings(), meaning) {
		return fmt.Errorf("step %q has an unknown meaning", rest)
	}
	s.steps = append(s.steps, step{
		meaning: meaning,
		silent:  slices.Contains(words, "silent"),
		brief:   slices.Contains(words, "brief"),
		origin:  len(s.steps) + 1,
	})
	return nil
}

func (s *script) addOp(line string) error {
	o, err := parseOp(line)
	if err != nil {
		return err
	}
	last := &s.steps[len(s.steps)-1]
	last.ops = append(last.ops, o)
	return nil
}

func parseOp(line string) (op, error) {
	word, rest, _ := strings.Cut(line, " ")
	key := word[1:]
	switch word[0] {
	case 'n':
		return op{verb: '+', key: "n", kind: news.Notice, text: rest}, nil
	case '-':
		return op{verb: '-', key: key}, nil
	case '=', '@':
		return op{verb: word[0], key: key, text: rest}, nil
	case '&':
		return op{verb: '&', key: key, other: rest}, nil
	case '^':
		return op{verb: '^', key: key, other: strings.TrimPrefix(rest, "after ")}, nil
	case '/':
		return op{verb: '/', key: key, text: strings.TrimPrefix(rest, "at ")}, nil
	case '+':
		name, kind, err := blockKey(key)
		other, text, ok := strings.Cut(strings.TrimPrefix(rest, "after "), ": ")
		if err != nil || !ok {
			return op{}, fmt.Errorf("%q does not say what comes after which block", line)
		}
		return op{verb: '+', key: name, kind: kind, other: other, text: text}, nil
	}
	old, text, ok := strings.Cut(rest, " => ")
	if !ok || !strings.HasSuffix(word, ":") {
		return op{}, fmt.Errorf("%q is no op", line)
	}
	return op{verb: ':', key: strings.TrimSuffix(word, ":"), old: old, text: text}, nil
}

func (s *script) addCarry(rest string) error {
	c := carry{}
	list := &[]string{}
	for i, word := range strings.Fields(rest) {
		switch {
		case i == 0:
			c.house = word
		case word == "drop":
			list = &c.drop
		case word == "follow":
			list = &c.follow
		default:
			*list = append(*list, word)
		}
	}
	if c.house == "" {
		return fmt.Errorf("carry names no house")
	}
	s.carries = append(s.carries, c)
	return nil
}

// cut gives the story as another outlet carries it: its own headline, some blocks left out, some steps followed.
func (s *script) cut(c carry, agency string) *script {
	t := &script{name: s.name, house: c.house, section: s.section, choices: s.choices, source: agency}
	has := map[string]bool{}
	for _, b := range s.blocks {
		if slices.Contains(c.drop, b.key) {
			continue
		}
		if b.kind == news.Headline {
			b.text = c.headline
		}
		has[b.key] = true
		t.blocks = append(t.blocks, b)
	}
	for _, st := range s.steps {
		if !slices.Contains(c.follow, fmt.Sprint(st.origin)) {
			continue
		}
		st.ops = slices.DeleteFunc(slices.Clone(st.ops), func(o op) bool {
			return o.key == "h" || o.verb != '+' && !has[o.key] || o.other != "" && !has[o.other]
		})
		if len(st.ops) > 0 {
			t.steps = append(t.steps, st)
		}
	}
	return t
}
