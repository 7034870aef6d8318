package terms

import "slices"

// List describes one value list. Which lists exist is code, because rules ask for them by name; what
// stands in them is data.
type List struct {
	Code string
	// Parent names the list in which the parents of its terms stand: another list, or the list itself where
	// it is a tree; empty where the list is flat.
	Parent string
	// NeedsParent says that a term without a parent makes no sense.
	NeedsParent bool
	// Flags names the yes/no properties that rules read from a term of this list.
	Flags []string
	// Fixed says that rules know the very codes: terms may be renamed and moved, but none added or switched off.
	Fixed bool
}

// The lists, by the names under which records and rules ask for them.
const (
	Channel         = "channel"
	FailureClass    = "failure_class"
	FailureType     = "failure_type"
	RetailCause     = "retail_cause"
	Attribution     = "attribution"
	FailureKind     = "failure_kind"
	Severity        = "severity"
	Complexity      = "complexity"
	Impact          = "impact"
	RemedyKind      = "remedy_kind"
	NotAcceptReason = "not_accept_reason"
	Recourse        = "recourse"
	PauseReason     = "pause_reason"
	FollowUpOutcome = "follow_up_outcome"
	Aspect          = "aspect"
	ActionKind      = "action_kind"
	PolicyCategory  = "policy_category"
	Secrecy         = "secrecy"
	Retention       = "retention"
	Standard        = "standard"
	ControlArea     = "control_area"
	CollectChannel  = "collect_channel"
	Frequency       = "frequency"
)

// The flags of terms.
const (
	// Material marks a remedy that the customer can hold or count, and a kind of failure that such a remedy suits.
	Material = "material"
	// Amount marks a remedy that costs money, so that its amount is asked.
	Amount = "amount"
	// Reached marks a follow-up in which the customer answered.
	Reached = "reached"
	// SecondRound marks a follow-up outcome after which the complaint is handled once more.
	SecondRound = "second_round"
	// WantsAction marks a severity at which an upheld complaint is not complete without an action.
	WantsAction = "wants_action"
	// Proof marks a kind of action whose effect is to be proved after it was verified (ISO 9001:2015, 10.2.1 d).
	Proof = "proof"
	// Restricted marks a level of secrecy of documents that only those concerned may read.
	Restricted = "restricted"
)

var lists = []List{
	{Code: Channel, Parent: Channel},
	{Code: FailureClass},
	{Code: FailureType, Parent: FailureClass, NeedsParent: true},
	{Code: RetailCause, Parent: RetailCause},
	{Code: Attribution},
	{Code: FailureKind, Flags: []string{Material}, Fixed: true},
	{Code: Severity, Flags: []string{WantsAction}},
	{Code: Complexity},
	{Code: Impact},
	{Code: RemedyKind, Flags: []string{Material, Amount}},
	{Code: NotAcceptReason},
	{Code: Recourse},
	{Code: PauseReason},
	{Code: FollowUpOutcome, Flags: []string{Reached, SecondRound}},
	{Code: Aspect},
	{Code: ActionKind, Flags: []string{Proof}, Fixed: true},
	{Code: PolicyCategory, Parent: PolicyCategory},
	{Code: Secrecy, Flags: []string{Restricted}},
	{Code: Retention},
	{Code: Standard},
	{Code: ControlArea, Parent: ControlArea},
	{Code: CollectChannel},
	{Code: Frequency},
}

// All lists the value lists in the order in which screens show them.
func All() []List { return slices.Clone(lists) }

// Find gives the list of that name.
func Find(code string) (List, bool) {
	for _, l := range lists {
		if l.Code == code {
			return l, true
		}
	}
	return List{}, false
}
