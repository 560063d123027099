package main

import (
	"fmt"

	"drop-lsp/server"
)

// settingsCmd is `drop-lsp settings`: what an editor may set.
type settingsCmd struct {
	Schema bool `help:"As JSON schema."`
}

// Run prints the settings' table, or their schema.
func (c *settingsCmd) Run(env *environment) error {
	if !c.Schema {
		_, err := fmt.Fprint(env.out, server.SettingsTable())
		return err
	}
	b, err := server.SettingsSchema()
	if err == nil {
		_, err = env.out.Write(b)
	}
	return err
}
