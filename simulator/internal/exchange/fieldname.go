package exchange

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The names of text fields make objects and lists, as multer makes them of
// a[b], a[0] and a[] (A58). What nobody means is bounded: each step costs.
const (
	maxFieldSteps = 16
	maxFieldIndex = 99
)

// fieldStep is one step of a name: a property or an index.
type fieldStep struct {
	key    string
	index  int
	inList bool
}

var (
	indexStep = regexp.MustCompile(`^\[([0-9]+)\]`)
	nameStep  = regexp.MustCompile(`^\[([^\]]+)\]`)
)

// fieldSteps takes a name apart. A name that is not formed like a[b][0][] is
// one property. appends tells whether it ends in [].
func fieldSteps(name string) (steps []fieldStep, appends bool, err error) {
	whole := []fieldStep{{key: name}}
	first, rest := name, ""
	if at := strings.IndexByte(name, '['); at >= 0 {
		first, rest = name[:at], name[at:]
	}
	if first == "" {
		return whole, false, nil
	}
	steps = []fieldStep{{key: first}}
	for rest != "" {
		if rest == "[]" {
			return steps, true, nil
		}
		if m := indexStep.FindStringSubmatch(rest); m != nil {
			index, err := strconv.Atoi(m[1])
			if err != nil || index > maxFieldIndex {
				return nil, false, &BodyError{Where: place(first), Text: fmt.Sprintf("has the index %.20s, at most %d is allowed", m[1], maxFieldIndex)}
			}
			steps, rest = append(steps, fieldStep{index: index, inList: true}), rest[len(m[0]):]
		} else if m := nameStep.FindStringSubmatch(rest); m != nil {
			steps, rest = append(steps, fieldStep{key: m[1]}), rest[len(m[0]):]
		} else {
			return whole, false, nil
		}
		if len(steps) > maxFieldSteps {
			return nil, false, &BodyError{Where: place(first), Text: fmt.Sprintf("is nested deeper than %d steps", maxFieldSteps)}
		}
	}
	return steps, false, nil
}

// put puts a value where the steps lead in current, which is nil, a text, a
// list or an object, and returns what stands there then. It is append-field of
// multer, with its ways of bringing a text and an object together.
func put(current any, steps []fieldStep, appends bool, value string) any {
	if len(steps) == 0 {
		return putLast(current, appends, value)
	}
	step := steps[0]
	if step.inList {
		list, isList := current.([]any)
		if current == nil || isList {
			for len(list) <= step.index {
				list = append(list, nil)
			}
			list[step.index] = put(list[step.index], steps[1:], appends, value)
			return list
		}
		step.key = strconv.Itoa(step.index)
	}
	object := asObject(current)
	object[step.key] = put(object[step.key], steps[1:], appends, value)
	return object
}

func putLast(current any, appends bool, value string) any {
	switch now := current.(type) {
	case nil:
		if appends {
			return []any{value}
		}
		return value
	case []any:
		return append(now, value)
	case map[string]any:
		now[""] = putLast(now[""], false, value)
		return now
	}
	return []any{current, value}
}

// asObject is what a name in brackets makes of what is there.
func asObject(current any) map[string]any {
	switch now := current.(type) {
	case map[string]any:
		return now
	case []any:
		object := map[string]any{}
		for i, item := range now {
			if item != nil {
				object[strconv.Itoa(i)] = item
			}
		}
		return object
	case nil:
		return map[string]any{}
	}
	return map[string]any{"": current}
}
