package extract

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// deepestLiteral is how deep values may nest that are read from a script.
const deepestLiteral = 100

// literals reads values as scripts write them: JSON, but with names without quotes, strings in other quotes, and the
// parameters of the function around them in the place of values that come more than once. It computes nothing; what it
// does not know ends the reading. Each step takes at least a byte of the text, so it is linear.
type literals struct {
	text   string
	at     int
	depth  int
	failed bool
}

// A parameter stands for a value that the function is called with.
type parameter string

// An assignment gives a property to a parameter before the function returns: "a.title=b".
type assignment struct {
	to    parameter
	path  []string
	value any
}

// stateOfNuxt gives what a script assigns to window.__NUXT__: a value, or what a function returns that is called at once,
// as Nuxt 2 writes it: (function(a,b){b.x=a;return {body:a,more:b}}("text",{})). It gives nil for what cannot be read.
func stateOfNuxt(script string) any {
	_, text, found := strings.Cut(script, "__NUXT__")
	if !found {
		return nil
	}
	r := &literals{text: text}
	if !r.eat("=") {
		return nil
	}
	v := r.state()
	if r.failed {
		return nil
	}
	return v
}

func (r *literals) state() any {
	start := r.at
	for {
		from := r.at
		if v, called := r.calledFunction(); called {
			return v
		}
		if r.at = from; !r.eat("(") {
			break
		}
	}
	r.at = start
	return (&binding{}).bind(r.value(), 0)
}

// calledFunction reads a function and what it is called with; false when no function stands there.
func (r *literals) calledFunction() (v any, called bool) {
	arrow := !r.word("function")
	if !r.eat("(") {
		return nil, false
	}
	var names []parameter
	for name := r.name(); name != ""; name = r.name() {
		names = append(names, parameter(name))
		r.eat(",")
	}
	if !r.eat(")") || arrow && !r.eat("=>") || !r.eat("{") {
		return nil, false
	}
	assigned := r.assignments()
	v = r.value()
	r.eat(";")
	r.want("}")
	r.eat(")")
	r.want("(")
	b := &binding{values: map[parameter]any{}, room: len(r.text)}
	for i, value := range r.list(")") {
		if i < len(names) {
			b.values[names[i]] = value
		}
	}
	for _, a := range assigned {
		b.assign(a)
	}
	return b.bind(v, 0), true
}

// bytesAssignment is how much of a script there is to each assignment at least, for the memory that they take.
const bytesAssignment = 40

// assignments reads the statements before "return", and that word.
func (r *literals) assignments() []assignment {
	var all []assignment
	for !r.failed && !r.word("return") {
		a := assignment{to: parameter(r.name())}
		for !r.failed && !r.eat("=") {
			switch {
			case r.eat("."):
				a.path = append(a.path, r.name())
			case r.eat("["):
				a.path = append(a.path, r.key())
				r.want("]")
			default:
				r.failed = true
			}
		}
		a.value = r.value()
		all = append(all, a)
		if len(all) > 100+len(r.text)/bytesAssignment {
			r.failed = true
		}
		if !r.eat(";") {
			r.eat(",")
		}
	}
	return all
}

// value reads one value. Numbers count for no text and are given as nil, as is what a call makes.
func (r *literals) value() any {
	if r.depth++; r.depth > deepestLiteral {
		r.failed = true
	}
	defer func() { r.depth-- }()
	r.space()
	if r.failed || r.at == len(r.text) {
		r.failed = true
		return nil
	}
	switch c := r.text[r.at]; {
	case c == '"' || c == '\'' || c == '`':
		return r.quoted()
	case r.eat("{"):
		return r.object()
	case r.eat("["):
		return r.list("]")
	case r.eat("("):
		v := r.value()
		r.want(")")
		return v
	case r.eat("!"), r.eat("-"), r.eat("+"):
		r.value()
		return nil
	case '0' <= c && c <= '9' || c == '.':
		r.number()
		return nil
	}
	return r.named()
}

// named reads what a name stands for: a parameter, a constant, or a call.
func (r *literals) named() any {
	name := r.name()
	switch name {
	case "":
		r.failed = true
		return nil
	case "void", "new":
		return r.value()
	case "true", "false", "null", "undefined", "NaN", "Infinity":
		return nil
	}
	for r.eat(".") {
		name += "." + r.name()
	}
	if !r.eat("(") {
		return parameter(name)
	}
	arguments := r.list(")")
	if len(arguments) == 0 {
		return nil
	}
	if text, ok := arguments[0].(string); ok && name == "JSON.parse" {
		var v any
		if json.Unmarshal([]byte(text), &v) == nil {
			return v
		}
	}
	if inner, ok := arguments[0].([]any); ok { // new Set([…])
		return inner
	}
	return nil
}

func (r *literals) object() any {
	m := map[string]any{}
	for !r.failed && !r.eat("}") {
		key := r.key()
		if r.want(":"); !r.failed {
			m[key] = r.value()
		}
		r.eat(",")
	}
	return m
}

// list reads values up to a closing mark. A place without a value is one, too.
func (r *literals) list(closing string) []any {
	all := []any{}
	for !r.failed && !r.eat(closing) {
		if r.eat(",") {
			all = append(all, nil)
			continue
		}
		all = append(all, r.value())
		if !r.eat(",") && !r.failed && !strings.HasPrefix(r.text[r.at:], closing) {
			r.failed = true
		}
	}
	return all
}

