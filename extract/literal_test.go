package extract

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStateOfNuxt(t *testing.T) {
	for _, test := range []struct {
		script string
		want   any
	}{
		{`window.__NUXT__={a:"x",'b':"y",3:["z",,]}`, map[string]any{"a": "x", "b": "y", "3": []any{"z", nil}}},
		{`window.__NUXT__ = (function(a,b){return {p:a,q:[b,a]}}("x",!0))`, map[string]any{"p": "x", "q": []any{nil, "x"}}},
		{`window.__NUXT__=(function(a,b,c){a.x=b;a.y={};a.y.z=c;c[0]="first";return {p:a}}({},"one",Array(1)));`, map[string]any{"p": map[string]any{"x": "one", "y": map[string]any{"z": nil}}}},
		{`window.__NUXT__=(function(a,b){b[1]=a;return b}("x",["y","z"]))`, []any{"y", "x"}},
		{`window.__NUXT__=(function(a){a.self=a;return {p:a,q:a}}({n:"x"}))`, map[string]any{"p": map[string]any{"n": "x", "self": nil}, "q": nil}},
		{`window.__NUXT__={a:"\u003Cp\u003E\x41\n\"\uD83D\uDE00",b:'it\'s',c:JSON.parse("[\"x\"]"),d:new Set(["y"]),e:unknown}`, map[string]any{"a": "<p>A\n\"😀", "b": "it's", "c": []any{"x"}, "d": []any{"y"}, "e": nil}},
		{`window.__NUXT__=(function(a){if(a){return {}}}("x"))`, nil},
		{`window.__NUXT__={a:"open`, nil},
		{`window.__NUXT__=function(a){return {b:a}}`, nil},
		{`window.__NUXT__=` + strings.Repeat("[", 1000), nil},
		{`window.$nuxt={a:"x"}`, nil},
	} {
		if diff := cmp.Diff(test.want, stateOfNuxt(test.script)); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.script, diff)
		}
	}
}

// TestStatesThatGrow reads states whose parameters would make far more of a script than it is.
func TestStatesThatGrow(t *testing.T) {
	long, names, values := strings.Repeat("The bridge is closed. ", 5000), []string{}, []string{}
	var nested strings.Builder
	for i := range 2000 {
		names, values = append(names, fmt.Sprintf("p%d", i)), append(values, "{}")
		fmt.Fprintf(&nested, "p%d.a=p%d;p%d.b=p%d;", i, i+1, i, i+1)
	}
	for name, script := range map[string]string{
		"one text many times": `__NUXT__=(function(a){return [` + strings.Repeat("a,", 100_000) + `a]}("` + long + `"))`,
		"twice, and so on":    `__NUXT__=(function(` + strings.Join(names, ",") + `){` + nested.String() + `return p0}(` + strings.Join(values, ",") + `))`,
		"many openings":       strings.Repeat("__NUXT__=(function(", 50_000),
	} {
		start := time.Now()
		v := stateOfNuxt(script)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
		if size := textIn(v); size > 3*len(script) {
			t.Errorf("%s: %d bytes of text from %d", name, size, len(script))
		}
	}
}

// textIn adds up the strings of a value.
func textIn(v any) int {
	sum := 0
	walkStrings(v, func(s string) { sum += len(s) })
	return sum
}

func walkStrings(v any, each func(string)) {
	switch v := v.(type) {
	case string:
		each(v)
	case []any:
		for _, e := range v {
			walkStrings(e, each)
		}
	case map[string]any:
		for key, e := range v {
			each(key)
			walkStrings(e, each)
		}
	}
}

// FuzzStateOfNuxt holds the laws of reading a state: it never panics, reads the same twice, takes no more text than
// twice the script's, leaves no name in a value's place, and every string that it gives stands in the script, unless it
// was written with escapes.
func FuzzStateOfNuxt(f *testing.F) {
	f.Add(`window.__NUXT__=(function(a,b,c){a.x=b;return {data:[{p:a,q:b,"r":'s'}],n:-1.5e3}}({},"one",void 0));`)
	f.Add(`__NUXT__=((a)=>{return [a,a,,{b:[1,0x1f,.5,1e-7]}]})(["\u003C\x41\uD83D\uDE00"])`)
	f.Add("__NUXT__={a:`x`,b:new Map([[\"y\",1]]),c:JSON.parse('{\"d\":[\"z\"]}')}")
	f.Fuzz(func(t *testing.T, script string) {
		v := stateOfNuxt(script)
		if diff := cmp.Diff(v, stateOfNuxt(script)); diff != "" {
			t.Errorf("read twice: %s", diff)
		}
		if size := textIn(v); size > 2*len(script)+16 {
			t.Errorf("%d bytes of text from %d", size, len(script))
		}
		walkStrings(v, func(s string) {
			if !strings.Contains(script, `\`) && !strings.Contains(script, "JSON.parse") && !strings.Contains(script, s) {
				t.Errorf("%q does not stand in the script", s)
			}
		})
		if named := namedIn(v); named != "" {
			t.Errorf("%q is no value", named)
		}
	})
}

// namedIn gives a parameter that was left in a value, "" for none.
func namedIn(v any) parameter {
	var all []any
	switch v := v.(type) {
	case parameter:
		return v
	case []any:
		all = v
	case map[string]any:
		for _, e := range v {
			all = append(all, e)
		}
	}
	for _, e := range all {
		if p := namedIn(e); p != "" {
			return p
		}
	}
	return ""
}
