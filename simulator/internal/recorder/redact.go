package recorder

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Redaction takes the secrets of a request out of texts about it. Whoever makes such
// a text does not know the mask, and may quote a value.
type Redaction struct {
	mask    Mask
	secrets []string    // values, longest first
	changed [][2]string // texts of violations, before and after
}

const (
	minSecret  = 4   // bytes of a value that is looked for: shorter ones stand in every text
	maxSecrets = 200 // of one request, so that one with many costs little

	// minLoneSecret is for texts that are not about the value alone: the names that
	// stand in every answer are shorter, and so are the schemes of credentials.
	minLoneSecret = 8
)

// NewRedaction finds the secrets of a request. keyKnown tells whether the
// world knows its key, which is no secret then.
func NewRedaction(mask Mask, r *exchange.Request, keyKnown bool) *Redaction {
	d := &Redaction{mask: mask}
	d.header(r.Header, keyKnown)
	d.query(r.RawQuery)
	d.value(r.JSON, false)
	if r.Form != nil {
		d.form(r.Form)
	}
	slices.SortFunc(d.secrets, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	d.secrets = slices.Compact(d.secrets)
	return d
}

func (d *Redaction) add(value string) {
	if len(value) < minSecret || len(d.secrets) >= maxSecrets {
		return
	}
	d.secrets = append(d.secrets, value)
	if excerpt, goesOn := strings.CutSuffix(exchange.Excerpt(value), "…"); goesOn { // errors show no more of a value
		d.secrets = append(d.secrets, excerpt)
	}
}

// header adds the parts of a value as well: a text may quote the token without its
// scheme, or one of several cookies.
func (d *Redaction) header(header http.Header, keyKnown bool) {
	for name, values := range header {
		if !d.mask.HidesHeader(name) || keyKnown && name == "Authorization" {
			continue
		}
		for _, value := range values {
			d.add(value)
			for _, part := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(" ,;", r) }) {
				_, cookie, _ := strings.Cut(part, "=")
				for _, text := range []string{part, cookie} {
					if len(text) >= minLoneSecret {
						d.add(text)
					}
				}
			}
		}
	}
}

func (d *Redaction) query(raw string) {
	for parameter := range strings.FieldsFuncSeq(raw, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(parameter, "=")
		if plain, err := url.QueryUnescape(name); d.mask.HidesQuery(name) || err == nil && d.mask.HidesQuery(plain) {
			d.add(value)
			if plain, err := url.QueryUnescape(value); err == nil {
				d.add(plain)
			}
		}
	}
}

// value adds the values below a property that is secret.
func (d *Redaction) value(value any, secret bool) {
	if d.mask.IsZero() || len(d.secrets) == maxSecrets {
		return
	}
	switch v := value.(type) {
	case map[string]any:
		for name, child := range v {
			d.value(child, secret || d.mask.Hides(name))
		}
	case []any:
		for _, child := range v {
			d.value(child, secret)
		}
	case string:
		if secret {
			d.add(v)
		}
	case float64:
		if secret {
			d.add(strconv.FormatFloat(v, 'f', -1, 64))
		}
	}
}

func (d *Redaction) form(form *exchange.Form) {
	for name, values := range form.Fields {
		if d.mask.Hides(name) {
			for _, value := range values {
				d.add(value)
			}
		}
	}
	for name, files := range form.Files {
		if d.mask.Hides(name) {
			for _, file := range files {
				d.add(file.Name)
				d.add(file.ContentType)
			}
		}
	}
}

// quoted is a value in a text, as %q writes it; the text may be cut in it.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*(?:"|$)`)

// Violations are the violations of the request without its secrets: neither the names
// of properties below a secret one, nor the values that texts quote.
func (d *Redaction) Violations(violations []contract.Violation) []contract.Violation {
	kept := violations
	for i, v := range violations {
		said := v.String()
		v.Text, v.Fix = d.text(v.Text, minSecret), d.text(v.Fix, minSecret)
		if d.hides(v) {
			v.Pointer = d.pointer(v.Pointer)
			v.Text = quoted.ReplaceAllString(v.Text, `"`+exchange.Masked+`"`)
			v.Fix = quoted.ReplaceAllString(v.Fix, `"`+exchange.Masked+`"`)
		}
		if v == violations[i] {
			continue
		}
		if d.changed == nil {
			kept = slices.Clone(violations)
		}
		kept[i] = v
		d.changed = append(d.changed, [2]string{said, v.String()})
	}
	return kept
}

// Changes notes other texts that an answer has of a violation, before and after: as many
// of either.
func (d *Redaction) Changes(before, after []string) {
	for i := range before {
		d.changed = append(d.changed, [2]string{before[i], after[i]})
	}
}

// Hints are the hints without the secrets of the request.
func (d *Redaction) Hints(hints []contract.Hint) []contract.Hint {
	for i, h := range hints {
		h.Name, h.Text, h.Fix = d.text(h.Name, minSecret), d.text(h.Text, minSecret), d.text(h.Fix, minSecret)
		if h != hints[i] {
			hints = slices.Clone(hints)
			hints[i] = h
		}
	}
	return hints
}

func (d *Redaction) hides(v contract.Violation) bool {
	return v.Name != "" && (d.mask.Hides(v.Name) || v.In == contract.InHeader && d.mask.HidesHeader(v.Name) || v.In == contract.InQuery && d.mask.HidesQuery(v.Name)) ||
		d.pointer(v.Pointer) != ""
}

// pointer is a pointer up to the first property that is secret, with the indexes
// of lists behind it; empty if there is none.
func (d *Redaction) pointer(pointer string) string {
	if d.mask.IsZero() {
		return ""
	}
	end, hidden := 0, false
	for segment := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if hidden && !listIndex.MatchString(segment) {
			break
		}
		end += len("/") + len(segment)
		hidden = hidden || d.mask.Hides(strings.NewReplacer("~1", "/", "~0", "~").Replace(segment))
	}
	if !hidden {
		return ""
	}
	return pointer[:min(end, len(pointer))]
}

var listIndex = regexp.MustCompile(`^[0-9]{1,4}$`)

// text is a text without the values that are secret and not too short, as they are,
// or as JSON or a URL would have them.
func (d *Redaction) text(text string, shortest int) string {
	if text == "" {
		return text
	}
	for _, secret := range d.secrets { // the longest come first
		if len(secret) < shortest {
			break
		}
		for _, form := range []string{secret, exchange.InJSON(secret), url.QueryEscape(secret), url.PathEscape(secret)} {
			text = strings.ReplaceAll(text, form, exchange.Masked)
		}
	}
	return text
}

// Response takes the secrets of the request out of an answer that repeats them. It is
// called after Violations, whose texts stand in the answer.
func (d *Redaction) Response(m *journal.Message) {
	for _, texts := range d.changed {
		m.Body = strings.ReplaceAll(m.Body, exchange.InJSON(texts[0]), exchange.InJSON(texts[1]))
	}
	m.Body = d.text(m.Body, minLoneSecret)
	for name, values := range m.Header {
		for i, value := range values {
			plain := d.text(value, minLoneSecret)
			if plain == value {
				continue
			}
			m.Header, values = maps.Clone(m.Header), slices.Clone(values) // the client is sent the old ones
			values[i] = plain
			m.Header[name] = values
		}
	}
}
