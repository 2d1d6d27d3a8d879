package exchange

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Masked stands in the place of a secret, wherever one is kept or shown.
const Masked = "***"

// secretHeaders are the headers whose values are secrets under any mask, in lower
// case, as far as secretWords does not find them. These lists are the one place
// that says so; docs/observability.md repeats them.
var secretHeaders = []string{"cookie", "cookie2", "set-cookie", "set-cookie2", "x-forwarded-client-cert", "dpop"}

// secretWords make a secret of every header and query parameter that has one of them in its name, its
// hyphens and underscores left out: Authorization, Proxy-Authorization, X-Api-Key,
// X-Auth-Token, X-Amz-Security-Token, X-Csrf-Token, X-Hub-Signature-256. So does a
// name that ends in -Key: Ocp-Apim-Subscription-Key.
var secretWords = []string{
	"auth", "apikey", "accesskey", "secret", "token", "password", "passwd", "passphrase", "credential",
	"session", "signature", "assertion", "csrf", "xsrf", "jwt", "bearer", "oidc",
}

// publicHeaders look like that and have no secret in them. They are in lower case.
var publicHeaders = []string{
	"www-authenticate", "proxy-authenticate", "idempotency-key", "x-idempotency-key", "sec-websocket-key", "surrogate-key",
}

// knownNames are the headers and the query parameters of nearly every call, in
// canonical form: whether they are secrets need not be found out each time.
var knownNames = map[string]bool{
	"Authorization": true, "Cookie": true,
	"Accept": false, "Accept-Encoding": false, "Accept-Language": false, "Cache-Control": false, "Connection": false,
	"Content-Length": false, "Content-Type": false, "Date": false, "Location": false, "Retry-After": false,
	"Sim-Call": false, "Sim-Sandbox": false, "Sim-Violations": false, "User-Agent": false,
	"expand[]": false, "expand%5B%5D": false,
}

// isSecretName tells whether a header or a query parameter has credentials by its
// name.
func isSecretName(name string) bool {
	if secret, known := knownNames[name]; known {
		return secret
	}
	lower := strings.ToLower(name)
	if slices.Contains(publicHeaders, lower) {
		return false
	}
	joined := strings.NewReplacer("-", "", "_", "").Replace(lower)
	return slices.Contains(secretHeaders, lower) || strings.HasSuffix(lower, "-key") ||
		slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(joined, word) })
}

// Mask tells what of a request and of an answer is secret: the headers with
// credentials, and what bears one of the names that it was made of. The zero value
// knows the headers with credentials alone. It does not change, and may be used by
// any number of goroutines.
type Mask struct{ named *named }

// named are more headers, and query parameters, fields of forms and properties of
// JSON.
type named struct {
	headers map[string]bool // in canonical form
	names   map[string]bool // in lower case
}

// NewMask makes a mask of names, in any case: a client may misspell just that.
func NewMask(names ...string) Mask {
	if len(names) == 0 {
		return Mask{}
	}
	n := named{map[string]bool{}, map[string]bool{}}
	for _, name := range names {
		n.headers[http.CanonicalHeaderKey(name)] = true
		n.names[strings.ToLower(name)] = true
	}
	return Mask{&n}
}

// Names are the names that the mask was made of, in lower case; none of the zero
// value.
func (m Mask) Names() []string {
	if m.named == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(m.named.names))
}

// IsZero tells whether the mask knows the headers with credentials alone.
func (m Mask) IsZero() bool { return m.named == nil }

// Hides tells whether the query parameter, the field of a form or the property of
// JSON of that name is secret. Of a name with brackets, as in token[] or a[token],
// each of its parts counts.
func (m Mask) Hides(name string) bool {
	if m.named == nil {
		return false
	}
	lower := strings.ToLower(name)
	if m.named.names[lower] {
		return true
	}
	return strings.Contains(lower, "[") && slices.ContainsFunc(strings.FieldsFunc(lower, isBracket), m.hasName)
}

func (m Mask) hasName(lower string) bool { return m.named.names[lower] }

func isBracket(r rune) bool { return r == '[' || r == ']' }

// HidesHeader tells whether the values of a header are secret.
func (m Mask) HidesHeader(name string) bool {
	return m.named != nil && m.named.headers[http.CanonicalHeaderKey(name)] || isSecretName(name)
}

// Header is a header with the values masked that are secret; the one that is given
// if there are none.
func (m Mask) Header(header http.Header) http.Header {
	var masked http.Header
	for name, values := range header {
		if len(values) == 0 || len(values) == 1 && values[0] == Masked || !m.HidesHeader(name) {
			continue
		}
		if masked == nil {
			masked = maps.Clone(header)
		}
		masked[name] = []string{Masked}
	}
	if masked == nil {
		return header
	}
	return masked
}

// Value is a decoded JSON value with the properties masked that are secret, at any
// depth; the one that is given if the mask has no names.
func (m Mask) Value(value any) any {
	if m.IsZero() {
		return value
	}
	switch v := value.(type) {
	case map[string]any:
		masked := make(map[string]any, len(v))
		for name, child := range v {
			if masked[name] = Masked; !m.Hides(name) {
				masked[name] = m.Value(child)
			}
		}
		return masked
	case []any:
		masked := make([]any, len(v))
		for i, child := range v {
			masked[i] = m.Value(child)
		}
		return masked
	default:
		return value
	}
}

// File is a file of that field, without its bytes, masked if it is secret.
func (m Mask) File(field string, file File) File {
	if m.Hides(field) {
		return File{Name: Masked, ContentType: Masked, Size: file.Size}
	}
	return File{Name: file.Name, ContentType: file.ContentType, Size: file.Size}
}

// Form is a form with its fields and files masked that are secret; the one that is
// given if the mask has no names.
func (m Mask) Form(form *Form) *Form {
	if m.IsZero() || form == nil {
		return form
	}
	masked := &Form{Fields: maps.Clone(form.Fields), Files: map[string][]File{}}
	for field := range masked.Fields {
		if m.Hides(field) {
			masked.Fields[field] = []string{Masked}
		}
	}
	for field, files := range form.Files {
		for _, file := range files {
			masked.Files[field] = append(masked.Files[field], m.File(field, file))
		}
	}
	return masked
}

// Request is a request as it may be shown: all that is secret of its header, its
// query and its body is masked. A body that is no JSON and no form is left out.
func (m Mask) Request(r *Request) *Request {
	masked := *r
	if masked.RawQuery = m.RawQuery(r.RawQuery); masked.RawQuery != r.RawQuery {
		masked.Query = ParseQuery(masked.RawQuery)
	}
	masked.Header, masked.JSON, masked.Form, masked.Body = m.Header(r.Header), m.Value(r.JSON), m.Form(r.Form), nil
	return &masked
}
