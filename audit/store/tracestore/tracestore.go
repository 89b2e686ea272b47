// Package tracestore puts a span around every call to a store of objects. It passes everything on as it is, and can do what the store
// below can: forms and staging are there when they are there below.
//
// It does not know what kind of store that is, and records of a key nothing but the kind of object.
package tracestore

import (
	"context"
	"io"

	"auditd/audit/store"
	"auditd/audit/trace"
)

// New returns the store with spans.
func New(s store.Store) store.Store {
	t := traced{s}
	stager, stages := s.(store.Stager)
	forms, signs := s.(store.FormUploader)
	switch {
	case stages && signs:
		return struct {
			traced
			store.Stager
			store.FormUploader
		}{t, stager, forms}
	case stages:
		return struct {
			traced
			store.Stager
		}{t, stager}
	case signs:
		return struct {
			traced
			store.FormUploader
		}{t, forms}
	}
	return t
}

type traced struct{ store.Store }

func (t traced) Put(ctx context.Context, key store.Key, r io.Reader, size int64, o store.PutOptions) (info store.Info, err error) {
	ctx, end := trace.Object(ctx, "store put", string(key.Kind()))
	defer func() { end(err) }()
	return t.Store.Put(ctx, key, r, size, o)
}

func (t traced) Get(ctx context.Context, key store.Key) (o store.Object, err error) {
	ctx, end := trace.Object(ctx, "store get", string(key.Kind()))
	defer func() { end(err) }()
	return t.Store.Get(ctx, key)
}

func (t traced) GetVersion(ctx context.Context, key store.Key, version string) (o store.Object, err error) {
	ctx, end := trace.Object(ctx, "store get version", string(key.Kind()))
	defer func() { end(err) }()
	return t.Store.GetVersion(ctx, key, version)
}

func (t traced) Stat(ctx context.Context, key store.Key) (info store.Info, err error) {
	ctx, end := trace.Object(ctx, "store stat", string(key.Kind()))
	defer func() { end(err) }()
	return t.Store.Stat(ctx, key)
}

func (t traced) Promote(ctx context.Context, from, to store.Key, e store.Encryption) (info store.Info, err error) {
	ctx, end := trace.Object(ctx, "store promote", string(to.Kind()))
	defer func() { end(err) }()
	return t.Store.Promote(ctx, from, to, e)
}

func (t traced) Delete(ctx context.Context, key store.Key) (err error) {
	ctx, end := trace.Object(ctx, "store delete", string(key.Kind()))
	defer func() { end(err) }()
	return t.Store.Delete(ctx, key)
}
