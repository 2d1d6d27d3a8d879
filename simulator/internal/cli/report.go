package cli

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/remote"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// reportWait is how long a running simulator may take to report.
const reportWait = 30 * time.Second

func reportCommand() *cobra.Command {
	var sandbox string
	var of controlFlags
	var asked runFlags
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Ask a running simulator what its run has proved so far; exit 1 if it does not pass",
		Example: `  vsrsim report
  vsrsim report --control http://127.0.0.1:4010 --report report.html --report junit.xml`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			outliveReaders()
			files, err := openReports(asked.reports, nil)
			if err != nil {
				return err
			}
			sim, err := of.simulator(cmd)
			if err != nil {
				return err
			}
			proved, err := readReport(cmd.Context(), sim, asked.query(cmd.Flags(), sandbox))
			if err != nil {
				return err
			}
			proved.Run = aboutRun(time.Time{}, nil)
			proved = inCheckout(proved)
			err = writeReports(files, proved, func() (any, error) { return readCalls(cmd.Context(), sim, sandbox) })
			unread := proved.WriteText(cmd.OutOrStdout(), colourful(cmd.OutOrStdout()))
			annotate(proved, cmd.ErrOrStderr()) // who keeps the summary in a file has no use for them there
			if errors.Is(unread, syscall.EPIPE) {
				unread = nil // who reads it has seen enough
			}
			if err := errors.Join(err, unread); err != nil {
				return err
			}
			if !proved.Passed {
				return errFindings
			}
			return nil
		},
	}
	of.add(cmd)
	cmd.Flags().StringVar(&sandbox, "sandbox", "", "only this `sandbox` (default: all)")
	asked.addQuery(cmd.Flags())
	return cmd
}

// readReport reads the report of a simulator that runs.
func readReport(ctx context.Context, sim remote.Simulator, query url.Values) (report.Report, error) {
	inputs := remote.Inputs{}
	for name, values := range query {
		inputs[name] = values
	}
	body, err := readFrom(ctx, sim, "getReport", inputs)
	if err != nil {
		return report.Report{}, err
	}
	return report.Read(body)
}

// readCalls reads its calls as they are, of one sandbox or of all.
func readCalls(ctx context.Context, sim remote.Simulator, sandbox string) (any, error) {
	operation, inputs := "exportAllCalls", remote.Inputs{}
	if sandbox != "" {
		operation, inputs = "exportCalls", remote.Inputs{"sandbox": sandbox}
	}
	body, err := readFrom(ctx, sim, operation, inputs)
	return json.RawMessage(body), err
}

func readFrom(ctx context.Context, sim remote.Simulator, operation string, inputs remote.Inputs) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, reportWait)
	defer cancel()
	answer, err := sim.Call(ctx, control.RowNamed(operation), inputs, "")
	if err != nil {
		return nil, unreachable(err)
	}
	if !answer.OK() {
		return nil, refusedBy(sim, answer)
	}
	return answer.Body, nil
}

// maxMessage is how many bytes of an answer are said.
const maxMessage = 1000

// messageOf is what an error of a simulator says, of the control API or of the API,
// which explains itself beside its message; the body of any other.
func messageOf(body []byte) string {
	var view struct {
		Message   string
		DebugInfo struct{ Message string }
	}
	text := string(body)
	if err := json.Unmarshal(body, &view); err == nil && view.Message != "" {
		text = view.Message
		if view.DebugInfo.Message != "" {
			text += ": " + view.DebugInfo.Message
		}
	}
	if len(text) > maxMessage {
		text = strings.ToValidUTF8(text[:maxMessage], "") + " …"
	}
	return text
}
