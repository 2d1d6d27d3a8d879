package control

import (
	"errors"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

type scenarioText struct {
	Text yamlText `json:"text" in:"body"` // of a scenario file
}

type lintView struct {
	Problems []problemView `json:"problems"`
	Scenario *scenarioView `json:"scenario,omitempty"` // if there are no problems
}

type problemView struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Text   string `json:"text"`
}

func lintScenario(c call, in scenarioText) (lintView, error) {
	loaded, err := scenario.Load(c.Contract, "scenario", in.Text, nil)
	if problems, ok := errors.AsType[yamlfile.Problems](err); ok {
		return lintView{Problems: listOf(problems, viewProblem).Data}, nil
	}
	if err != nil {
		return lintView{}, err
	}
	view := viewScenario(loaded)
	return lintView{Problems: []problemView{}, Scenario: &view}, nil
}

func viewProblem(p yamlfile.Problem) problemView {
	return problemView{Line: p.Line, Column: p.Column, Text: p.Text}
}
