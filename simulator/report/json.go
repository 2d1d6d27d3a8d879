package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

func (r Report) writeJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r.whole())
}

// Read reads a report that was written as JSON.
func Read(data []byte) (Report, error) {
	if err := checkVersion(data); err != nil {
		return Report{}, err
	}
	var r Report
	if err := json.Unmarshal(data, &r); err != nil {
		return Report{}, fmt.Errorf("this is no report of vsrsim: %w", err)
	}
	return r.whole(), nil
}

// checkVersion comes first, as another version may have other types.
func checkVersion(data []byte) error {
	var form struct {
		Version *int `json:"version"`
	}
	if err := json.Unmarshal(data, &form); err != nil {
		return fmt.Errorf("this is no report of vsrsim: %w", err)
	}
	if form.Version == nil {
		return errors.New("this is no report of vsrsim: it has no version")
	}
	if *form.Version != Version {
		return fmt.Errorf("the report has version %d; only version %d is understood", *form.Version, Version)
	}
	return nil
}
