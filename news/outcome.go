package news

// Outcome says what came of one look. A failed look is a fact like any other.
type Outcome string

// The outcomes. Only Good ones, refined to New, Same or NotModified once they are read, ever touch a version.
const (
	Good        Outcome = "good"         // an article, not yet compared
	New         Outcome = "new"          // it made a version
	SameText    Outcome = "same"         // the text was that of the current version
	NotModified Outcome = "not modified" // 304
	Moved       Outcome = "moved"        // redirected to another host
	Gone        Outcome = "gone"         // 404, 410
	SoftGone    Outcome = "soft 404"     // "not found" with a good status, or a redirect to the home page
	Blocked     Outcome = "blocked"      // a captcha, a challenge, 401, 403, 429
	Consent     Outcome = "consent"      // a page that asks for consent first
	Paywall     Outcome = "paywall"      // a stub that asks for money or a login first
	Listing     Outcome = "listing"      // a page of links
	Empty       Outcome = "empty"        // nothing to read
	NotHTML     Outcome = "not HTML"
	TooLarge    Outcome = "too large"
	TimedOut    Outcome = "time-out"
	Refused     Outcome = "refused" // by us: robots.txt, a private address
	Failed      Outcome = "error"   // any other failure: 5xx, DNS, TLS, a body cut short
)

// Readable says that the look may show an article's text.
func (o Outcome) Readable() bool {
	switch o {
	case Good, New, SameText, NotModified:
		return true
	default:
		return false
	}
}

// Absent says that the look found the article missing.
func (o Outcome) Absent() bool { return o == Gone || o == SoftGone }
