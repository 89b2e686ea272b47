// Package jobs is a queue of work that survives crashes. A job is leased to one worker at a time; a worker that falls silent loses the
// lease, and another tries again. So a job is done at least once, and steps that were finished are remembered for the next attempt. A
// job that keeps failing ends as dead, with its reason.
//
// It does not know what a kind of job does, runs no worker and has no clock: a worker claims, does and reports.
package jobs
