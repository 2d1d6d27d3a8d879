// Package overlay makes the contracts that the simulator serves: the published
// baseline with overlays (https://spec.openapis.org/overlay/v1.0.0.html) applied to
// it. It runs when a contract changes, not when the simulator does.
package overlay

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/pb33f/go-yaml"
	"github.com/pb33f/libopenapi"
)

// Named is an overlay, or a document, with the name that errors have for it.
type Named struct {
	Name string
	Text []byte
}

// head says of a made contract where to change it.
const head = `# Made by "go generate ./spec" from %s. Change these, not this file.
`

// Make applies overlays to a document, in their order, and puts the parameters and
// responses that it refers to where it refers to them, as the API serves them: some
// generators of clients cannot follow these references, and others name types after
// them. Every action must change something.
func Make(base Named, overlays ...Named) ([]byte, error) {
	text, from := base.Text, base.Name
	for _, o := range overlays {
		from += ", " + o.Name
		result, err := libopenapi.ApplyOverlayFromBytesToSpecBytes(text, o.Text)
		if err != nil {
			return nil, fmt.Errorf("apply %s: %w", o.Name, err)
		}
		var warnings []error
		for _, w := range result.Warnings {
			warnings = append(warnings, fmt.Errorf("apply %s: %s", o.Name, w))
		}
		if err := errors.Join(warnings...); err != nil {
			return nil, err
		}
		text = result.Bytes
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("read what was made of %s: %w", from, err)
	}
	if err := inline(document.Content[0], "parameters", "responses"); err != nil {
		return nil, fmt.Errorf("make of %s: %w", from, err)
	}
	made := bytes.NewBufferString(fmt.Sprintf(head, from))
	encoder := yaml.NewEncoder(made)
	encoder.SetIndent(2)
	if err := encoder.Encode(&document); err != nil {
		return nil, err
	}
	return made.Bytes(), encoder.Close()
}
