package news

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// urlParts are the parts of an http or https URL, each as it is written there.
type urlParts struct {
	scheme, host, port, path, query string
}

func (u urlParts) String() string {
	s := u.scheme + "://" + u.host
	if u.port != "" {
		s += ":" + u.port
	}
	s += u.path
	if u.query != "" {
		s += "?" + u.query
	}
	return s
}

// join puts a reference without a scheme behind the base, as text that parseURL reads.
func (u urlParts) join(ref string) string {
	origin := urlParts{scheme: u.scheme, host: u.host, port: u.port}.String()
	ref = forwardSlashes(ref)
	switch {
	case strings.HasPrefix(ref, "//"):
		return u.scheme + ":" + ref
	case strings.HasPrefix(ref, "/"):
		return origin + ref
	case strings.HasPrefix(ref, "?"):
		return origin + u.path + ref
	case strings.HasPrefix(ref, "#"):
		return u.String()
	default:
		return origin + u.path[:strings.LastIndexByte(u.path, '/')+1] + ref
	}
}

// parseURL takes a URL apart as the URL standard does for http and https.
func parseURL(raw string) (urlParts, error) {
	s := stripControls(raw)
	if s == "" {
		return urlParts{}, errors.New("it is empty")
	}
	scheme, rest, ok := splitScheme(s)
	if !ok {
		return urlParts{}, errors.New("it must begin with http:// or https://")
	}
	rest, _, _ = strings.Cut(rest, "#")
	authority, rest := cutAt(strings.TrimLeft(forwardSlashes(rest), "/"), "/?")
	if strings.Contains(authority, "@") {
		return urlParts{}, errors.New("it carries a user name or password, which every reader would see")
	}
	host, port, err := hostAndPort(authority, scheme)
	if err != nil {
		return urlParts{}, err
	}
	path, query, _ := strings.Cut(rest, "?")
	return urlParts{scheme, host, port, cleanPath(path), escape(query, queryUnsafe)}, nil
}

// splitScheme gives what follows "http:" or "https:". The scheme is also given where it is another one, with ok false.
func splitScheme(s string) (scheme, rest string, ok bool) {
	scheme, rest, found := strings.Cut(s, ":")
	if !found || scheme == "" || !isLetter(scheme[0]) || strings.ContainsFunc(scheme, notInScheme) {
		return "", s, false
	}
	scheme = strings.ToLower(scheme)
	return scheme, rest, scheme == "http" || scheme == "https"
}

func notInScheme(r rune) bool {
	return r > 127 || !isLetter(byte(r)) && (r < '0' || r > '9') && r != '+' && r != '-' && r != '.'
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func hostAndPort(authority, scheme string) (host, port string, err error) {
	host = authority
	if i := strings.LastIndexByte(authority, ':'); i >= 0 && !strings.HasSuffix(authority, "]") {
		host, port = authority[:i], authority[i+1:]
	}
	if host, err = cleanHost(host); err != nil {
		return "", "", err
	}
	if port == "" {
		return host, "", nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return "", "", fmt.Errorf("its port %q is not a number up to 65535", port)
	}
	if scheme == "http" && n == 80 || scheme == "https" && n == 443 {
		return host, "", nil
	}
	return host, strconv.FormatUint(n, 10), nil
}

// hostProfile maps a host to ASCII as browsers do: UTS #46, not transitional, underscores and the like let through.
var hostProfile = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false),
	idna.BidiRule(), idna.CheckHyphens(false), idna.CheckJoiners(true))

func cleanHost(host string) (string, error) {
	if inner, ok := strings.CutPrefix(host, "["); ok {
		ip, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		if err != nil || !strings.HasSuffix(inner, "]") || ip.Zone() != "" {
			return "", fmt.Errorf("%q is no IPv6 address", host)
		}
		return "[" + ip.String() + "]", nil
	}
	plain := unescape(host)
	if len(plain) > 1000 { // before the mapping, whose cost grows with the square of the length
		return "", errors.New("its host is too long to be a host name")
	}
	ascii, err := toASCII(plain)
	ascii = strings.TrimSuffix(ascii, ".") // the root's dot names the same host
	if ascii == "" && err == nil {
		return "", errors.New("it names no host")
	}
	if err != nil || !utf8.ValidString(plain) || strings.ContainsFunc(ascii, forbiddenInHost) || len(ascii) > 253 ||
		strings.Contains("."+ascii+".", "..") {
		return "", fmt.Errorf("its host %q is no host name", host)
	}
	return checkIPv4(strings.ToLower(ascii))
}

