package miniostore_test

import (
	"bytes"
	"testing"

	"github.com/minio/minio-go/v7"

	"auditd/audit"
	"auditd/audit/store/storetest"
)

func TestDrops(t *testing.T) {
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			running := server.start(t)
			c := config(running)
			s := open(t, c)
			place, err := s.OpenDrops(t.Context(), c.Prefix+"-drop-in")
			if err != nil {
				t.Fatal(err)
			}
			core := bare(t, running)
			storetest.Drops(t, place, func(name string, data []byte) {
				_, err := core.Client.PutObject(t.Context(), place.Name(), name, bytes.NewReader(data), int64(len(data)), minio.PutObjectOptions{})
				if err != nil {
					t.Fatal(err)
				}
			})
			if _, err := s.OpenDrops(t.Context(), c.Prefix+"-objects"); audit.KindOf(err) != audit.Invalid {
				t.Errorf("the store's own bucket as drop-in place: got %v, want invalid", err)
			}
		})
	}
}
