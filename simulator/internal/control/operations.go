package control

import (
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

// operations is the table that the control API is made of. spec/control.yaml is held
// against it when a simulator starts and, with inputs and outputs, by a test.
var operations = []operation{
	doc("index", "GET /", "text/plain, text/html", index, tokenless),
	op("health", "GET /health", changesNothing, health, tokenless),
	op("ready", "GET /ready", changesNothing, health, tokenless),
	op("getSession", "GET /session", changesNothing, getSession, tokenless),
	op("openSession", "POST /session", changesNothing, openSession, tokenless),
	op("closeSession", "DELETE /session", changesNothing, closeSession, tokenless),
	op("getAbout", "GET /about", changesNothing, getAbout),
	doc("contractYAML", "GET /openapi.yaml", "application/yaml", contractYAML),
	doc("contractJSON", "GET /openapi.json", "application/json", contractJSON),
	doc("controlYAML", "GET /control.yaml", "application/yaml", controlYAML),
	doc("controlJSON", "GET /control.json", "application/json", controlJSON),
	op("listAssumptions", "GET /assumptions", changesNothing, listAssumptions),
	doc("getMetrics", "GET /metrics", "text/plain", getMetrics),
	streaming("followEvents", "GET /events", "text/event-stream", followEvents),

	op("listSandboxes", "GET /sandboxes", changesNothing, listSandboxes),
	op("makeSandbox", "POST /sandboxes", changesSandboxes, makeSandbox),
	op("putSandbox", "PUT /sandboxes/{sandbox}", changesSandboxes|changesAll, putSandbox, makesSandbox),
	op("getSandbox", "GET /sandboxes/{sandbox}", changesNothing, getSandbox),
	op("changeSandbox", "PATCH /sandboxes/{sandbox}", changesSandboxes, changeSandbox),
	op("deleteSandbox", "DELETE /sandboxes/{sandbox}", changesSandboxes, deleteSandbox),
	op("resetSandbox", "POST /sandboxes/{sandbox}/reset", changesAll, resetSandbox),

	doc("getWorld", "GET /sandboxes/{sandbox}/world", "application/yaml, application/json", getWorld),
	op("replaceWorld", "PUT /sandboxes/{sandbox}/world", changesWorld, replaceWorld, readsWorlds),
	op("changeWorld", "PATCH /sandboxes/{sandbox}/world", changesWorld, changeWorld, readsWorlds),
	op("listRecords", "GET /sandboxes/{sandbox}/world/{kind}", changesNothing, listRecords),
	op("listCheckpoints", "GET /sandboxes/{sandbox}/checkpoints", changesNothing, listCheckpoints),
	op("saveCheckpoint", "PUT /sandboxes/{sandbox}/checkpoints/{checkpoint}", changesCheckpoints, saveCheckpoint),
	op("rewind", "POST /sandboxes/{sandbox}/checkpoints/{checkpoint}/rewind", changesWorld|changesClock, rewind),
	op("deleteCheckpoint", "DELETE /sandboxes/{sandbox}/checkpoints/{checkpoint}", changesCheckpoints, deleteCheckpoint),

	op("listAccounts", "GET /sandboxes/{sandbox}/accounts", changesNothing, listAccounts),
	op("changeAccount", "PATCH /sandboxes/{sandbox}/accounts/{account}", changesWorld, changeAccount),
	op("listKeys", "GET /sandboxes/{sandbox}/keys", changesNothing, listKeys),
	op("changeKey", "PATCH /sandboxes/{sandbox}/keys/{key}", changesWorld, changeKey),
	op("getReadiness", "GET /sandboxes/{sandbox}/reviews/{review}/readiness", changesNothing, getReadiness),
	op("listDocuments", "GET /sandboxes/{sandbox}/documents", changesNothing, listDocuments),
	op("getDocument", "GET /sandboxes/{sandbox}/documents/{document}", changesNothing, getDocument),
	doc("downloadDocument", "GET /sandboxes/{sandbox}/documents/{document}/content", "application/octet-stream", downloadDocument),

	op("getClock", "GET /sandboxes/{sandbox}/clock", changesNothing, getClock),
	op("setClock", "PUT /sandboxes/{sandbox}/clock", changesClock, setClock),
	op("advanceClock", "POST /sandboxes/{sandbox}/clock/advance", changesClock, advanceClock),
	op("getSeed", "GET /sandboxes/{sandbox}/seed", changesNothing, getSeed),
	op("setSeed", "PUT /sandboxes/{sandbox}/seed", changesSeed, setSeed),

	op("listScenarios", "GET /scenarios", changesNothing, listScenarios),
	op("lintScenario", "POST /scenarios/lint", changesNothing, lintScenario, readsWorlds),
	doc("getScenario", "GET /scenarios/{scenario}", "application/yaml", getScenario),
	op("listPlayingScenarios", "GET /sandboxes/{sandbox}/scenarios", changesNothing, listPlayingScenarios),
	op("playScenario", "PUT /sandboxes/{sandbox}/scenarios/{scenario}", changesScenarios|changesWorld|changesClock, playScenario, readsWorlds),
	op("stopScenario", "DELETE /sandboxes/{sandbox}/scenarios/{scenario}", changesScenarios, stopScenario),
	op("stopAllScenarios", "DELETE /sandboxes/{sandbox}/scenarios", changesScenarios, stopAllScenarios),
	op("resetScenario", "POST /sandboxes/{sandbox}/scenarios/{scenario}/reset", changesScenarios, resetScenario),
	op("listRules", "GET /sandboxes/{sandbox}/rules", changesNothing, listRules),
	op("listRulesOf", "GET /rules", changesNothing, listRulesOf),

	op("listAllCalls", "GET /journal", changesNothing, listAllCalls),
	doc("exportAllCalls", "GET /journal/har", "application/json", exportAllCalls),
	op("listCalls", "GET /sandboxes/{sandbox}/journal", changesNothing, listCalls),
	doc("exportCalls", "GET /sandboxes/{sandbox}/journal/har", "application/json", exportCalls),
	op("countCalls", "GET /sandboxes/{sandbox}/journal/count", changesNothing, countCalls),
	op("getCall", "GET /sandboxes/{sandbox}/journal/{call}", changesNothing, getCall),
	doc("getWorldAfterCall", "GET /sandboxes/{sandbox}/journal/{call}/world", "application/yaml, application/json", getWorldAfterCall),
	op("resendCall", "POST /sandboxes/{sandbox}/journal/{call}/resend", changesByCall, resendCall),
	op("resetJournal", "DELETE /sandboxes/{sandbox}/journal", changesJournal, resetJournal),

	op("verifyCalls", "POST /sandboxes/{sandbox}/verify", changesNothing, verifyCalls),
	doc("getReport", "GET /report", "application/json", getReport),
	doc("getReportAs", "GET /report/{format}", "text/plain, text/markdown, application/xml, text/html, application/json", getReportAs),
	op("restartReport", "DELETE /report", changesReport|changesJournal, restartReport),
}

// call is what a handler works with beside its input.
type call struct {
	*Control
	from *http.Request    // as it came, for its address, its header and its context; its body is read
	box  *sandbox.Sandbox // that the path names; nil if it names none
	// header is what an operation adds to the header of its answer of success.
	header http.Header
}

// apiURL is the base URL of the API for the caller.
func (c call) apiURL() string { return c.urlsFor(c.from).api + c.BasePath }
