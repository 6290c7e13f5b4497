package news

import "time"

// A Pattern sifts an outlet's links by their address. A "*" in it stands for any characters; package feed says how it
// is read.
type Pattern struct {
	Text    string
	Include bool // only what matches an including one is taken; else what matches is left out
}

// A SubscriptionState says how a feed stands with its hub.
type SubscriptionState string

// The states of a subscription.
const (
	Wanted     SubscriptionState = "wanted"     // the hub is to be asked, or asked again
	Asked      SubscriptionState = "asked"      // it has not answered by its own request yet
	Subscribed SubscriptionState = "subscribed" // it tells us when the feed has news, until the subscription expires
	Denied     SubscriptionState = "denied"     // it said that it will not; it is asked again, ever more seldom
	Leaving    SubscriptionState = "leaving"    // it is to be told that we want no more
)

// A Subscription is a hub's promise to say when a feed has news (WebSub).
type Subscription struct {
	ID       int64
	FeedID   int64
	Hub      string // clean URL
	Topic    string // what the feed is called at the hub: a clean URL, mostly its own
	Token    string // the last part of the address that the hub calls; who knows it is taken for the hub
	Secret   string // by which the hub signs what it sends
	State    SubscriptionState
	Reason   string    // of the state, in words; or why the last request failed
	Asked    time.Time // when the hub was last asked
	Asks     int       // how often since it last said yes
	Verified time.Time // when it last said yes
	Expires  time.Time
	Pushed   time.Time // when its last news came
	Pushes   int       // how often news came
	Due      time.Time // when it is asked next
}

// An AlarmKind says what is wrong.
type AlarmKind string

// The kinds of alarm.
const (
	AlarmSilent     AlarmKind = "silent"     // nothing new for far longer than is usual
	AlarmDeadFeed   AlarmKind = "dead feed"  // a feed that cannot be read any more
	AlarmUnreadable AlarmKind = "unreadable" // far fewer pages can be read than is usual, as after a change of template
	AlarmBlocked    AlarmKind = "blocked"    // too many looks are turned away
)

// An Alarm says that something is or was wrong with an outlet.
type Alarm struct {
	ID       int64
	OutletID int64
	FeedID   int64 // that it is about, or 0
	Kind     AlarmKind
	Since    time.Time
	Ended    time.Time // zero while it lasts
	Usual    float64   // the share or the seconds that were usual when it began
	Detail   string    // for a person
}

// A Habit is how an outlet's feeds bring new articles.
type Habit struct {
	Arrivals int           // how many looks at them brought any
	Newest   time.Time     // when one last did
	Longest  time.Duration // the longest time between two, which fades
}

// A Tally counts what came of looks at an outlet's articles.
type Tally struct {
	Readable   int
	Unreadable int // a page came that no article could be read from
	Blocked    int
}
