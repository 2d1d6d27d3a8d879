package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// inputFlag is a flag for an input of an operation. It takes what can be sent; what the
// control API asks of a value beyond that, it says itself.
type inputFlag struct {
	input  control.Input
	values []any // as remote.Inputs takes them, more than one of a list only
}

func (f *inputFlag) String() string {
	if f.input.Default != "" && len(f.values) == 0 {
		return f.input.Default
	}
	var texts []string
	for _, value := range f.values {
		texts = append(texts, fmt.Sprint(value))
	}
	return strings.Join(texts, ",")
}

// kind is the type of the values in the schema, without null.
func kind(schema map[string]any) string {
	switch of := schema["type"].(type) {
	case string:
		return of
	case []any:
		return fmt.Sprint(of[0])
	default:
		return ""
	}
}

// Type is what help calls the value.
func (f *inputFlag) Type() string {
	switch kind(f.input.Schema) {
	case "boolean":
		return "bool"
	case "integer", "number":
		return "number"
	case "array":
		return "names"
	case "object":
		return "yaml"
	}
	if f.input.Schema["format"] == "date-time" {
		return "time"
	}
	if strings.HasSuffix(f.input.Property, "sandbox") {
		return "name"
	}
	return "text"
}

// Set takes a value, or another one of a list.
func (f *inputFlag) Set(text string) error {
	if kind(f.input.Schema) == "array" {
		var names list
		if err := names.Set(text); err != nil {
			return err
		}
		for _, name := range names {
			f.values = append(f.values, name)
		}
		return nil
	}
	value, err := valueOf(f.input, text)
	if err == nil {
		f.values = []any{value}
	}
	return err
}

// value is what remote.Inputs takes.
func (f *inputFlag) value() any {
	if kind(f.input.Schema) == "array" {
		return f.values
	}
	return f.values[0]
}

// valueOf reads the text of a value. A parameter goes out as the text that it is.
func valueOf(input control.Input, text string) (any, error) {
	if of, ok := input.Schema["type"].([]any); ok && slices.Contains(of, any("null")) && text == "null" {
		return nil, nil
	}
	switch kind(input.Schema) {
	case "boolean":
		value, err := strconv.ParseBool(text)
		if err != nil {
			return nil, errors.New("must be true or false")
		}
		return value, nil
	case "integer", "number":
		if !json.Valid([]byte(text)) || strings.Trim(text, "-+.0123456789eE") != "" {
			return nil, errors.New("must be a number")
		}
		return json.Number(text), nil
	case "object":
		return objectOf("the value", []byte(text))
	default:
		return text, nil
	}
}

// objectOf reads an object from JSON or YAML.
func objectOf(name string, text []byte) (object map[string]any, err error) {
	if json.Valid(text) {
		if json.Unmarshal(text, &object) != nil || object == nil {
			return nil, fmt.Errorf("%s must be an object such as {calls: []}", name)
		}
		return object, nil
	}
	if _, problems := yamlfile.Decode(name, text, &object); len(problems) > 0 {
		return nil, problems
	}
	return object, nil
}

// flagName is terms-accepted for termsAccepted.
func flagName(input string) string {
	var name strings.Builder
	for _, r := range input {
		if 'A' <= r && r <= 'Z' {
			name.WriteByte('-')
		}
		name.WriteString(strings.ToLower(string(r)))
	}
	return name.String()
}

// addFlags adds the flags of all forms, each once, and those that all verbs have.
func (v *verbRun) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	v.flags, v.switches = map[string]*inputFlag{}, map[string]*bool{}
	for _, f := range v.forms {
		if f.Switch != "" {
			v.switches[f.Switch] = flags.Bool(f.Switch, false, withoutPeriod(f.does()))
		}
		for _, input := range f.Inputs {
			if known := v.flags[input.Name]; f.needsFlag(input) && (known == nil || known.input.Default == "") {
				v.flags[input.Name] = &inputFlag{input: input}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v.flags)) {
		flag := flags.VarPF(v.flags[name], flagName(name), "", v.flags[name].usage(v.forms))
		if flag.Value.Type() == "bool" {
			flag.NoOptDefVal = "true"
		}
	}
	switch {
	case slices.ContainsFunc(v.forms, form.answersJSON):
		flags.BoolVar(&v.asJSON, "json", false, "write what the control API answers")
	case !slices.ContainsFunc(v.forms, func(f form) bool { return f.HasOutput }):
		flags.BoolVar(&v.asJSON, "json", false, "write what the control API answers, which is nothing")
	}
	v.control.add(cmd)
}

// answersJSON tells whether there is an answer that can be had as JSON.
func (f form) answersJSON() bool {
	return f.HasOutput && (f.MediaTypes == nil || slices.Contains(f.MediaTypes, web.JSON) || slices.Contains(f.MediaTypes, eventStream))
}

// needsFlag tells whether an input is told by a flag: it is no argument, and the words do
// not stand for it. Words that stand for a property of a body say all of the body.
func (f form) needsFlag(input control.Input) bool {
	_, fixed := f.Fixed[input.Name]
	said := fixed || len(f.Fixed) > 0 && input.In == control.InProperty
	return !said && !f.isArgument(input.Name) && !f.wholeBody(input)
}

// wholeBody tells whether an input is what a file is that is an argument, or a part of
// it that cannot be said in one word.
func (f form) wholeBody(input control.Input) bool {
	return input.In == control.InText || f.takesFile() && input.In == control.InProperty && input.Required
}

// takesFile tells whether an argument is a file that is the whole of a body.
func (f form) takesFile() bool {
	return slices.ContainsFunc(f.Arguments, func(a control.Argument) bool { return a.Input == control.BodyFile })
}

// usage is what help says of the flag.
func (f *inputFlag) usage(forms []form) string {
	text := withoutPeriod(strings.ReplaceAll(f.input.Description, "`", ""))
	if text == "" {
		text = "one of " + allowedBy(f.input.Schema)
	} else if allowed := allowedBy(f.input.Schema); allowed != "" {
		text += ": " + allowed
	}
	if kind(f.input.Schema) == "array" && strings.Contains(text, "May be given") {
		text += ", or as a,b"
	} else if kind(f.input.Schema) == "array" {
		text += "; " + repeatable
	}
	if others := slices.DeleteFunc(slices.Clone(forms), func(o form) bool { return o.Switch == "" }); f.input.Default != "" && len(others) > 0 {
		for _, other := range others {
			text += "; all with --" + other.Switch + " unless it is given"
		}
	}
	return text
}

func withoutPeriod(text string) string { return strings.TrimSuffix(text, ".") }
