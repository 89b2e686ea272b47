// Package backup copies a whole installation, the register and all objects, into a folder, and a folder into an empty installation,
// of the same engines or others. Copies are incremental: objects lie in the folder under their SHA-256, once.
//
//	FOLDER/objects/ab/abcd…          the bytes of objects
//	FOLDER/sets/20260302T090000Z/    one backup: register.jsonl, objects.jsonl, manifest.json
//
// A backup is taken while the service runs. Objects are copied before and after the state of the register is read, and the register is
// then held against them: what it refers to is in the backup, or is named as missing.
//
// The package does not know what is in the register or in an object, who may read it, or when a backup is due. A folder holds personal
// data, and what was deleted from the service since: prune it. Uploads that were still under way are not in a backup.
package backup
