package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/report"
)

// reportFile is a file that something is written to in the end: a report, or the
// calls themselves.
type reportFile struct {
	path   string        // as it was given
	target string        // where that is, whatever becomes of the links to it
	format report.Format // empty for the calls
}

// harEnding is that of a file for the calls as an HTTP archive.
const harEnding = ".har"

// openReports sees to it that reports can be written before anything is started:
// after a run of an hour is too late to hear that they cannot. Older reports of
// the same names go now, also if the run never begins: they are not of this run.
// others are the files of other flags.
func openReports(paths []string, others []flagFile) ([]reportFile, error) {
	var files []reportFile
	var problems []error
	for _, path := range paths {
		file := reportFile{path: path, target: finalPath(path)}
		var err error
		if file.format, err = formatOf(path); err == nil {
			err = alone(file, files, others)
		}
		if err == nil {
			err = clearFile(path)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("--report: %w", err))
		}
		files = append(files, file)
	}
	return files, errors.Join(problems...)
}

// dropStaleReports takes away older reports where a command line is refused before its
// command begins: those that its flags are known to name. A file that the command line
// or the environment may name for something else is left alone, as that of --state.
func dropStaleReports(cmd *cobra.Command, args []string) {
	flag := cmd.Flags().Lookup("report")
	if flag == nil {
		return
	}
	var reports list
	if given, ok := flag.Value.(*list); ok && len(*given) > 0 {
		reports = *given
	} else {
		_ = reports.Set(os.Getenv(environmentName(flag.Name)))
	}
	named := namedFiles(args)
	for _, path := range reports {
		info, err := os.Stat(path)
		if _, unknown := formatOf(path); unknown != nil || err != nil || !info.Mode().IsRegular() {
			continue
		}
		same := func(paths []string) (n int) {
			for _, other := range paths {
				if sameFile(finalPath(path), finalPath(other)) {
					n++
				}
			}
			return n
		}
		if same(named) <= same(reports) {
			_ = clearFile(path) // there is an error to say already
		}
	}
}

// namedFiles are the texts of a command line, up to those of another command, and of
// our variables but that of the reports, which may name files.
func namedFiles(args []string) []string {
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	for _, variable := range os.Environ() {
		if strings.HasPrefix(variable, environmentPrefix) && !strings.HasPrefix(variable, environmentName("report")+"=") {
			args = append(args[:len(args):len(args)], variable)
		}
	}
	var named []string
	for _, text := range args {
		if _, value, found := strings.Cut(text, "="); found {
			text = value
		}
		named = append(named, strings.Split(text, ",")...)
	}
	return named
}

func formatOf(path string) (report.Format, error) {
	if strings.EqualFold(filepath.Ext(path), harEnding) {
		return "", nil
	}
	format, err := report.FormatOf(path)
	if err != nil {
		err = fmt.Errorf("%w; or with %s (the calls as an HTTP archive)", err, harEnding)
	}
	return format, err
}

// flagFile is a file that a flag names.
type flagFile struct{ flag, path string }

// alone fails if a report would be written over another file of the command line.
func alone(file reportFile, before []reportFile, others []flagFile) error {
	for _, other := range before {
		if sameFile(file.target, other.target) {
			return fmt.Errorf("%s and %s are one file; give each report a name of its own", other.path, file.path)
		}
	}
	for _, other := range others {
		if other.path != "" && sameFile(file.target, finalPath(other.path)) {
			return fmt.Errorf("%s is the file of %s, and would be written over", file.path, other.flag)
		}
	}
	return nil
}

// sameFile takes paths as finalPath gives them. What is no ordinary file, such as
// /dev/null, may be written to twice.
func sameFile(one, other string) bool {
	first, err := os.Stat(one)
	if err != nil {
		return one == other
	}
	second, err := os.Stat(other)
	return err == nil && first.Mode().IsRegular() && os.SameFile(first, second)
}

// writeReports tries all files, and says of those that cannot be written why. A
// folder that the command has cleared away in its run is made anew.
func writeReports(files []reportFile, proved report.Report, har func() (any, error)) error {
	var problems []error
	for _, file := range files {
		_ = os.MkdirAll(filepath.Dir(file.target), 0o777) // what is wrong shows at the next step
		err := putFile(file.target, func(w io.Writer) error {
			if file.format != "" {
				return proved.Write(w, file.format)
			}
			archive, err := har()
			if err != nil {
				return err
			}
			return json.NewEncoder(w).Encode(archive)
		})
		if err != nil {
			problems = append(problems, fmt.Errorf("--report: %w", nameFile(file.path, err)))
		}
	}
	return errors.Join(problems...)
}
