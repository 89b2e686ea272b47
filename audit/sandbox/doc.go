// Package sandbox runs a job in a child process of the same program, with limits on memory, processor time and time, because
// parsers of foreign bytes can be made to panic, to spin or to ask for more memory than there is, and none of that may touch
// the service or another case.
//
// The command passes its table of jobs to [Main] before anything else; [Run] starts the program again and hands the job a
// request and open files. On Linux the child dies with its parent, gains no privileges and is the first to go when memory runs
// out. On systems without such limits only the time is limited.
//
// It does not know what the jobs do.
package sandbox
