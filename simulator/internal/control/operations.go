package control

import (
	"context"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

// handlers is the table of contents: every operation of spec/control.yaml by its id.
var handlers = map[string]handler{
	"index":        index,
	"health":       health,
	"ready":        health,
	"contractYAML": contractYAML,
	"contractJSON": contractJSON,
	"controlYAML":  controlYAML,
	"getMetrics":   getMetrics,

	"listSandboxes": listSandboxes,
	"makeSandbox":   makeSandbox,
	"putSandbox":    putSandbox,
	"getSandbox":    getSandbox,
	"changeSandbox": changeSandbox,
	"deleteSandbox": deleteSandbox,
	"resetSandbox":  resetSandbox,

	"getWorld":         getWorld,
	"replaceWorld":     replaceWorld,
	"changeWorld":      changeWorld,
	"listRecords":      listRecords,
	"listCheckpoints":  listCheckpoints,
	"saveCheckpoint":   saveCheckpoint,
	"rewind":           rewind,
	"deleteCheckpoint": deleteCheckpoint,

	"listAccounts":     listAccounts,
	"changeAccount":    changeAccount,
	"listKeys":         listKeys,
	"changeKey":        changeKey,
	"listDocuments":    listDocuments,
	"getDocument":      getDocument,
	"downloadDocument": downloadDocument,

	"getClock":     getClock,
	"setClock":     setClock,
	"advanceClock": advanceClock,
	"getSeed":      getSeed,
	"setSeed":      setSeed,

	"listScenarios":        listScenarios,
	"getScenario":          getScenario,
	"listPlayingScenarios": listPlayingScenarios,
	"playScenario":         playScenario,
	"stopScenario":         stopScenario,
	"stopAllScenarios":     stopAllScenarios,
	"resetScenario":        resetScenario,
	"listRules":            listRules,
	"listRulesOf":          listRulesOf,

	"listAllCalls":   listAllCalls,
	"exportAllCalls": exportAllCalls,
	"listCalls":      listCalls,
	"exportCalls":    exportCalls,
	"countCalls":     countCalls,
	"getCall":        getCall,
	"resetJournal":   resetJournal,

	"verifyCalls":   verifyCalls,
	"getReport":     getReport,
	"getReportAs":   getReportAs,
	"restartReport": restartReport,
}

// open are the operations that never need the token: probes have none, and who opens
// the page learns there that there is one.
var open = map[string]bool{"index": true, "health": true, "ready": true}

// makes are the operations on a sandbox that does not have to be there.
var makes = map[string]bool{"putSandbox": true}

// handler carries out one operation: parse, act, answer. It is called with a
// request that fits the contract. Its error says why nothing was done, and
// errorResponse turns that into an answer.
type handler func(call) (exchange.Response, error)

// call is what a handler works with.
type call struct {
	*Control
	request *exchange.Request
	from    *http.Request    // as it came, for its address and its context; its body is read
	box     *sandbox.Sandbox // that the path names; nil if it names none
	context context.Context  // ends when the caller leaves
}

// apiURL is the base URL of the API for the caller.
func (c call) apiURL() string { return c.urlsFor(c.from).api + c.BasePath }

// operation is an operation of spec/control.yaml and what carries it out.
type operation = contract.Bound[handler]
