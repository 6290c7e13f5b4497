package web

import (
	"strconv"
	"testing"
)

func TestEveryVersionHasABarOfWhatCameAndWent(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	steps := find(s.page("/articles/1", 200), ".steps li")
	if len(steps) != 4 {
		t.Fatalf("%d versions, want 4", len(steps))
	}
	long := func(step int, class string) int {
		bars := find(steps[step], ".flow ."+class)
		if len(bars) == 0 {
			return 0
		}
		n, err := strconv.Atoi(attr(bars[0], "width"))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if came, went := long(2, "came"), long(2, "went"); came == 0 || came != went {
		t.Errorf("one number for another: %d came, %d went", came, went)
	}
	if came, went := long(1, "came"), long(1, "went"); went != flowSide || came >= went {
		t.Errorf("a quotation went: %d came, %d went", came, went)
	}
	if came, went := long(0, "came"), long(0, "went"); came == 0 || went != 0 {
		t.Errorf("a notice came: %d came, %d went", came, went)
	}
	if n := len(find(steps[3], ".flow")); n != 0 {
		t.Errorf("the first version has %d bars", n)
	}
}
