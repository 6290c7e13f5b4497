package fetch

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxRobots is how much of a robots.txt is read, the least that RFC 9309 asks for.
const maxRobots = 500 << 10

// maxRobotsLine is where a line is cut, eight times the longest URL that browsers take.
const maxRobotsLine = 8*2083 - 1

// Allowed says whether a robots.txt lets an agent ask for a URL, by RFC 9309: the groups that name the agent count
// together, else those for all; the longest rule that matches decides, and Allow where two are equally long. The agent is
// a product token ("stemma"), compared without case.
func Allowed(robots []byte, agent, url string) bool {
	return parseRobots(robots, agent).allowed(url)
}

// A robotsFile is what a robots.txt says to one agent.
type robotsFile struct {
	rules []robotsRule
	delay time.Duration // Crawl-delay, which is no part of the RFC
}

type robotsRule struct {
	allow   bool
	pattern string
}

// allowed compares the path and query of a URL with the rules.
func (f robotsFile) allowed(url string) bool {
	path := normalPath(pathOf(url))
	allow, longest := true, -1
	for _, r := range f.rules {
		if n := len(r.pattern); (n > longest || n == longest && r.allow) && matches(r.pattern, path) {
			allow, longest = r.allow, n
		}
	}
	return allow
}

// pathOf gives the path and query of a URL.
func pathOf(url string) string {
	if _, rest, ok := strings.Cut(url, "://"); ok {
		url = rest
		i := strings.IndexAny(url, "/?#")
		if i < 0 {
			return "/"
		}
		url = url[i:]
	}
	url, _, _ = strings.Cut(url, "#")
	if !strings.HasPrefix(url, "/") {
		url = "/" + url
	}
	return url
}

// matches says that a path begins as the pattern says, in which "*" is any text and "$" at the end is the end. Taking the
// first place for every piece is enough, since what follows may only lie further on.
func matches(pattern, path string) bool {
	pattern, anchored := strings.CutSuffix(pattern, "$")
	pieces := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, pieces[0])
	if !ok {
		return false
	}
	for i, piece := range pieces[1:] {
		if anchored && i == len(pieces)-2 {
			return strings.HasSuffix(rest, piece)
		}
		at := strings.Index(rest, piece)
		if at < 0 {
			return false
		}
		rest = rest[at+len(piece):]
	}
	return !anchored || rest == ""
}

// normalPath percent-encodes what is not ASCII and writes the digits of escapes in capitals. Escapes of ordinary
// characters stay: robots.txt writers and the large crawlers take them literally.
func normalPath(path string) string {
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case c >= 0x80:
			fmt.Fprintf(&b, "%%%02X", c)
		case c == '%' && i+2 < len(path):
			b.WriteString(strings.ToUpper(path[i : i+3]))
			i += 2
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// parseRobots reads the lines that are for one agent.
func parseRobots(robots []byte, agent string) robotsFile {
	robots = bytes.TrimPrefix(robots[:min(len(robots), maxRobots)], []byte("\xef\xbb\xbf"))
	var named, everyone robotsFile // the groups for the agent, and those for all
	var g groupState
	found := false
	for line := range bytes.FieldsFuncSeq(robots, func(r rune) bool { return r == '\n' || r == '\r' }) {
		key, value := robotsLine(string(line[:min(len(line), maxRobotsLine)]))
		switch key {
		case "user-agent":
			g.name(value, agent)
			found = found || g.ours
		case "allow", "disallow":
			g.open = false
			g.each(&named, &everyone, func(f *robotsFile) { f.add(key == "allow", value) })
		case "crawl-delay":
			g.each(&named, &everyone, func(f *robotsFile) { f.delay = max(f.delay, crawlDelay(value)) })
		}
	}
	if found {
		return named
	}
	return everyone
}

// groupState says for whom the lines of the current group are.
type groupState struct {
	open      bool // only user agents were named yet, the next one belongs to the same group
	ours, all bool
}

func (g *groupState) name(value, agent string) {
	if !g.open {
		*g = groupState{open: true}
	}
	if value == "*" || strings.HasPrefix(value, "* ") {
		g.all = true
	} else if token := productToken(value); token != "" && strings.EqualFold(token, agent) {
		g.ours = true
	}
}

func (g *groupState) each(named, everyone *robotsFile, do func(*robotsFile)) {
	if g.ours {
		do(named)
	}
	if g.all {
		do(everyone)
	}
}

// add adds a rule; an empty one says nothing. To allow a directory's index page is to allow the directory.
func (f *robotsFile) add(allow bool, pattern string) {
	if pattern == "" {
		return
	}
	pattern = normalPath(pattern)
	f.rules = append(f.rules, robotsRule{allow, pattern})
	for _, index := range []string{"/index.html", "/index.htm"} {
		if dir, ok := strings.CutSuffix(pattern, index); ok && allow {
			f.rules = append(f.rules, robotsRule{true, dir + "/$"})
		}
	}
}

// robotsLine takes a line apart. The colon may be missing, and "disallow" is often misspelt.
func robotsLine(line string) (key, value string) {
	line, _, _ = strings.Cut(line, "#")
	line = strings.Trim(line, " \t\x00")
	key, value, ok := strings.Cut(line, ":")
	if !ok {
		fields := strings.Fields(line)
		if len(fields) != 2 {
			return "", ""
		}
		key, value = fields[0], fields[1]
	}
	key = strings.ToLower(strings.TrimSpace(key))
	if slices.Contains([]string{"dissallow", "dissalow", "disalow", "diasllow", "disallaw"}, key) {
		key = "disallow"
	}
	if key == "useragent" || key == "user agent" {
		key = "user-agent"
	}
	return key, strings.TrimSpace(value)
}

func crawlDelay(value string) time.Duration {
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || !(seconds > 0) {
		return 0
	}
	return time.Duration(min(seconds, 86400) * float64(time.Second))
}

// productToken gives the name that a user agent begins with: letters, "_" and "-".
func productToken(agent string) string {
	for i := range len(agent) {
		c := agent[i] | 0x20
		if (c < 'a' || c > 'z') && agent[i] != '_' && agent[i] != '-' {
			return agent[:i]
		}
	}
	return agent
}
