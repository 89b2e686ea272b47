package review_test

import (
	"fmt"
	"time"

	"auditd/audit/review"
)

func Example() {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	clerk := review.Actor{Account: "clerk", Roles: []review.Role{review.RoleSubmitter}, Units: []review.Unit{{"jilin", "transport"}}}
	event, err := review.Next(review.Case{}, clerk, &review.Open{Case: "c1", Unit: review.Unit{"jilin", "transport"}}, at)
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := review.Apply(review.Case{}, event)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = review.Next(c, clerk, &review.Publish{}, at)
	fmt.Println(c.State, review.Allowed(c, clerk))
	fmt.Println(review.ReasonOf(err), "-", err)
	// Output:
	// draft [submit]
	// state_does_not_allow - the state of the case does not allow this
}
