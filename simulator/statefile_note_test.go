package simulator

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

// A full disk must not fill the log as well.
func TestAStateThatIsNotSavedIsLoggedOnce(t *testing.T) {
	var log bytes.Buffer
	f := &stateFile{path: "state.yaml", logger: slog.New(slog.NewTextHandler(&log, nil))}
	full := errors.New("no space left on device")
	for _, err := range []error{nil, full, full, full, nil, nil, full} {
		f.note(err)
	}
	if got := strings.Count(log.String(), "is not saved"); got != 2 {
		t.Errorf("logged %d times: %s", got, &log)
	}
	if got := strings.Count(log.String(), "is saved again"); got != 1 {
		t.Errorf("%d times: %s", got, &log)
	}
}
