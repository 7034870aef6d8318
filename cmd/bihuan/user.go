package main

import (
	"context"
	"fmt"
	"time"

	"bihuan/models/auth"
)

type userCmd struct {
	Link userLinkCmd `cmd:"" help:"Print a one-time link with which a person sets a new password, for when no administrator can sign in."`
}

type userLinkCmd struct {
	Number string `arg:"" help:"Employee number."`
}

// Run prints the link's path; it works once, for a day.
func (u *userLinkCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.ownedHouse(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	console := auth.System("one-time link from the server's console")
	person, err := h.Organisation.ByNumber(ctx, console, u.Number)
	if err != nil {
		return err
	}
	link, err := h.Accounts.ResetPassword(ctx, console, person.ID)
	if err != nil {
		return err
	}
	fmt.Printf("link=/password/%s expires=%s\n", link.Token, link.Expires.Format(time.RFC3339))
	return nil
}
