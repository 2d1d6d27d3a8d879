package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
)

// Event is something that happened in a simulator.
type Event struct {
	ID, Type string
	Data     string // an object of JSON
}

// maxEvent is how many bytes an event may have.
const maxEvent = 16 << 20

// ErrEnded says that a stream of events has ended, as when the simulator stops.
var ErrEnded = errors.New("the simulator sends no more events: it has stopped, or its connection was lost")

// Refused is an answer that is no stream of events.
type Refused struct{ Answer }

func (r Refused) Error() string { return fmt.Sprintf("answered %d", r.Status) }

// Follow tells of each event of a stream, until see fails or ctx ends, with the error of
// that. It fails with Refused if the answer is an error, with ErrEnded at the
// end, and with NoSimulator if something else answers.
func (s Simulator) Follow(ctx context.Context, row control.Row, inputs Inputs, see func(Event) error) error {
	response, err := s.send(ctx, row, inputs, "text/event-stream", "")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(response.Body, maxEvent)) // what has come of it is said
		return Refused{Answer{Status: response.StatusCode, ContentType: response.Header.Get("Content-Type"), Body: body}}
	}
	err = readEvents(response.Body, see)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// readEvents reads server-sent events: lines of fields, and an empty line behind each event.
func readEvents(from io.Reader, see func(Event) error) error {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, maxEvent)
	var event Event
	for lines.Scan() {
		if lines.Text() == "" && event.Data != "" {
			if err := see(event); err != nil {
				return err
			}
			event = Event{ID: event.ID}
		}
		name, value, _ := strings.Cut(lines.Text(), ":") // without a name it is a comment
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "id":
			event.ID = value
		case "event":
			event.Type = value
		case "data":
			event.Data += value
		}
	}
	return errors.Join(ErrEnded, lines.Err())
}
