// Package sqldb is the database under the register: it opens SQLite or PostgreSQL, brings the schema up to date, runs transactions,
// sorts database errors into kinds, pages through lists, and writes and reads backups that fit either engine.
//
// It does not know what the tables mean. Statements are written once, with ? as placeholder, in the part of SQL that both engines
// share; the few differences are methods of [DB].
package sqldb
