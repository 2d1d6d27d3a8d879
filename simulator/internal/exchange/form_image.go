package exchange

// FormImage is a form as a plain value, for the images of sandboxes.
type FormImage struct {
	Fields map[string][]string
	Files  map[string][]File
	Order  []string // the names of the fields as they came
}

// Image is the form as a value. It shares what nobody changes with the form.
func (f *Form) Image() FormImage { return FormImage{f.Fields, f.Files, f.order} }

// Form is the form that the image is of.
func (i FormImage) Form() *Form { return &Form{Fields: i.Fields, Files: i.Files, order: i.Order} }
