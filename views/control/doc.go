// Package control draws the register of controls, one control with its checks, the checks of all, and how they were kept.
package control
