package exchange

// ErrorForm is how the errors of the API look.
type ErrorForm string

// The forms. The zero value is none.
const (
	ErrorsPublished ErrorForm = "published" // as the contract declares them
	ErrorsObserved  ErrorForm = "observed"  // as they were seen, which the contract does not allow (A70)
)

// ErrorForms are all forms, as files and flags call them.
var ErrorForms = []string{string(ErrorsPublished), string(ErrorsObserved)}
