// Package dockettest gives tests a database of each engine: SQLite in a temporary file, and a PostgreSQL server that it starts on the
// loopback interface from the programs installed on the machine and ends by its process id.
//
// It is for tests only and knows no table. Where PostgreSQL is not installed, its tests are skipped and say so; with
// AUDITD_REQUIRE_POSTGRES=1 they fail instead.
package dockettest
