package meaning

import (
	"math"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// facts finds what one wording says and the other does not.
func (j *judge) facts(m *marked) []finding {
	before, after := outside(j.read(m.before), m.gone), outside(j.read(m.after), m.come)
	gone, come := without(before, after), without(after, before)
	pick := func(kind news.Meaning) (g, c []fact) { return of(gone, kind), of(come, kind) }
	var found []finding
	g, c := pick(news.MeansNumber)
	found = append(found, numberFindings(sided(g, c))...)
	g, c = pick(news.MeansDate)
	found = append(found, pairFindings(news.MeansDate, 0.5, "the date", g, c)...)
	found = append(found, j.nameFindings(m, before, after)...)
	g, c = pick(news.MeansNegation)
	found = append(found, j.negationFindings(m, g, c)...)
	g, c = pick(news.MeansAttribution)
	found = append(found, attributionFindings(m, g, c)...)
	g, c = pick(news.MeansHedging)
	found = append(found, hedgingFindings(m, g, c)...)
	return found
}

// sided drops soft numbers that have nothing on the other side to be set against.
func sided(gone, come []fact) (g, c []fact) {
	isSoft := func(f fact) bool { return f.soft }
	g, c = gone, come
	if len(come) == 0 || !slices.ContainsFunc(slices.Concat(gone, come), func(f fact) bool { return !f.soft }) && len(gone) != len(come) {
		g = slices.DeleteFunc(slices.Clone(gone), isSoft)
	}
	if len(gone) == 0 || len(g) != len(gone) {
		c = slices.DeleteFunc(slices.Clone(come), isSoft)
	}
	return g, c
}

// numberFindings pairs the numbers of both wordings in their order.
func numberFindings(gone, come []fact) []finding {
	var found []finding
	for i := range max(len(gone), len(come)) {
		switch {
		case i >= len(gone):
			found = append(found, finding{news.MeansNumber, 0.45, "a number came: " + quote(counted(come[i]))})
		case i >= len(come):
			found = append(found, finding{news.MeansNumber, 0.5, "a number went: " + quote(counted(gone[i]))})
		default:
			found = append(found, finding{news.MeansNumber, 0.6 + 0.3*distance(gone[i], come[i]), became(gone[i], come[i])})
		}
	}
	return found
}

func counted(f fact) string { return strings.TrimSpace(f.text + " " + f.noun) }

// became says how a number changed, and of what, where both wordings count the same.
func became(from, to fact) string {
	if from.noun != "" && strings.EqualFold(from.noun, to.noun) {
		return "the number of " + from.noun + " went from " + from.text + " to " + to.text
	}
	return quote(counted(from)) + " became " + quote(counted(to))
}

// distance says from 0 to 1 how far apart two numbers are.
func distance(a, b fact) float64 {
	most := max(math.Abs(a.value), math.Abs(b.value))
	if math.IsNaN(most) || most == 0 {
		return 0.5
	}
	return min(1, math.Abs(a.value-b.value)/most)
}

// pairFindings tells the facts of one kind that changed, came or went.
func pairFindings(kind news.Meaning, weight float64, what string, gone, come []fact) []finding {
	var found []finding
	for i := range max(len(gone), len(come)) {
		switch {
		case i >= len(gone):
			found = append(found, finding{kind, weight * 0.7, what + " " + quote(come[i].text) + " came"})
		case i >= len(come):
			found = append(found, finding{kind, weight * 0.8, what + " " + quote(gone[i].text) + " went"})
		default:
			found = append(found, finding{kind, weight, what + " went from " + quote(gone[i].text) + " to " + quote(come[i].text)})
		}
	}
	return found
}

// nameFindings compares which names the wordings have at all: one that is only named more often is no news.
func (j *judge) nameFindings(m *marked, before, after []fact) []finding {
	gone := strangers(of(before, news.MeansName), of(after, news.MeansName), m.after)
	come := strangers(of(after, news.MeansName), of(before, news.MeansName), m.before)
	switch {
	case len(gone) == 0 && len(come) == 0:
		return nil
	case len(gone) == 0:
		return []finding{{news.MeansName, 0.4, "a name came: " + quote(nameRun(come))}}
	case len(come) == 0:
		return []finding{{news.MeansName, 0.5, "a name went: " + quote(nameRun(gone))}}
	default:
		return []finding{{news.MeansName, 0.7, "the name went from " + quote(nameRun(gone)) + " to " + quote(nameRun(come))}}
	}
}

// strangers gives the names that the others do not have, nor the other text without the capital.
func strangers(names, others []fact, text string) []fact {
	known := map[string]bool{}
	for _, w := range bare(text) {
		known[w] = true
	}
	for _, f := range others {
		known[f.key] = true
	}
	return slices.DeleteFunc(slices.Clone(names), func(f fact) bool { return known[f.key] })
}

// nameRun gives the first of the names with those right behind it.
func nameRun(names []fact) string {
	text := names[0].text
	for i := 1; i < len(names) && names[i].start == names[i-1].end+1; i++ {
		text += " " + names[i].text
	}
	return text
}

// negationFindings finds words that turned into their opposite, and a "not" that came or went.
func (j *judge) negationFindings(m *marked, gone, come []fact) []finding {
	for _, g := range gone {
		for _, c := range come {
			if g.reversal && c.reversal && g.group == c.group && g.side != c.side {
				return []finding{{news.MeansNegation, 0.9, quote(g.text) + " became " + quote(c.text)}}
			}
		}
	}
	for _, g := range m.groups {
		if from, to, ok := j.turned(bare(g.removed), bare(g.added)); ok {
			return []finding{{news.MeansNegation, 0.9, quote(from) + " became " + quote(to)}}
		}
	}
	not := func(f fact) bool { return f.reversal }
	gone = m.within(slices.DeleteFunc(gone, not), false)
	come = m.within(slices.DeleteFunc(come, not), true)
	switch {
	case len(come) > 0:
		return []finding{{news.MeansNegation, 0.85, quote(m.around(come[0], true)) + " is new"}}
	case len(gone) > 0:
		return []finding{{news.MeansNegation, 0.85, quote(m.around(gone[0], false)) + " is gone"}}
	default:
		return nil
	}
}

// turned finds a word that got a beginning that makes it its opposite, or lost it.
func (j *judge) turned(removed, added []string) (from, to string, ok bool) {
	for _, r := range removed {
		for _, a := range added {
			for _, start := range j.lex.negatives {
				if (start+r == a || start+a == r) && min(len(r), len(a)) > 3 {
					return r, a, true
				}
			}
		}
	}
	return "", "", false
}

// longClause is how many words make a clause that came or went more than a turn of what was said: a "not" in it says
// something about the clause.
const longClause = 6

// within drops the facts that lie in a long clause which only came or only went.
func (m *marked) within(facts []fact, come bool) []fact {
	return slices.DeleteFunc(slices.Clone(facts), func(f fact) bool {
		for _, g := range m.groups {
			where, own, other := g.before, g.removed, g.added
			if come {
				where, own, other = g.after, g.added, g.removed
			}
			if where.Start <= f.start && f.start < where.End {
				return len(bare(other)) == 0 && len(bare(own)) > longClause
			}
		}
		return false
	})
}

// around gives a fact with the words that changed with it, if they are few.
func (m *marked) around(f fact, come bool) string {
	for _, g := range m.groups {
		where, own := g.before, g.removed
		if come {
			where, own = g.after, g.added
		}
		if where.Start <= f.start && f.start < where.End && len(prose.Words(own)) <= longClause {
			return trim(own)
		}
	}
	return f.text
}

// attributionFindings finds who says it, and how surely.
func attributionFindings(m *marked, gone, come []fact) []finding {
	switch {
	case len(gone) == 0 && len(come) == 0:
		return nil
	case len(gone) > 0 && len(come) > 0:
		weight := 0.6
		if come[0].key == string(claims) {
			weight = 0.7
		}
		return []finding{{news.MeansAttribution, weight, quote(gone[0].text) + " became " + quote(come[0].text)}}
	case len(come) > 0:
		return []finding{{news.MeansAttribution, 0.45, "an attribution came: " + quote(m.around(come[0], true))}}
	default:
		return []finding{{news.MeansAttribution, 0.65, "an attribution went: " + quote(m.around(gone[0], false))}}
	}
}

// hedgingFindings finds a "reportedly" that came or went.
func hedgingFindings(m *marked, gone, come []fact) []finding {
	gone, come = m.within(gone, false), m.within(come, true)
	switch {
	case len(come) > 0:
		return []finding{{news.MeansHedging, 0.5, "it is put less surely: " + quote(m.around(come[0], true)) + " is new"}}
	case len(gone) > 0:
		return []finding{{news.MeansHedging, 0.6, "it is put more surely: " + quote(m.around(gone[0], false)) + " is gone"}}
	default:
		return nil
	}
}

// quotes finds quotations that were changed, cut, added or dropped.
func (j *judge) quotes(m *marked) []finding {
	if m.Block == news.Quote && len(m.groups) > 0 && j.style(m)[0].meaning == news.MeansWording {
		return []finding{{news.MeansQuotation, 0.65, j.pairOf(m, "was said to be")}}
	}
	gone, come := unmatched(quoted(m.before, m.gone), quoted(m.after, m.come))
	var found []finding
	for i := range max(len(gone), len(come)) {
		switch {
		case i >= len(gone):
			found = append(found, finding{news.MeansQuotation, 0.45, "a quotation came: " + quote(come[i])})
		case i >= len(come):
			found = append(found, finding{news.MeansQuotation, 0.6, "a quotation went: " + quote(gone[i])})
		default:
			if f, ok := requoted(gone[i], come[i]); ok {
				found = append(found, f)
			}
		}
	}
	return found
}

// requoted says what was done to a quotation; nothing if only marks or capitals changed.
func requoted(from, to string) (finding, bool) {
	was, is := strings.Join(bare(from), " "), strings.Join(bare(to), " ")
	switch {
	case was == is:
		return finding{}, false
	case strings.Contains(was, is):
		return finding{news.MeansQuotation, 0.6, "a quotation was cut to " + quote(to)}, true
	case strings.Contains(is, was):
		return finding{news.MeansQuotation, 0.5, "a quotation grew to " + quote(to)}, true
	default:
		return finding{news.MeansQuotation, 0.7, "a quotation went from " + quote(from) + " to " + quote(to)}, true
	}
}
