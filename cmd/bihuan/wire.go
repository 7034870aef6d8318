package main

import (
	"context"
	"errors"
	"log/slog"

	"bihuan/handlers"
)

// house opens the database, brings its schema up to date where that is safe, and makes the use cases.
func (g *Globals) house(ctx context.Context, o handlers.Options) (*openHouse, error) {
	d, err := g.openCurrent(ctx)
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Version = version
	if o.Folder, err = g.folder(""); err == nil {
		var h *handlers.House
		if h, err = handlers.Open(d, o); err == nil {
			return &openHouse{h}, nil
		}
	}
	_ = d.Close()
	return nil, err
}

// ownedHouse is house for commands that need a firm which was set up.
func (g *Globals) ownedHouse(ctx context.Context) (*openHouse, error) {
	h, err := g.house(ctx, handlers.Options{})
	if err != nil {
		return nil, err
	}
	done, err := h.Organisation.IsSetUp(ctx)
	if err == nil && !done {
		err = errors.New("the portal is not set up yet; run: bihuan serve, and open its address in a browser")
	}
	if err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

// openHouse is a house together with its database.
type openHouse struct{ *handlers.House }

// Close ends the work outside requests and closes the database.
func (h *openHouse) Close() {
	_ = h.House.Close()
	_ = h.DB.Close()
}
