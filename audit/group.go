package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Unknown is the reserved name of the group of people whose value of an attribute is missing or not known. It is counted and
// shown, and never serves as a reference group. Data in which the word stands as a value mean the same group.
const Unknown = "Unknown"

// Item is one condition of a group: an attribute and its value.
type Item struct {
	Attribute string
	Value     string
}

// A Group is the people who share the values of one attribute or of several (an intersection). The order of its items is the
// order in which the plan declares the attributes. The empty group is everybody.
type Group []Item

// A Stratum is the people who share the values of columns that are held fixed. The empty stratum is everybody.
type Stratum = Group

// IsUnknown reports whether any value of the group is Unknown (6 RCNY 5-301 treats an intersection the same way).
func (g Group) IsUnknown() bool {
	for _, it := range g {
		if it.Value == Unknown {
			return true
		}
	}
	return false
}

// Attributes returns the attribute names joined by " × ", for headings and family names. The empty group returns "".
func (g Group) Attributes() string {
	names := make([]string, len(g))
	for i, it := range g {
		names[i] = it.Attribute
	}
	return strings.Join(names, " × ")
}

// Label returns the values joined by " · ", for people. The empty group returns "".
func (g Group) Label() string {
	values := make([]string, len(g))
	for i, it := range g {
		values[i] = it.Value
	}
	return strings.Join(values, " · ")
}

// Key returns a text that is equal for equal groups only, fit as a map key; it is not for people.
func (g Group) Key() string {
	var b strings.Builder
	for _, it := range g {
		fmt.Fprintf(&b, "%d:%s=%d:%s;", len(it.Attribute), it.Attribute, len(it.Value), it.Value)
	}
	return b.String()
}

// Equal reports whether the groups have the same items in the same order.
func (g Group) Equal(h Group) bool {
	if len(g) != len(h) {
		return false
	}
	for i := range g {
		if g[i] != h[i] {
			return false
		}
	}
	return true
}

// MarshalJSON writes the group as an object in the order of its items. The empty group is {}.
func (g Group) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, it := range g {
		if i > 0 {
			b.WriteByte(',')
		}
		k, err := json.Marshal(it.Attribute)
		if err != nil {
			return nil, err
		}
		v, err := json.Marshal(it.Value)
		if err != nil {
			return nil, err
		}
		b.Write(k)
		b.WriteByte(':')
		b.Write(v)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads an object of texts and keeps the order of its members.
func (g *Group) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	t, err := dec.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return Errorf(Invalid, "a group is an object of attribute and value")
	}
	*g = Group{}
	for dec.More() {
		k, err := dec.Token()
		if err != nil {
			return err
		}
		v, err := dec.Token()
		if err != nil {
			return err
		}
		name, ok := k.(string)
		value, ok2 := v.(string)
		if !ok || !ok2 {
			return Errorf(Invalid, "a group's values are texts")
		}
		*g = append(*g, Item{Attribute: name, Value: value})
	}
	return nil
}
