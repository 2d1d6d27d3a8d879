package yamlfile

import (
	"encoding/base64"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// scalar fills a value for which isScalar holds.
func (d *decoder) scalar(node *yaml.Node, path string, into reflect.Value) {
	encoded := base64Of(node)
	switch {
	case encoded != nil && isText(into.Type()):
		d.base64(encoded, Join(path, base64Key), into)
	case node.Kind != yaml.ScalarNode, isNull(node):
		d.mismatch(node, path, into.Type())
	case readsText(into.Type()):
		d.ownText(node, path, into)
	case isText(into.Type()):
		d.text(node, path, into)
	case into.Type() == timeType:
		d.time(node, path, into)
	case into.CanInt(), into.CanUint():
		d.integer(node, path, into)
	case into.CanFloat():
		d.float(node, path, into)
	default:
		d.bool(node, path, into)
	}
}

// text takes a scalar as it is written, so that nobody has to quote a date.
func (d *decoder) text(node *yaml.Node, path string, into reflect.Value) {
	text := node.Value
	if node.Tag == binaryTag && node.Style&yaml.TaggedStyle != 0 {
		content, err := decodeBase64(text)
		if err != nil {
			d.refuse(node, path, "must be base64 after the tag %s", binaryTag)
			return
		}
		text = string(content)
	}
	setText(into, text)
}

// base64Key is the key of a mapping that stands for a text which is not written as
// one, as JSON has no tags: {base64: /w==}.
const base64Key = "base64"

// base64Of is the value in such a mapping, or nil.
func base64Of(node *yaml.Node) *yaml.Node {
	if node.Kind != yaml.MappingNode || len(node.Content) != 2 || node.Content[0].Value != base64Key {
		return nil
	}
	return node.Content[1]
}

func (d *decoder) base64(node *yaml.Node, path string, into reflect.Value) {
	content, err := decodeBase64(node.Value)
	if err != nil || node.Kind != yaml.ScalarNode || !d.supported(node, path, into.Type()) {
		d.refuse(node, path, "must be base64")
		return
	}
	setText(into, string(content))
}

func decodeBase64(text string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
}

func setText(into reflect.Value, text string) {
	if into.Kind() == reflect.String {
		into.SetString(text)
	} else {
		into.SetBytes([]byte(text))
	}
}

func (d *decoder) time(node *yaml.Node, path string, into reflect.Value) {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, node.Value); err == nil {
			into.Set(reflect.ValueOf(t.UTC()))
			return
		}
	}
	d.mismatch(node, path, into.Type())
}

// wholeNumber leaves out the forms that YAML 1.1 and 1.2 read differently,
// such as 010, and those that few people know, such as 1_000.
var wholeNumber = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)

func (d *decoder) integer(node *yaml.Node, path string, into reflect.Value) {
	if node.Style != 0 || !wholeNumber.MatchString(node.Value) {
		d.mismatch(node, path, into.Type())
		return
	}
	if into.CanInt() {
		bits := into.Type().Bits()
		value, err := strconv.ParseInt(node.Value, 10, bits)
		if err != nil {
			d.refuse(node, path, "must be an integer from %d to %d, is %s",
				int64(math.MinInt64)>>(64-bits), int64(math.MaxInt64)>>(64-bits), shortened(node.Value))
			return
		}
		into.SetInt(value)
		return
	}
	d.unsigned(node, path, into)
}

func (d *decoder) unsigned(node *yaml.Node, path string, into reflect.Value) {
	bits := into.Type().Bits()
	value, err := strconv.ParseUint(node.Value, 10, bits)
	if err != nil {
		d.refuse(node, path, "must be an integer from 0 to %d, is %s",
			uint64(math.MaxUint64)>>(64-bits), shortened(node.Value))
		return
	}
	into.SetUint(value)
}

func (d *decoder) float(node *yaml.Node, path string, into reflect.Value) {
	isNumber := node.Style == 0 && (node.Tag == "!!int" || node.Tag == "!!float")
	value, err := strconv.ParseFloat(node.Value, 64)
	if !isNumber || err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
		d.mismatch(node, path, into.Type())
		return
	}
	into.SetFloat(value)
}

func (d *decoder) bool(node *yaml.Node, path string, into reflect.Value) {
	if node.Style != 0 || node.Value != "true" && node.Value != "false" {
		d.mismatch(node, path, into.Type())
		return
	}
	into.SetBool(node.Value == "true")
}
