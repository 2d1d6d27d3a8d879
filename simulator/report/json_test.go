package report_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/report"
)

func TestJSONReadsAgain(t *testing.T) {
	for name, sample := range samples() {
		text := written(t, sample, report.JSON)
		if strings.Contains(text, "null") || !strings.HasSuffix(text, "}\n") || strings.Contains(text, `\u003c`) {
			t.Errorf("%s: got %s", name, text)
		}
		again, err := report.Read([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if written(t, again, report.JSON) != text {
			t.Errorf("%s: read differently", name)
		}
	}
}

func TestReadIsWhatWasWritten(t *testing.T) {
	again, err := report.Read([]byte(written(t, failing(), report.JSON)))
	if err != nil {
		t.Fatal(err)
	}
	want := failing()
	if !reflect.DeepEqual(again.Checks[1], want.Checks[1]) || !reflect.DeepEqual(again.Violations[0], want.Violations[0]) ||
		*again.Coverage.Minimum != 40 || again.Seed != want.Seed {
		t.Errorf("got %+v", again)
	}
	if again.Keys[2].Needed == nil || again.Operations[1].Elements == nil {
		t.Error("a list is nil")
	}
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "no report of vsrsim",
		"<!DOCTYPE html>":              "no report of vsrsim",
		"null":                         "it has no version",
		"[]":                           "no report of vsrsim",
		"{}":                           "it has no version",
		`{"version":"1"}`:              "no report of vsrsim",
		`{"version":2,"calls":"many"}`: "version 2; only version 1 is understood",
		`{"version":0}`:                "version 0",
		`{"version":1,"calls":"many"}`: "calls",
		`{"version":1}{"version":1}`:   "no report of vsrsim",
	} {
		if _, err := report.Read([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

func TestReadAllowsMoreFields(t *testing.T) {
	if _, err := report.Read([]byte(`{"version":1,"weather":"fine"}`)); err != nil {
		t.Error(err)
	}
}
