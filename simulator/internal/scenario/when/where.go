package when

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	exprfile "github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// whereCall is what an expression can ask about: the same names as in when.
type whereCall struct {
	Operation  string              `expr:"operation"`
	Method     string              `expr:"method"`
	Path       map[string]int64    `expr:"path"`
	Query      map[string][]string `expr:"query"`
	Header     map[string]string   `expr:"header"` // the first of each, by its canonical name
	Body       any                 `expr:"body"`
	Parts      []wherePart         `expr:"parts"`
	Key        string              `expr:"key"`
	Permission string              `expr:"permission"`
	Review     *whereReview        `expr:"review"`
	Vendor     *whereVendor        `expr:"vendor"`
	State      string              `expr:"state"`
	Now        time.Time           `expr:"now"`
	Allowance  *allowance          `expr:"the allowance"` // of what it may cost; no name that an expression can have
}

type wherePart struct {
	Field     string `expr:"field"`
	Name      string `expr:"name"`
	Extension string `expr:"extension"`
	Size      int    `expr:"size"`
}

type whereReview struct {
	ID              int64  `expr:"id"`
	Type            string `expr:"type"`
	Status          string `expr:"status"`
	Decision        string `expr:"decision"`
	Title           string `expr:"title"`
	UserID          int64  `expr:"userId"` // 0 if there is none
	RequesterUserID int64  `expr:"requesterUserId"`
	Finalizable     bool   `expr:"finalizable"`
}

type whereVendor struct {
	ID            int64  `expr:"id"`
	Name          string `expr:"name"`
	SecurityOwner int64  `expr:"securityOwner"` // 0 if there is none
}

// compileWhere checks names and types of an expression. It fails with a
// *exprfile.Error.
func compileWhere(text string) (*vm.Program, error) {
	program, err := expr.Compile(text, append(options(), expr.Env(whereCall{}), expr.AsBool())...)
	if err != nil {
		return nil, err
	}
	return program, checkZone(program)
}

// exprProblem puts an error of the expression's compiler or runner in one line.
func exprProblem(err error) string {
	if wrong, ok := errors.AsType[*exprfile.Error](err); ok {
		return fmt.Sprintf("%s (%d:%d)", withoutGoTypes(wrong.Message), wrong.Line, wrong.Column+1)
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return first
}

var (
	goType      = regexp.MustCompile(`\*?when\.where(\w+)`)
	lacksField  = regexp.MustCompile(`^type (\S+) has no (?:field|method) (\S+)$`)
	madeTooMuch = fmt.Sprintf("it makes lists of more than %d values", maxWhereMade)
	unknownName = regexp.MustCompile(`^unknown name (\S+)$`)
)

// withoutGoTypes says what the compiler of expressions says without the types of Go.
func withoutGoTypes(message string) string {
	message = goType.ReplaceAllStringFunc(message, func(name string) string {
		return strings.ToLower(goType.FindStringSubmatch(name)[1])
	})
	if strings.Contains(message, "memory budget exceeded") {
		return madeTooMuch
	}
	if found := lacksField.FindStringSubmatch(message); found != nil {
		return fmt.Sprintf("%s has no %q%s", found[1], found[2], suggest.Meant(found[2], whereNames(found[1])))
	}
	if found := unknownName.FindStringSubmatch(message); found != nil {
		return message + suggest.Meant(found[1], whereNames("call"))
	}
	return message
}

// whereNames are the names that an expression knows of a thing.
func whereNames(thing string) []string {
	of, ok := map[string]reflect.Type{
		"call": reflect.TypeFor[whereCall](), "part": reflect.TypeFor[wherePart](),
		"review": reflect.TypeFor[whereReview](), "vendor": reflect.TypeFor[whereVendor](),
	}[thing]
	if !ok {
		return nil
	}
	var names []string
	for i := range of.NumField() {
		if name := of.Field(i).Tag.Get("expr"); name != allowanceName {
			names = append(names, name)
		}
	}
	return names
}

// whereCondition does not hold where the expression cannot be computed: it asks
// for something that the call has not.
func whereCondition(text string) Condition {
	expression, err := newExpression(text)
	if err != nil { // lint has said so
		return Condition{Name: "where", Holds: func(*Call) bool { return false }, Got: func(*Call) string { return "" }}
	}
	return Condition{
		Name: "where", About: "is true: " + text, Narrow: whereNarrowing(text),
		Holds: func(c *Call) bool {
			result, err := c.evaluate(expression)
			return err == nil && result == true
		},
		Got: func(c *Call) string { return c.gotWhere(expression) },
	}
}

// gotWhere is what came of an expression. An error may quote what it went wrong on,
// so it is that of the call as it may be shown.
func (c *Call) gotWhere(e expression) string {
	result, err := c.evaluate(e)
	if err == nil {
		return fmt.Sprint(result)
	}
	if _, err = c.masked().evaluate(e); err == nil {
		return "an error that a masked value makes"
	}
	return exchange.Abbreviate(exprProblem(err), maxWritten)
}

func (c *Call) where() whereCall {
	env := whereCall{
		Method: c.Request.Method,
		Path:   map[string]int64{}, Query: c.Request.Query, Header: firstValues(c.Request.Header), Body: c.Request.JSON,
		Parts: whereParts(c.Request.Form), Key: c.Key, Now: c.Now,
		Review: c.whereReview(), Vendor: whereVendorOf(c.Facts.Vendor),
		Allowance: newAllowance(c.Request),
	}
	if c.Operation != nil {
		env.Operation, env.Permission = c.Operation.ID, c.Operation.Permission
	}
	for _, p := range c.Request.Params {
		if id, ok := exchange.ParseID(p.Value); ok {
			env.Path[p.Name] = id
		}
	}
	return env
}

func firstValues(header http.Header) map[string]string {
	first := make(map[string]string, len(header))
	for name, values := range header {
		first[name] = values[0]
	}
	return first
}

func whereParts(form *exchange.Form) []wherePart {
	var parts []wherePart
	for field, file := range files(form) {
		parts = append(parts, wherePart{field, file.Name, extension(file.Name), file.Size})
	}
	return parts
}

func (c *Call) whereReview() *whereReview {
	if c.Facts.Review == nil {
		return nil
	}
	found := whereReviewOf(c.Facts.Review)
	found.Finalizable = *c.isFinalizable()
	return found
}

// whereReviewOf is a review without what has to be found out about it.
func whereReviewOf(r *state.Review) *whereReview {
	return &whereReview{
		ID: r.ID, Type: string(r.Type), Status: string(r.Status), Decision: string(r.Decision),
		Title: orZero(r.Title), UserID: orZero(r.UserID), RequesterUserID: orZero(r.RequesterUserID),
	}
}

func whereVendorOf(v *state.Vendor) *whereVendor {
	if v == nil {
		return nil
	}
	return &whereVendor{v.ID, v.Name, orZero(v.SecurityOwner)}
}

func orZero[T any](value *T) T {
	if value == nil {
		var zero T
		return zero
	}
	return *value
}
