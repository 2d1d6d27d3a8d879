package sandbox

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
)

// The headers of preferences: https://www.rfc-editor.org/rfc/rfc7240
const (
	headerPrefer  = "Prefer"
	headerApplied = "Preference-Applied"
)

// preference is the status that a client would like to be answered with.
type preference struct {
	given  bool
	status int    // 0 if the client named none that can be followed
	text   string // as the client wrote it
}

// preferredStatus reads code=412 out of the header Prefer. Preferences of other names
// are not the simulator's, and ignored as RFC 7240 asks for.
func preferredStatus(header http.Header) (p preference, err error) {
	for _, value := range header[headerPrefer] {
		for _, item := range preferences(value) {
			name, text, _ := strings.Cut(item, "=")
			if !strings.EqualFold(strings.TrimSpace(name), "code") || p.given {
				continue // the first one counts
			}
			p.given, p.text = true, strings.Trim(strings.TrimSpace(text), `"`)
			if p.status, err = strconv.Atoi(p.text); err != nil {
				return p, fmt.Errorf("code must be a status, is %q", p.text)
			}
		}
	}
	return p, nil
}

// preferHints hints at preferences that are nearly code=412.
func preferHints(header http.Header) []contract.Hint {
	var hints []contract.Hint
	for _, value := range header[headerPrefer] {
		for _, item := range preferences(value) {
			name, text, _ := strings.Cut(item, "=")
			status, isCode := strings.CutPrefix(item, "code:")
			name = strings.ToLower(strings.TrimSpace(name))
			if name != "code" && suggest.Nearest(name, nearlyCode) != "" {
				status, isCode = text, true
			} else if statusForm.MatchString(item) {
				status, isCode = item, true
			}
			if status = strings.TrimSpace(status); isCode && statusForm.MatchString(status) && len(hints) == 0 {
				meant := "code=" + status
				hints = append(hints, contract.Hint{
					In: contract.InHeader, Name: headerPrefer, Text: "has no code, did you mean " + meant + "?", Fix: "send " + headerPrefer + ": " + meant,
				})
			}
		}
	}
	return hints
}

// nearlyCode are the names that people give a status, and code itself, which may be misspelt.
var nearlyCode = []string{"code", "status", "statuscode", "http-code", "http-status", "response-code"}

var statusForm = regexp.MustCompile(`^[1-5][0-9][0-9]$`)

// preferences are the single preferences in a value of the header.
func preferences(value string) []string {
	items := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ';' })
	for i, item := range items {
		items[i] = strings.TrimSpace(item)
	}
	return items
}

// followPreference reads the preference of the call, and answers with the status that
// it names. It returns nil if it names none, and for a success, which is the
// operation's own to give.
func (c *step) followPreference() *exchange.Response {
	p, err := preferredStatus(c.Request.Header)
	c.preference = p
	switch {
	case err != nil:
		return c.badPreference(err.Error())
	case !p.given:
		return nil
	case !c.Operation.Documents(p.status) && !slices.Contains(c.Operation.Assumed, p.status):
		return c.badPreference(fmt.Sprintf("code=%d is not documented for %s, documented are %s", p.status, c.Operation.ID, c.Operation.StatusList()))
	case p.status < http.StatusBadRequest:
		return nil
	}
	response := c.statusResponse(p.status, "asked for by Prefer: code="+p.text)
	return &response
}

func (c *step) badPreference(why string) *exchange.Response {
	c.preference.status = 0 // so that no answer says that it was followed
	err := c.misuse(headerPrefer, "cannot be followed: "+why, "prefer a status of "+c.Operation.ID+": "+c.Operation.StatusList())
	response := api.BadPreference(c.Operation.Operation, err.Error())
	return &response
}

// applied is the answer with a header that says that the preference was followed.
func (p preference) applied(response exchange.Response) exchange.Response {
	if response.Header = response.Header.Clone(); response.Header == nil {
		response.Header = http.Header{}
	}
	response.Header.Set(headerApplied, "code="+p.text)
	return response
}
