package journal

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// httpVersion is the one that the simulator speaks.
const httpVersion = "HTTP/1.1"

// truncated says that not all of a body was kept.
const truncated = "the body goes on"

// NewHAR makes an archive of calls. baseURL is where the API listens, without a
// path; version is the simulator's own.
func NewHAR(calls []Call, baseURL, version string) HAR {
	log := HARLog{Version: "1.2", Creator: HARCreator{"vsrsim", version}, Pages: []HARPage{}, Entries: make([]HAREntry, len(calls))}
	for i, e := range calls {
		log.Entries[i] = HAREntry{
			Started: e.Time.Format("2006-01-02T15:04:05.000Z07:00"),
			Request: harRequest(e.Request, baseURL), Response: harResponse(e.Response, e.Fault),
			ID: e.ID, Sandbox: e.Sandbox, Operation: e.Operation,
			Violations: slices.Clone(e.Violations), Omitted: e.ViolationsOmitted, Rule: e.Rule, Fault: e.Fault,
		}
	}
	return HAR{log}
}

func harRequest(m Message, baseURL string) HARRequest {
	return HARRequest{
		Method: m.Method, URL: harURL(baseURL, m), HTTPVersion: httpVersion,
		Cookies: []HARPair{}, Headers: harHeaders(m.Header), QueryString: harQuery(m.Query),
		PostData: harPostData(m), HeadersSize: -1, BodySize: harRequestSize(m),
	}
}

// harURL writes the address that was called as one that can be called again.
func harURL(baseURL string, m Message) string {
	path := strings.ReplaceAll(escaped(m.Path), "?", "%3F")
	if !strings.HasPrefix(path, "/") { // OPTIONS *
		path = "/" + path
	}
	if m.Query == "" {
		return baseURL + path
	}
	return baseURL + path + "?" + escaped(m.Query)
}

// escaped escapes what a client should have, and leaves the rest as it came: a path
// and a query are kept as they were written.
func escaped(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c > ' ' && c < 0x7f && !strings.ContainsRune("\"<>\\^`{|}#", rune(c)) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func harHeaders(header map[string][]string) []HARPair {
	pairs := []HARPair{}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			pairs = append(pairs, HARPair{name, value})
		}
	}
	return pairs
}

// harQuery keeps the order of the parameters, and what cannot be read as it is.
func harQuery(query string) []HARPair {
	pairs := []HARPair{}
	for name, value := range exchange.QueryPairs(query) {
		pairs = append(pairs, HARPair{name, value})
	}
	return pairs
}

func harPostData(m Message) *HARPostData {
	if m.Body == "" && len(m.Parts) == 0 {
		return nil
	}
	data := &HARPostData{MimeType: first(m.Header, "Content-Type"), Params: []HARParam{}, Text: m.Body}
	if m.bodyGoesOn() {
		data.Comment = truncated
	}
	for _, p := range m.Parts {
		data.Params = append(data.Params, harParam(p))
	}
	return data
}

func harParam(p Part) HARParam {
	param := HARParam{
		Name: p.Name, Value: p.Value, FileName: p.FileName, ContentType: p.ContentType, Size: p.Size, SHA256: p.SHA256,
	}
	if p.Truncated {
		param.Comment = truncated
	}
	return param
}

// harRequestSize goes by what the client said, since not all bodies are read
// or kept.
func harRequestSize(m Message) int {
	if said, err := strconv.Atoi(first(m.Header, "Content-Length")); err == nil {
		return said
	}
	if m.bodyGoesOn() || len(m.Parts) > 0 {
		return -1
	}
	return len(m.Body)
}

// harResponse is what the client was sent. If that was nothing, fault is why, where
// a rule made it so.
func harResponse(m Message, fault string) HARResponse {
	if m.Status == 0 || m.Unsent {
		return HARResponse{
			HTTPVersion: httpVersion, Cookies: []HARPair{}, Headers: []HARPair{},
			Content: HARContent{MimeType: "x-unknown"}, HeadersSize: -1, BodySize: -1, Error: cmp.Or(fault, "no answer"),
		}
	}
	response := HARResponse{
		Status: m.Status, StatusText: http.StatusText(m.Status), HTTPVersion: httpVersion,
		Cookies: []HARPair{}, Headers: harHeaders(m.Header), RedirectURL: first(m.Header, "Location"),
		Content:     HARContent{Size: len(m.Body), MimeType: first(m.Header, "Content-Type"), Text: m.Body},
		HeadersSize: -1, BodySize: len(m.Body),
	}
	if response.Content.MimeType == "" {
		response.Content.MimeType = exchange.ContentTypeJSON
	}
	if m.bodyGoesOn() {
		response.BodySize, response.Content.Comment = -1, truncated
	}
	return response
}

// first is the first value of a header, empty if there is none.
func first(header map[string][]string, name string) string { return http.Header(header).Get(name) }
