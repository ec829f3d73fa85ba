package lwa

// Field is a member of a JSON object, and a pointer to the variable that gets its value. The type
// of the pointer says which kind of value is accepted: *string, *bool, or *int64 or *Millis for a
// whole number.
type Field struct {
	Name  string
	Place any
}

// ReadFields puts the members of a JSON object into their places. The object is read as strictly as
// [ReadObject] does. A member that is absent or null leaves its place alone. ok is false when a
// member is of another kind than its place; then the places hold nothing of use.
func ReadFields(body string, fields []Field) (ok bool) {
	names := make([]string, len(fields))
	for i := range fields {
		names[i] = fields[i].Name
	}
	values, ok := ReadObject(body, names...)
	for i := range values {
		ok = ok && fields[i].read(values[i])
	}
	return ok
}

func (f *Field) read(v Value) bool {
	if v.Kind <= Null {
		return true
	}
	switch place := f.Place.(type) {
	case *string:
		*place = v.Text
		return v.Kind == String
	case *bool:
		*place = v.Text == "true"
		return v.Kind == Bool
	case *int64:
		return v.whole(place)
	case *Millis:
		return v.whole((*int64)(place))
	}
	return false
}

// whole reads a number of up to 15 digits, which JavaScript holds exactly, without sign, fraction
// or exponent.
func (v *Value) whole(place *int64) bool {
	if v.Kind != Number || len(v.Text) > 15 {
		return false
	}
	n := int64(0)
	for i := 0; i < len(v.Text); i++ {
		if !digit(v.Text[i]) {
			return false
		}
		n = n*10 + int64(v.Text[i]-'0')
	}
	*place = n
	return true
}

// WriteFields returns the JSON object that [ReadFields] reads. Empty texts, numbers below zero and
// false are left out.
func WriteFields(fields []Field) string {
	var w ObjectWriter
	for i := range fields {
		fields[i].write(&w)
	}
	return w.JSON()
}

func (f *Field) write(w *ObjectWriter) {
	n := int64(-1)
	switch place := f.Place.(type) {
	case *string:
		if *place != "" {
			w.Text(f.Name, *place)
		}
	case *bool:
		if *place {
			w.Bool(f.Name, true)
		}
	case *int64:
		n = *place
	case *Millis:
		n = int64(*place)
	}
	if n >= 0 {
		w.Int(f.Name, n)
	}
}