// key reads the name of a property.
func (r *literals) key() string {
	r.space()
	if r.at < len(r.text) && strings.IndexByte("\"'`", r.text[r.at]) >= 0 {
		return r.quoted()
	}
	from := r.at
	if r.number(); r.at > from {
		return r.text[from:r.at]
	}
	key := r.name()
	if key == "" {
		r.failed = true
	}
	return key
}

// name reads a name, "" when there is none.
func (r *literals) name() string {
	r.space()
	from := r.at
	for r.at < len(r.text) && (isNameByte(r.text[r.at]) || r.at > from && '0' <= r.text[r.at] && r.text[r.at] <= '9') {
		r.at++
	}
	return r.text[from:r.at]
}

func isNameByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c == '$' || c >= utf8.RuneSelf
}

func (r *literals) number() {
	for r.at < len(r.text) {
		c := r.text[r.at]
		exponent := (c == '-' || c == '+') && r.at > 0 && r.text[r.at-1]|0x20 == 'e'
		if c != '.' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') && !exponent || c|0x20 >= 'a' && r.at > 0 && strings.IndexByte("0123456789.xXabcdefABCDEF", r.text[r.at-1]) < 0 {
			return
		}
		r.at++
	}
}

// quoted reads a string and undoes its escapes.
func (r *literals) quoted() string {
	quote := r.text[r.at]
	from := r.at + 1
	escaped := false
	for r.at = from; r.at < len(r.text) && r.text[r.at] != quote; r.at++ {
		if r.text[r.at] == '\\' {
			escaped = true
			r.at++
		}
	}
	if r.at >= len(r.text) {
		r.at, r.failed = len(r.text), true
		return ""
	}
	raw := r.text[from:r.at]
	r.at++
	if escaped {
		return unescaped(raw)
	}
	return raw
}

// unescaped undoes the escapes of a script's string.
func unescaped(raw string) string {
	var b strings.Builder
	b.Grow(len(raw))
	for at := 0; at < len(raw); {
		c := raw[at]
		if at++; c != '\\' || at == len(raw) {
			b.WriteByte(c)
			continue
		}
		c = raw[at]
		at++
		switch c {
		case 'n', 'r', 't', 'b', 'f', 'v', '0':
			b.WriteByte("\n\r\t\b\f\v\x00"[strings.IndexByte("nrtbfv0", c)])
		case '\n':
		case 'x':
			at += codePoint(&b, raw[at:], 2)
		case 'u':
			at += codePoint(&b, raw[at:], 4)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// codePoint writes the character of so many hexadecimal digits, or of two such escapes for one above U+FFFF, and gives
// how many bytes it read.
func codePoint(b *strings.Builder, raw string, digits int) int {
	first, ok := hexadecimal(raw, digits)
	if !ok {
		return 0
	}
	if low, ok := strings.CutPrefix(raw[digits:], `\u`); ok && utf16.IsSurrogate(first) {
		if second, ok := hexadecimal(low, 4); ok {
			b.WriteRune(utf16.DecodeRune(first, second))
			return digits + 2 + 4
		}
	}
	b.WriteRune(first)
	return digits
}

func hexadecimal(raw string, digits int) (rune, bool) {
	n, err := strconv.ParseUint(raw[:min(digits, len(raw))], 16, 32)
	return rune(n), err == nil && len(raw) >= digits
}

func (r *literals) space() {
	for r.at < len(r.text) && r.text[r.at] <= ' ' {
		r.at++
	}
}

// eat reads a mark if it stands next.
func (r *literals) eat(mark string) bool {
	r.space()
	if r.failed || !strings.HasPrefix(r.text[r.at:], mark) {
		return false
	}
	r.at += len(mark)
	return true
}

// want reads a mark that must stand next.
func (r *literals) want(mark string) {
	if !r.eat(mark) {
		r.failed = true
	}
}

// word reads a word if it stands next, and no longer one.
func (r *literals) word(word string) bool {
	from := r.at
	if r.name() == word {
		return true
	}
	r.at = from
	return false
}

// A binding puts the values of a function's parameters where their names stand. A list or an object is put where it is
// named first and nowhere else, and all strings together take no more room than the script: so what names itself, or
// the same text ten thousand times, does no harm.
type binding struct {
	values map[parameter]any
	room   int
}

func (b *binding) bind(v any, depth int) any {
	if depth > deepestLiteral {
		return nil
	}
	switch v := v.(type) {
	case parameter:
		return b.bind(b.take(v), depth+1)
	case []any:
		for i := range v {
			v[i] = b.bind(v[i], depth+1)
		}
		return v
	case map[string]any:
		for _, key := range sortedKeys(v) {
			v[key] = b.bind(v[key], depth+1)
		}
		return v
	}
	return v
}

// take gives the value of a parameter, as far as it may be put once more.
func (b *binding) take(p parameter) any {
	v := b.values[p]
	text, ok := v.(string)
	if !ok {
		delete(b.values, p)
		return v
	}
	if b.room -= len(text); b.room < 0 {
		return nil
	}
	return text
}

// assign gives a parameter's value, or what stands deeper in it, a property.
func (b *binding) assign(a assignment) {
	at := b.values[a.to]
	for len(a.path) > 1 {
		m, _ := at.(map[string]any)
		at, a.path = m[a.path[0]], a.path[1:]
	}
	switch at := at.(type) {
	case map[string]any:
		if len(a.path) == 1 {
			at[a.path[0]] = a.value
		}
	case []any:
		if i, err := strconv.Atoi(strings.Join(a.path, "")); err == nil && 0 <= i && i < len(at) {
			at[i] = a.value
		}
	}
}
