package cli

import "testing"

func TestRefusals(t *testing.T) {
	re := refusals{}
	if got := re.behind(); got != "" {
		t.Errorf("of none: %q", got)
	}
	for _, why := range []string{"", "paywall: log in", "language: it is in German", "empty: ", "language: it is in French"} {
		re.add(why)
	}
	if got, want := re.behind(), ", of these 4 refused (2 language, 1 empty, 1 paywall)"; got != want || re.sum() != 4 {
		t.Errorf("%d%s; want %s", re.sum(), got, want)
	}
}
