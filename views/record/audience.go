package record

// What the field "audience" holds.
const (
	AudienceAll  = "all"
	AudienceSome = "some"
)

// Audience asks whom something is meant for: the whole firm, or some departments, posts, roles and people
// (handlers/record.AudienceForm). Offer gives names while one is typed.
func Audience(s Sheet, offer string) []Control {
	controls := []Control{s.Must(s.Radio("audience", "audience")), s.Several("audience_departments", "departments")}
	if len(s.choices["posts"]) > 0 {
		controls = append(controls, s.Several("audience_posts", "posts"))
	}
	return append(controls, s.Several("audience_roles", "roles"), s.People("audience_people", offer))
}

// People asks for several employees by number or name, with commas between; offer is the address that gives names
// while one is typed (handlers/record.OfferSeveral).
func (s Sheet) People(name, offer string) Control {
	c := s.Person(name, offer)
	c.Max = MaxShort
	return c
}
