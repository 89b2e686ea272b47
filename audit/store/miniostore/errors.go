package miniostore

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	"github.com/minio/minio-go/v7"

	"auditd/audit"
	"auditd/audit/store"
)

// taken reports whether the server refused because the key was taken, or because somebody else is just taking it.
func taken(err error) bool {
	r := minio.ToErrorResponse(err)
	return err != nil && (r.StatusCode == http.StatusPreconditionFailed || r.Code == "PreconditionFailed" ||
		r.Code == "ConditionalRequestConflict" || r.Code == "OperationAborted")
}

// failed makes an error of the server one of ours. What is one already stays as it is.
func failed(err error, key store.Key) error {
	var known *audit.Error
	if errors.As(err, &known) {
		return err
	}
	out := &audit.Error{Kind: audit.Internal, Text: "the object server did not answer as it should", Err: err}
	if !key.IsZero() {
		out.Value = audit.Quote(key.String())
	}
	switch r := minio.ToErrorResponse(err); r.Code {
	case "NoSuchKey", "NoSuchVersion", "MethodNotAllowed", "InvalidVersionId":
		// MethodNotAllowed answers a request for the mark that a deletion leaves among the versions.
		out.Kind, out.Text = audit.NotFound, "there is no such object"
	case "PreconditionFailed":
		out.Kind, out.Text = audit.Conflict, "the object was changed meanwhile"
	case "ObjectLocked":
		out.Kind, out.Text = audit.Denied, "the object is locked"
	case "InvalidRequest":
		if strings.Contains(r.Message, "WORM") { // MinIO's word for a lock
			out.Kind, out.Text = audit.Denied, "the object is locked"
		}
	case "AccessDenied", "SignatureDoesNotMatch", "InvalidAccessKeyId":
		out.Kind, out.Text, out.Remedy = audit.Denied, "the object server denies access", "check the lock of the object and the rights of the access key"
	case "EntityTooLarge":
		out.Kind, out.Text = audit.Limit, "the object server takes no more"
	case "XMinioStorageFull", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded":
		out.Kind, out.Text, out.Remedy = audit.Full, "the object server has no room left", "make room on it, then try again"
	case "NotImplemented", "KMSNotConfigured", "InvalidEncryptionAlgorithmError", "ServerSideEncryptionConfigurationNotFoundError":
		out.Kind, out.Text = audit.Invalid, "the object server cannot do what was asked"
	default:
		switch {
		case r.StatusCode == http.StatusNotFound && r.Code != "NoSuchBucket":
			out.Kind, out.Text = audit.NotFound, "there is no such object"
		case r.StatusCode == http.StatusInsufficientStorage:
			out.Kind, out.Text, out.Remedy = audit.Full, "the object server has no room left", "make room on it, then try again"
		case away(err, r):
			out.Kind, out.Text, out.Remedy = audit.Unavailable, "the object server does not answer", "try again in a minute"
		}
	}
	return out
}

// away reports whether there was no answer at all, or one that says to come back later. A caller who gave up is none.
func away(err error, r minio.ErrorResponse) bool {
	if r.StatusCode >= http.StatusInternalServerError || r.Code == "XMinioServerNotInitialized" || r.Code == "SlowDown" || r.Code == "RequestTimeout" {
		return true
	}
	var network net.Error
	return !errors.Is(err, context.Canceled) && (errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		errors.Is(err, context.DeadlineExceeded))
}
