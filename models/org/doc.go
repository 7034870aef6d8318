// Package org knows the firm: its departments (a tree), posts and people, who held which post when,
// and the firm's own settings. Setting up an empty portal begins here.
//
// Days are ISO dates ("2026-03-06") in the firm's zone, empty where there is none.
package org
