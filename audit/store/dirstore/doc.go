// Package dirstore keeps objects as files in a directory: the store of an installation on one machine. A file is written under
// another name, brought to stable storage, and linked to its own name, which fails when that is taken; so that nobody ever sees half
// an object and two writers never overwrite each other, in one process or in several. The file system must know hard links.
//
// It does not know what is in an object. It cannot encrypt; the disk can. Its locks bind whoever goes through this package, not an
// administrator with a shell: where a lock must bind them too, take a server with object lock.
//
// # What lies where
//
// An object lies at objects/<key>. Beside the file lie .lock.<name>, until when it is locked, and .versions.<name>/, what it replaced:
// both begin with a full stop, as no file name of a key does. Files on their way lie in temp, in a folder of each process that
// has the store open; those of processes that died are removed when the store is opened next. Files are readable for their owner only.
package dirstore
