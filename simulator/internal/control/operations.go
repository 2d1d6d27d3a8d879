package control

import (
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

// operations is the table that the control API is made of. spec/control.yaml is held
// against it when a simulator starts and, with inputs and outputs, by a test.
var operations = []operation{
	doc("index", "GET /", "text/plain, text/html", index, tokenless, noVerb("it is for browsers")),
	op("health", "GET /health", changesNothing, health, tokenless, elsewhere("health")),
	op("ready", "GET /ready", changesNothing, health, tokenless, elsewhere("health")),
	op("getSession", "GET /session", changesNothing, getSession, tokenless, noVerb("it is for browsers")),
	op("openSession", "POST /session", changesNothing, openSession, tokenless, noVerb("it is for browsers")),
	op("closeSession", "DELETE /session", changesNothing, closeSession, tokenless, noVerb("it is for browsers")),
	op("getAbout", "GET /about", changesNothing, getAbout, verb("about"), tool),
	doc("contractYAML", "GET /openapi.yaml", "application/yaml", contractYAML, verb("spec served"), tool),
	doc("contractJSON", "GET /openapi.json", "application/json", contractJSON, noVerb("contractYAML has the same")),
	doc("controlYAML", "GET /control.yaml", "application/yaml", controlYAML, elsewhere("schema")),
	doc("controlJSON", "GET /control.json", "application/json", controlJSON, noVerb("controlYAML has the same")),
	op("listAssumptions", "GET /assumptions", changesNothing, listAssumptions, noVerb("it is for the page")),
	doc("getMetrics", "GET /metrics", "text/plain", getMetrics, noVerb("Prometheus asks for it")),
	streaming("followEvents", "GET /events", "text/event-stream", followEvents, verb("events"), verb("journal list ?follow: The calls of a sandbox, or of all, as they come", "type=call")),

	op("listSandboxes", "GET /sandboxes", changesNothing, listSandboxes, verb("sandbox list"), tool),
	op("makeSandbox", "POST /sandboxes", changesSandboxes, makeSandbox, verb("sandbox make [NAME]"), verb("sandbox fork FROM [NAME]: Make a sandbox as a copy of another"), tool),
	op("putSandbox", "PUT /sandboxes/{sandbox}", changesSandboxes|changesAll, putSandbox, makesSandbox, verb("sandbox put SANDBOX"), tool),
	op("getSandbox", "GET /sandboxes/{sandbox}", changesNothing, getSandbox, verb("sandbox get [SANDBOX]"), tool),
	op("changeSandbox", "PATCH /sandboxes/{sandbox}", changesSandboxes, changeSandbox, verb("sandbox pin SANDBOX: Let a sandbox stay, however many others come", "pinned=true"), verb("sandbox unpin SANDBOX: Let a sandbox make room for others", "pinned=false")),
	op("deleteSandbox", "DELETE /sandboxes/{sandbox}", changesSandboxes, deleteSandbox, verb("sandbox delete SANDBOX"), tool),
	op("resetSandbox", "POST /sandboxes/{sandbox}/reset", changesAll, resetSandbox, verb("reset"), verb("sandbox reset SANDBOX"), tool),

	doc("getWorld", "GET /sandboxes/{sandbox}/world", "application/yaml, application/json", getWorld, verb("world show"), tool),
	op("replaceWorld", "PUT /sandboxes/{sandbox}/world", changesWorld, replaceWorld, readsWorlds, verb("world replace FILE"), tool),
	op("changeWorld", "PATCH /sandboxes/{sandbox}/world", changesWorld, changeWorld, readsWorlds, verb("world change FILE"), tool),
	op("listRecords", "GET /sandboxes/{sandbox}/world/{kind}", changesNothing, listRecords, verb("world list KIND"), tool),
	op("listCheckpoints", "GET /sandboxes/{sandbox}/checkpoints", changesNothing, listCheckpoints, verb("checkpoint list"), tool),
	op("saveCheckpoint", "PUT /sandboxes/{sandbox}/checkpoints/{checkpoint}", changesCheckpoints, saveCheckpoint, verb("checkpoint save CHECKPOINT"), tool),
	op("rewind", "POST /sandboxes/{sandbox}/checkpoints/{checkpoint}/rewind", changesWorld|changesClock, rewind, verb("checkpoint rewind CHECKPOINT"), tool),
	op("deleteCheckpoint", "DELETE /sandboxes/{sandbox}/checkpoints/{checkpoint}", changesCheckpoints, deleteCheckpoint, verb("checkpoint delete CHECKPOINT"), tool),

	op("listAccounts", "GET /sandboxes/{sandbox}/accounts", changesNothing, listAccounts, verb("world account list"), tool),
	op("changeAccount", "PATCH /sandboxes/{sandbox}/accounts/{account}", changesWorld, changeAccount, verb("world account change ACCOUNT"), tool),
	op("listKeys", "GET /sandboxes/{sandbox}/keys", changesNothing, listKeys, verb("world key list"), tool),
	op("changeKey", "PATCH /sandboxes/{sandbox}/keys/{key}", changesWorld, changeKey, verb("world key change KEY"), tool),
	op("getReadiness", "GET /sandboxes/{sandbox}/reviews/{review}/readiness", changesNothing, getReadiness, verb("world readiness REVIEW"), tool),
	op("listDocuments", "GET /sandboxes/{sandbox}/documents", changesNothing, listDocuments, verb("world document list"), tool),
	op("getDocument", "GET /sandboxes/{sandbox}/documents/{document}", changesNothing, getDocument, verb("world document get DOCUMENT")),
	doc("downloadDocument", "GET /sandboxes/{sandbox}/documents/{document}/content", "application/octet-stream", downloadDocument, verb("world document download DOCUMENT")),

	op("getClock", "GET /sandboxes/{sandbox}/clock", changesNothing, getClock, verb("clock"), tool),
	op("setClock", "PUT /sandboxes/{sandbox}/clock", changesClock, setClock, verb("clock set AT: Let the clock of a sandbox stand still", "mode=frozen"), verb("clock offset OFFSET: Let the clock of a sandbox run ahead of the machine", "mode=offset"), verb("clock real: Let the clock of a sandbox run with the machine", "mode=real"), tool),
	op("advanceClock", "POST /sandboxes/{sandbox}/clock/advance", changesClock, advanceClock, verb("clock advance BY"), tool),
	op("getSeed", "GET /sandboxes/{sandbox}/seed", changesNothing, getSeed, verb("seed")),
	op("setSeed", "PUT /sandboxes/{sandbox}/seed", changesSeed, setSeed, verb("seed set SEED")),

	op("listScenarios", "GET /scenarios", changesNothing, listScenarios, verb("scenario served"), tool),
	op("lintScenario", "POST /scenarios/lint", changesNothing, lintScenario, readsWorlds, elsewhere("lint"), tool),
	doc("getScenario", "GET /scenarios/{scenario}", "application/yaml", getScenario, verb("scenario text SCENARIO"), tool),
	op("listPlayingScenarios", "GET /sandboxes/{sandbox}/scenarios", changesNothing, listPlayingScenarios, verb("play"), tool),
	op("playScenario", "PUT /sandboxes/{sandbox}/scenarios/{scenario}", changesScenarios|changesWorld|changesClock, playScenario, readsWorlds, verb("play SCENARIO|FILE"), tool),
	op("stopScenario", "DELETE /sandboxes/{sandbox}/scenarios/{scenario}", changesScenarios, stopScenario, verb("stop SCENARIO"), tool),
	op("stopAllScenarios", "DELETE /sandboxes/{sandbox}/scenarios", changesScenarios, stopAllScenarios, verb("stop"), tool),
	op("resetScenario", "POST /sandboxes/{sandbox}/scenarios/{scenario}/reset", changesScenarios, resetScenario, verb("scenario restart SCENARIO"), tool),
	op("listRules", "GET /sandboxes/{sandbox}/rules", changesNothing, listRules, verb("rules"), tool),
	op("listRulesOf", "GET /rules", changesNothing, listRulesOf, noVerb("listRules has the same")),

	op("listAllCalls", "GET /journal", changesNothing, listAllCalls, verb("journal list ?all"), tool),
	doc("exportAllCalls", "GET /journal/har", "application/json", exportAllCalls, elsewhere("report")),
	op("listCalls", "GET /sandboxes/{sandbox}/journal", changesNothing, listCalls, verb("journal list"), tool),
	doc("exportCalls", "GET /sandboxes/{sandbox}/journal/har", "application/json", exportCalls, verb("journal export")),
	op("countCalls", "GET /sandboxes/{sandbox}/journal/count", changesNothing, countCalls, verb("journal count"), tool),
	op("getCall", "GET /sandboxes/{sandbox}/journal/{call}", changesNothing, getCall, verb("journal show CALL"), tool),
	doc("getWorldAtCall", "GET /sandboxes/{sandbox}/journal/{call}/world", "application/yaml, application/json", getWorldAtCall, verb("journal world CALL"), tool),
	op("resendCall", "POST /sandboxes/{sandbox}/journal/{call}/resend", changesByCall, resendCall, verb("journal resend CALL"), tool),
	op("resetJournal", "DELETE /sandboxes/{sandbox}/journal", changesJournal, resetJournal, verb("journal empty"), tool),

	op("verifyCalls", "POST /sandboxes/{sandbox}/verify", changesNothing, verifyCalls, verb("verify FILE"), tool),
	doc("getReport", "GET /report", "application/json", getReport, elsewhere("report")),
	doc("getReportAs", "GET /report/{format}", "text/plain, text/markdown, application/xml, text/html, application/json, application/sarif+json", getReportAs, elsewhere("report"), tool),
	op("restartReport", "DELETE /report", changesReport|changesJournal|changesScenarios, restartReport, verb("report restart"), tool),
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
