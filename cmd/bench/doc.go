// Command bench measures the portal against a big firm: it loads complaints, actions, policies and signatures into
// MariaDB and SQLite at a small and a large size, serves the real router from a process of its own, drives it over
// loopback, and prints what came out beside the bare queries for the same rows.
//
//	go run ./cmd/bench --rows 1000000 --small 10000 --db both
//
// On a machine that does other things meanwhile trust the CPU columns and the ratios, not the latencies.
package main
