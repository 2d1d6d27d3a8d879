package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// What follows is SARIF 2.1.0 as far as we have something to say. A test holds it against
// the schema of the standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	homepage    = "https://github.com/vsrsim/vsrsim"
)

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	Results     []sarifResult     `json:"results"`
	Properties  map[string]string `json:"properties,omitempty"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string             `json:"id"`
	ShortDescription sarifMessage       `json:"shortDescription"`
	FullDescription  sarifMessage       `json:"fullDescription"` // GitHub asks for it
	Help             sarifMessage       `json:"help"`
	HelpURI          string             `json:"helpUri"`
	Defaults         sarifConfiguration `json:"defaultConfiguration"`
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifMessage struct {
	Text string `json:"text"`
}

// sarifInvocation is the run itself, with what is about it as a whole.
type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	CommandLine   string              `json:"commandLine,omitempty"`
	Start         string              `json:"startTimeUtc,omitempty"`
	End           string              `json:"endTimeUtc,omitempty"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level   string       `json:"level"`
	Message sarifMessage `json:"message"`
}

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifMessage      `json:"message"`
	Locations    []sarifLocation   `json:"locations"`
	Occurrences  int               `json:"occurrenceCount,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints"`
	Properties   *sarifContract    `json:"properties,omitempty"` // nil if no line of the contract is meant
}

// sarifContract is where the contract says what a violation breaks, for programs: the place of
// a result is of files of the client alone.
type sarifContract struct {
	Contract string `json:"contract"` // revision
	File     string `json:"contractFile,omitempty"`
	Line     int    `json:"contractLine"`
}

type sarifLocation struct {
	Physical sarifPhysical  `json:"physicalLocation"`
	Logical  []sarifLogical `json:"logicalLocations"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine int `json:"startLine"`
}

const (
	sarifError = "error"
	sarifNote  = "note" // of a hint
)

func (r Report) writeSARIF(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(sarifLog{sarifSchema, "2.1.0", []sarifRun{r.forPeople().sarif()}})
}

func (r Report) sarif() sarifRun {
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "vsrsim", Version: cmp.Or(r.Simulator, "unknown"), InformationURI: homepage, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{r.sarifInvocation()}, Results: []sarifResult{}, Properties: map[string]string{"contract": r.Contract},
	}
	if r.Run != nil && r.Run.Commit != "" {
		run.Properties["commit"] = r.Run.Commit
	}
	for _, i := range r.issues() {
		if i.about == "" {
			note := sarifNotification{sarifError, sarifText(closed(i.text) + " " + sentence(i.fix))}
			run.Invocations[0].Notifications = append(run.Invocations[0].Notifications, note)
			continue
		}
		result := i.sarif(run.Tool.Driver.ruleIndex(i))
		if i.line > 0 {
			result.Properties = &sarifContract{r.Contract, r.ContractFile, i.line}
		}
		run.Results = append(run.Results, result)
	}
	return run
}

// sarifInvocation is successful if the simulator did its work, whatever it found.
func (r Report) sarifInvocation() sarifInvocation {
	one := sarifInvocation{Successful: true}
	if r.Run != nil {
		one.End = r.Run.Date.UTC().Format(time.RFC3339)
		one.CommandLine = r.Run.command()
		if began := r.Run.began(); !began.IsZero() {
			one.Start = began.UTC().Format(time.RFC3339)
		}
	}
	return one
}

// ruleIndex is the index of the rule of an issue, which is added with its first one.
func (d *sarifDriver) ruleIndex(i issue) int {
	at := slices.IndexFunc(d.Rules, func(known sarifRule) bool { return known.ID == i.rule })
	if at >= 0 {
		return at
	}
	about, next := findingWords[i.kind].about, sentence(findingWords[i.kind].next)
	if i.kind == "" {
		about, next = "Something in a call was ignored, or read as what it nearly is.", "Change the client as the hint says; it fails no run."
	}
	rule := sarifRule{
		ID: i.rule, ShortDescription: sarifText(about), FullDescription: sarifText(about + " " + next), Help: sarifText(next),
		HelpURI: homepage + "/blob/main/docs/ci.md", Defaults: sarifConfiguration{i.level()},
	}
	d.Rules = append(d.Rules, rule)
	return len(d.Rules) - 1
}

func (i issue) level() string {
	if i.kind == "" {
		return sarifNote
	}
	return sarifError
}

func (i issue) sarif(rule int) sarifResult {
	return sarifResult{
		RuleID: i.rule, RuleIndex: rule, Level: i.level(), Message: sarifText(closed(i.text) + " " + sentence(i.details())), Occurrences: i.count,
		Locations:    []sarifLocation{i.sarifLocation()},
		Fingerprints: map[string]string{"primaryLocationLineHash": i.fingerprint()},
	}
}

// foundBy is the folder of what stands for a file where the client has none.
const foundBy = "vsrsim"

// sarifLocation is the line in a file of the client's repository. Where it has none, what the
// issue is about stands in its place, as other tools do that look at what runs, and not at
// files: GitHub takes no result without a relative path and a line.
func (i issue) sarifLocation() sarifLocation {
	source := i.source
	if source.File == "" {
		source = Source{foundBy + "/" + i.about, 1}
	}
	return sarifLocation{sarifPhysical{sarifArtifact{fileURI(source.File)}, sarifRegion{source.Line}}, []sarifLogical{{i.about}}}
}

// fingerprint tells the same issue of two runs from others. GitHub knows it by that name.
func (i issue) fingerprint() string {
	sum := sha256.Sum256([]byte(i.rule + "\n" + i.text))
	return hex.EncodeToString(sum[:8]) + ":1"
}

// fileURI is a path as a URI, relative as it is.
func fileURI(path string) string {
	uri := url.URL{Path: path}
	return uri.String()
}

// sarifText is a text that has no links: in SARIF, [text](address) is one.
func sarifText(text string) sarifMessage {
	return sarifMessage{strings.ReplaceAll(text, "](", "] (")}
}

// sentence is a text that begins and ends as a sentence does.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	return closed(string(unicode.ToUpper(first)) + text[size:])
}

// closed is a text with a sign at its end, as a question has one.
func closed(text string) string {
	if strings.HasSuffix(text, "?") || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}
