package review

// DeleteRawData records that the rows which were submitted are deleted, because the time for which they are kept is over. Reports and
// counts stay.
type DeleteRawData struct {
	Datasets []Digest `json:"datasets"`
}

// ActionDeleteRawData is the name of the act.
const ActionDeleteRawData Action = "delete_raw_data"

// Action returns delete_raw_data.
func (*DeleteRawData) Action() Action { return ActionDeleteRawData }

func (a *DeleteRawData) apply(*Case, Event) {}

// Ended returns the states in which nothing more is asked of the data of a case: from then on the time runs for which they are kept. A
// promise to correct keeps them until it is kept.
func Ended() []State {
	return []State{RejectedIntake, ComputeFailed, Published, Withheld, Corrected, Superseded, Expired, Withdrawn, Closed}
}

var retentionRows = stays(Ended(), ActionDeleteRawData, RoleSystem)
