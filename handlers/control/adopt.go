package control

import (
	"context"
	"fmt"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/control"
	"bihuan/models/policy"
	view "bihuan/views/control"
)

// adopt takes the starter pack over.
func (p *pages) adopt(c *web.Context) error {
	n, err := p.Controls.AdoptStarter(c.Ctx(), c.Actor(), Adoption(c, p.Policies))
	if err != nil {
		return err
	}
	c.Flash("success", "control.starter.done", "n", n)
	return c.SeeOther(view.Home + "?view=" + string(control.ViewMine))
}

// Adoption gives what a starter pack holds to the reader and his department, and ties it to the clauses of the starter
// policies that the firm has in force.
func Adoption(c *web.Context, policies *policy.Policies) control.Adoption {
	a := c.Actor()
	known := map[string]map[string]string{}
	return control.Adoption{DepartmentID: a.DepartmentID, OwnerID: a.PersonID, Clause: func(ctx context.Context, title, label string) (string, error) {
		labels, ok := known[title]
		if !ok {
			var err error
			if labels, err = clausesOf(ctx, a, policies, title); err != nil {
				return "", err
			}
			known[title] = labels
		}
		return labels[label], nil
	}}
}

// clausesOf are the numbers of the clauses of the policy of a title, by their labels; the empty label is the policy.
func clausesOf(ctx context.Context, a auth.Actor, policies *policy.Policies, title string) (map[string]string, error) {
	labels := map[string]string{}
	numbers, err := policies.Titled(ctx, a, []string{title})
	if err != nil || numbers[title] == "" {
		return labels, err
	}
	labels[""] = numbers[title]
	text, err := policies.Read(ctx, a, numbers[title], policy.At{})
	if err != nil {
		return nil, err
	}
	for _, part := range text.Edition.Parts {
		if part.Label != "" && part.Key != 0 && labels[part.Label] == "" {
			labels[part.Label] = fmt.Sprintf("%s/%d", numbers[title], part.Key)
		}
	}
	return labels, nil
}
