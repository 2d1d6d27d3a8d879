package control

import "strings"

// commands are what the table says of an operation to the command line: the verbs that
// call it, or why there is none.
type commands struct {
	verbs     []Verb
	elsewhere string // the command that calls it in a way of its own
	noVerb    string // why there is none
}

// Verb is a command that calls an operation. Of several operations with the same words,
// the one is called whose switch was given, and that has as many arguments as were given.
type Verb struct {
	Words     []string // of the command, behind its name
	Arguments []Argument
	About     string            // what it does, if that is less than the operation does
	Switch    string            // that has to be given; empty if none has
	Fixed     map[string]string // inputs that the words stand for
}

// Argument is an input that needs no name on the command line.
type Argument struct {
	Input    string // its name; BodyFile for the whole of a body
	Optional bool
	OrFile   bool // a file in its place is the body, and has it as its name
}

// BodyFile is the name of the argument that is the whole of a body: a file, or the text
// itself.
const BodyFile = "file"

// verb gives an operation a command. The line has its words; then, in capital letters, the
// inputs that are arguments, in brackets if they may be left out, with "|FILE" if a file may
// stand in their place. A word behind a question mark is a switch. Behind a colon it says
// what it does, if that is less than the operation does. What is fixed stands as
// "mode=real".
func verb(line string, fixed ...string) mark {
	line, about, _ := strings.Cut(line, ": ")
	v := Verb{About: about, Fixed: map[string]string{}}
	for word := range strings.FieldsSeq(line) {
		bare := strings.Trim(word, "[]")
		switch {
		case word[0] == '?':
			v.Switch = word[1:]
		case bare == strings.ToUpper(bare):
			name, _, orFile := strings.Cut(strings.ToLower(bare), "|")
			v.Arguments = append(v.Arguments, Argument{Input: name, Optional: word != bare, OrFile: orFile})
		default:
			v.Words = append(v.Words, word)
		}
	}
	for _, one := range fixed {
		name, value, _ := strings.Cut(one, "=")
		v.Fixed[name] = value
	}
	return v
}

func (v Verb) put(op *operation) { op.commands.verbs = append(op.commands.verbs, v) }

// elsewhere names the command that calls an operation in a way of its own.
type elsewhere string

func (e elsewhere) put(op *operation) { op.commands.elsewhere = string(e) }

// noVerb says why no command calls an operation.
type noVerb string

func (n noVerb) put(op *operation) { op.commands.noVerb = string(n) }
