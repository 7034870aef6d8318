// Package policykind draws the settings of how each kind of policy is controlled.
package policykind
