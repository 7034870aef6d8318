package settings

// Overview lists the places where something can be set.
type Overview struct{ Cards []Card }

// Card is one place. Title and Text are message keys.
type Card struct{ Href, Icon, Title, Text string }

// Firm is the form of the firm's own settings.
type Firm struct {
	Name, IdleMinutes, SessionHours, Version string
	CanWrite                                 bool
	Errors                                   map[string]string
}
