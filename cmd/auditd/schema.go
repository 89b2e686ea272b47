package main

import (
	"context"
	"fmt"

	"auditd/audit/measure"
	"auditd/audit/planfile"
)

type schemaVerb struct {
	Document string `arg:"" enum:"plan,results" help:"plan or results."`
}

func (v schemaVerb) run(_ context.Context, s streams) (int, error) {
	if v.Document == "plan" {
		_, err := s.out.Write(planfile.Schema)
		return exitOK, err
	}
	schema, err := measure.Schema()
	if err != nil {
		return exitFailed, err
	}
	_, err = fmt.Fprintf(s.out, "%s\n", schema)
	return exitOK, err
}
