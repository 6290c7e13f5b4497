package revisit

import "time"

// AskHub says how long to wait for a hub's yes, after it was asked that many times without one, before it is asked again.
func (r Rule) AskHub(asks int) time.Duration {
	wait := r.HubShortest
	for range asks {
		if wait = 2 * wait; wait >= r.HubLongest {
			return r.HubLongest
		}
	}
	return wait
}

// Renew says when to ask for a subscription again that a hub gave for so long: early enough to try more than once.
func Renew(given time.Time, lease time.Duration) time.Time { return given.Add(lease / 3 * 2) }
