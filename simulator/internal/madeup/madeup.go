// Package madeup makes up believable values for what nothing in a world says. A value
// depends on nothing but the seed, the record and the name of the field, so the same
// call is answered with the same bytes in every order of calls, and also in a fork.
// What is null or how long a list is, is made up like the rest (A44).
package madeup

import (
	"strconv"
	"strings"
	"time"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Record is what values are made up for.
type Record struct {
	Seed  uint64
	Kind  string
	ID    int64
	Name  string    // that addresses are made of
	Since time.Time // it exists: no time that is made up is before
}

// Maker makes values up. Making many does not cost more memory than the bytes that they
// are appended to. It belongs to one goroutine.
type Maker struct {
	faker gofakeit.Faker
	rand  source
	text  []byte // that is being made
	of    Record
	base  uint64 // of the record
}

// Begin takes a record to make values up for. The Maker must not be copied afterwards.
func (m *Maker) Begin(of Record) {
	m.faker.Rand = &m.rand
	m.of = of
	m.base = mix(hash(of.Seed^uint64(of.ID)*golden, of.Kind))
}

// Append appends the value of a field of the record as JSON.
func (m *Maker) Append(body []byte, f *contract.Field) []byte {
	return m.value(body, hash(m.base, f.Name), f.Name, f)
}

// Lists have at most so many items.
const maxItems = 2

// one in so many values is null, where that is allowed.
const nulls = 4

// value appends a value whose randomness is at.
func (m *Maker) value(body []byte, at uint64, name string, f *contract.Field) []byte {
	m.rand.state = mix(at)
	if f.Nullable && (unknown[name] || m.below(nulls) == 0) {
		return append(body, "null"...)
	}
	switch {
	case len(f.Enum) > 0:
		return exchange.AppendText(body, f.Enum[m.below(len(f.Enum))])
	case f.Type == "boolean":
		return strconv.AppendBool(body, m.below(2) == 0)
	case f.Type == "number":
		return strconv.AppendInt(body, m.number(name), 10)
	case f.Type == "array":
		return m.list(body, at, name, f)
	case f.Type == "object":
		return m.object(body, at, f)
	}
	return exchange.AppendText(body, m.words(name, f.Format))
}

func (m *Maker) list(body []byte, at uint64, name string, f *contract.Field) []byte {
	items := 0
	if !unknown[name] {
		items = m.below(maxItems + 1)
	}
	body = append(body, '[')
	for i := range items {
		if i > 0 {
			body = append(body, ',')
		}
		body = m.value(body, at+uint64(i+1)*golden, name, f.Items)
	}
	return append(body, ']')
}

func (m *Maker) object(body []byte, at uint64, f *contract.Field) []byte {
	body = append(body, '{')
	first := true
	for i := range f.Fields {
		of := &f.Fields[i]
		if of.Name == "downloadUrl" { // which files have that the world has
			continue
		}
		if !first {
			body = append(body, ',')
		}
		first = false
		body = append(exchange.AppendText(body, of.Name), ':')
		body = m.value(body, hash(at, of.Name), of.Name, of)
	}
	return append(body, '}')
}

func (m *Maker) number(name string) int64 {
	switch {
	case name == "userId" && m.of.Kind == "users": // of what belongs to the user
		return m.of.ID
	case name == "passwordMinLength":
		return int64(8 + m.below(9))
	case name == "id" || strings.HasSuffix(name, "Id"):
		return int64(1 + m.below(100_000))
	}
	return int64(m.below(10))
}

// words are a text, valid until the next one.
func (m *Maker) words(name, format string) []byte {
	m.text = m.text[:0]
	stem, isURL := strings.CutSuffix(name, "Url")
	switch make := texts[name]; {
	case make != nil:
		make(m)
	case format == "date":
		m.day()
	case format == "date-time":
		m.time(name)
	case isURL, name == "url":
		m.url(stem)
	case strings.HasSuffix(strings.ToLower(name), "email"):
		m.add(strings.ToLower(m.faker.FirstName()), "@")
		m.host()
	case strings.HasSuffix(name, "Name"):
		m.add(m.faker.FirstName(), " ", m.faker.LastName())
	case strings.HasSuffix(name, "Id"):
		m.uuid()
	default:
		m.add(m.faker.HackerAdjective(), " ", m.faker.HackerNoun())
	}
	return m.text
}

func (m *Maker) add(texts ...string) {
	for _, text := range texts {
		m.text = append(m.text, text...)
	}
}

// url is an address below that of the record.
func (m *Maker) url(path string) {
	m.add("https://")
	m.host()
	if path != "" && path != "url" {
		m.add("/", strings.ToLower(path))
	}
}

// host is made of the name: Example Payroll is at example-payroll.example.com.
func (m *Maker) host() {
	begin := len(m.text)
	for i := range len(m.of.Name) {
		switch c := m.of.Name[i] | 0x20; { // in lower case
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			m.text = append(m.text, c)
		case len(m.text) > begin && m.text[len(m.text)-1] != '-':
			m.text = append(m.text, '-')
		}
	}
	for len(m.text) > begin && m.text[len(m.text)-1] == '-' {
		m.text = m.text[:len(m.text)-1]
	}
	const longest = 63 // label of a host
	if m.text = m.text[:min(len(m.text), begin+longest)]; len(m.text) > begin {
		m.add(".")
	}
	m.add("example.com")
}

const day = 24 * time.Hour

func (m *Maker) day() {
	m.text = m.of.Since.AddDate(1, 0, m.below(800)).UTC().AppendFormat(m.text, time.DateOnly)
}

// time is before or behind that of other fields, as it should be.
func (m *Maker) time(name string) {
	later := 0
	if name != "createdAt" {
		later = 100
	}
	at := m.of.Since.Add(time.Duration(later+m.below(100))*day + time.Duration(m.below(int(day/time.Millisecond)))*time.Millisecond)
	m.text = at.UTC().AppendFormat(m.text, "2006-01-02T15:04:05.000Z07:00")
}

func (m *Maker) uuid() {
	const digits, form = "0123456789abcdef", "xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx"
	for i := range len(form) {
		digit := form[i]
		if digit == 'x' {
			digit = digits[m.below(16)]
		}
		m.text = append(m.text, digit)
	}
}

func (m *Maker) below(n int) int { return int(m.rand.Uint64() % uint64(n)) }

// source is SplitMix64.
type source struct{ state uint64 }

const golden = 0x9e3779b97f4a7c15

func (s *source) Uint64() uint64 {
	s.state += golden
	return mix(s.state)
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// hash is FNV-1a, begun at another number.
func hash(at uint64, text string) uint64 {
	for i := range len(text) {
		at = (at ^ uint64(text[i])) * 0x100000001b3
	}
	return at
}