// toASCII maps a host to ASCII; the hosts that are so already are let through without looking at the tables.
func toASCII(host string) (string, error) {
	special := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '.' }
	if !strings.ContainsFunc(host, special) && !strings.Contains(host, "xn--") {
		return host, nil
	}
	return hostProfile.ToASCII(host)
}

// checkIPv4 refuses a host whose last label is a number and that is no plain IPv4 address: 0x7f.1 and 2130706433 would
// mean 127.0.0.1 to some and nothing to others.
func checkIPv4(host string) (string, error) {
	last := host[strings.LastIndexByte(host, '.')+1:]
	numeric := strings.HasPrefix(last, "0x") || last != "" && strings.Trim(last, "0123456789") == ""
	if !numeric {
		return host, nil
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return "", fmt.Errorf("its host %q is no IPv4 address", host)
	}
	return ip.String(), nil
}

func forbiddenInHost(r rune) bool {
	return r <= ' ' || r > 126 || strings.ContainsRune(`#%/:<>?@[\]^|`, r)
}

// stripControls drops what browsers drop: blanks and controls at both ends, tabs and line breaks anywhere.
func stripControls(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' || r == '\u00a0' || r == '\ufeff' })
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, s)
}

// forwardSlashes turns the backslashes before the query round.
func forwardSlashes(s string) string {
	path, rest := cutAt(s, "?#")
	return strings.ReplaceAll(path, `\`, "/") + rest
}

// cutAt parts s before the first byte out of set.
func cutAt(s, set string) (before, from string) {
	if i := strings.IndexAny(s, set); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

const (
	pathUnsafe  = "\"<>`{}^ "
	queryUnsafe = "\"<>' "
)

// cleanPath resolves dot segments and encodes what may not stand in a path.
func cleanPath(path string) string {
	out := []string{}
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, segment := range segments {
		last := i == len(segments)-1
		switch plainDots(segment) {
		case ".":
			if last {
				out = append(out, "")
			}
		case "..":
			out = out[:max(0, len(out)-1)]
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, lonePercent(escape(segment, pathUnsafe)))
		}
	}
	return "/" + strings.Join(out, "/")
}

// plainDots spells the dots of a segment that is nothing but encoded dots.
func plainDots(segment string) string {
	if len(segment) > len("%2e%2e") || !strings.Contains(segment, "%") {
		return segment
	}
	return strings.NewReplacer("%2e", ".", "%2E", ".").Replace(segment)
}

// lonePercent encodes a percent sign that begins no escape: most software refuses to ask for such a path.
func lonePercent(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if s[i] == '%' && !isEscape(s[i:]) {
			b.WriteString("25")
		}
	}
	return b.String()
}

func isEscape(s string) bool { return len(s) > 2 && s[0] == '%' && isHex(s[1]) && isHex(s[2]) }

func isHex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

// escape percent-encodes controls, everything beyond ASCII and the bytes named.
func escape(s, unsafe string) string {
	mustNot := func(c byte) bool { return c < ' ' || c > 126 || strings.IndexByte(unsafe, c) >= 0 }
	if !slices.ContainsFunc([]byte(s), mustNot) {
		return s
	}
	s = strings.ToValidUTF8(s, "\ufffd")
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; mustNot(c) {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if isEscape(s[i:]) {
			b.WriteByte(hexByte(s[i:]))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func hexByte(escape string) byte {
	n, _ := strconv.ParseUint(escape[1:3], 16, 8) // isEscape has looked
	return byte(n)
}
