package contract

// ViolationsImage is Violations as a plain value, for the images of sandboxes.
type ViolationsImage struct {
	List        []Violation
	More        int
	AtLeast     bool
	Constraints [][2]string // keys, and what the values are to meet
}

// Image is the violations as a value. It shares nothing with them.
func (vs *Violations) Image() ViolationsImage {
	image := ViolationsImage{More: vs.More, AtLeast: vs.AtLeast, List: append([]Violation(nil), vs.List...)}
	for _, c := range vs.constraints {
		image.Constraints = append(image.Constraints, [2]string{c.key, c.wants})
	}
	return image
}

// Violations are the violations that the image is of.
func (i ViolationsImage) Violations() Violations {
	vs := Violations{List: i.List, More: i.More, AtLeast: i.AtLeast}
	for _, c := range i.Constraints {
		vs.constraints = append(vs.constraints, constraint{c[0], c[1]})
	}
	return vs
}
