// Package remote calls the control API of a simulator that runs, by the rows of its table.
package remote

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
)

// Simulator is a simulator that runs. It may be used by any number of goroutines.
type Simulator struct {
	Control string // where its control API begins
	Token   string // of the control API; empty if it has none
}

// client asks no proxy: a simulator is on this machine or in its network. It keeps no
// connection, so that nothing is left behind, and follows nobody elsewhere: a simulator
// sends nobody away, and the token is for it alone.
var client = &http.Client{
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Patience is how long an answer may take to begin and to come whole: that of an operation
// that reads or makes the largest world takes seconds.
const Patience = time.Minute

// Inputs are what an operation is called with, by their names. A parameter is a text, or
// a list of texts where it may be given more than once; a property is a value of JSON; the
// text of a body is a text.
type Inputs map[string]any

// Answer is what a simulator has answered.
type Answer struct {
	Status      int
	ContentType string
	Body        []byte
}

// OK tells whether the operation was carried out.
func (a Answer) OK() bool { return a.Status < http.StatusMultipleChoices }

const mediaJSON = "application/json"

// maxAnswer is how many bytes an answer may have: whatever answers may never end.
const maxAnswer = 128 << 20

// Call calls an operation with inputs that it has. Accept is the type of content that is
// wanted, empty for what the operation answers with by itself. An answer that is an error
// is no error of Call, which fails with Missing, with NoSimulator if something else answers,
// and if there is no answer at all.
func (s Simulator) Call(ctx context.Context, row control.Row, inputs Inputs, accept string) (Answer, error) {
	if !row.Waits {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, Patience, fmt.Errorf("%s has not answered within %s", s.Control, Patience))
		defer cancel()
	}
	response, err := s.send(ctx, row, inputs, accept, "")
	if err != nil {
		return Answer{}, cmp.Or(context.Cause(ctx), err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return Answer{}, fmt.Errorf("read the answer of %s: %w", s.Control, cmp.Or(context.Cause(ctx), err))
	}
	if len(body) > maxAnswer {
		return Answer{}, fmt.Errorf("the answer of %s has more than %d MiB", s.Control, maxAnswer>>20)
	}
	return Answer{Status: response.StatusCode, ContentType: response.Header.Get("Content-Type"), Body: body}, nil
}

// NoSimulator says that what answers is none.
type NoSimulator struct {
	Control  string
	Status   int
	Location string // where it sends whoever asks; empty if it does not
}

func (e NoSimulator) Error() string {
	if e.Location != "" {
		return fmt.Sprintf("what listens on %s is no simulator: it sends whoever asks to %.300q", e.Control, e.Location)
	}
	return fmt.Sprintf("what listens on %s is no simulator: it has answered %d without the header %s", e.Control, e.Status, control.HeaderVersion)
}

// send sends a call that goes on, if it is a stream, behind the event of that id. It fails with
// NoSimulator if something else answers: no word of that counts, of a success or of an error.
func (s Simulator) send(ctx context.Context, row control.Row, inputs Inputs, accept, after string) (*http.Response, error) {
	request, err := s.request(ctx, row, inputs)
	if err != nil {
		return nil, err
	}
	if accept != "" {
		request.Header.Set("Accept", accept)
	}
	if after != "" {
		request.Header.Set("Last-Event-ID", after)
	}
	if s.Token != "" {
		request.Header.Set("Authorization", "Bearer "+s.Token)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask the simulator: %w", err)
	}
	if response.Header.Get(control.HeaderVersion) == "" {
		_ = response.Body.Close()
		return nil, NoSimulator{s.Control, response.StatusCode, response.Header.Get("Location")}
	}
	return response, nil
}

func (s Simulator) request(ctx context.Context, row control.Row, inputs Inputs) (*http.Request, error) {
	path, query, properties := row.Path, url.Values{}, map[string]any{}
	var body []byte
	mediaType := ""
	for _, input := range row.Inputs {
		value, given := inputs[input.Name]
		if !given && input.Default != "" {
			value, given = input.Default, true
		}
		if !given {
			continue
		}
		switch input.In {
		case control.InPath:
			if value == "" { // the path would be that of another operation
				return nil, Missing(input.Name)
			}
			path = strings.ReplaceAll(path, "{"+input.Property+"}", segment(fmt.Sprint(value)))
		case control.InQuery:
			query[input.Property] = texts(value)
		case control.InText:
			body, mediaType = []byte(value.(string)), "application/yaml"
			if json.Valid(body) {
				mediaType = mediaJSON
			}
		case control.InProperty:
			properties[input.Property] = value
		}
	}
	if len(properties) > 0 || mediaType == "" && row.BodyRequired {
		encoded, err := json.Marshal(properties)
		if err != nil {
			return nil, fmt.Errorf("write the body: %w", err)
		}
		body, mediaType = encoded, mediaJSON
	}
	target := s.Control + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, row.Method, target, bytes.NewReader(body))
	if err == nil && mediaType != "" {
		request.Header.Set("Content-Type", mediaType)
	}
	return request, err
}

// Missing is the name of an input that is empty and may not be.
type Missing string

func (e Missing) Error() string { return string(e) + " must not be empty" }

// segment is a text as one segment of a path, also where that is "." or "..", which
// would be taken for a step.
func segment(text string) string {
	if strings.Trim(text, ".") == "" {
		return strings.ReplaceAll(text, ".", "%2E")
	}
	return url.PathEscape(text)
}

func texts(value any) []string {
	switch value := value.(type) {
	case []string:
		return value
	case []any:
		all := make([]string, len(value))
		for i, one := range value {
			all[i] = fmt.Sprint(one)
		}
		return all
	default:
		return []string{fmt.Sprint(value)}
	}
}

// IsVerdict tells whether an answer is one of what judges: it says whether all is as it
// was asserted, and is no other conflict.
func (a Answer) IsVerdict() bool {
	var view struct{ Verified *bool }
	return json.Unmarshal(a.Body, &view) == nil && view.Verified != nil
}
