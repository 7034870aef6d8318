// Package db is the floor everything stands on: it opens the database (an embedded
// SQLite file or a MySQL/MariaDB server, one code path), runs transactions, gives
// per-year numbers, pages by key and migrates the schema.
//
// Writing happens only inside InTx; reading uses Read. On SQLite the two are separate
// pools, because one writer at a time is what SQLite wants.
package db
