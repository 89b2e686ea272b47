package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"github.com/gin-gonic/gin"

	"auditd/audit/service"
	"auditd/web/api"
)

// keyed returns the context of a request under its Idempotency-Key, for what the API does on the connection; asked is what was sent.
// Without a key it is the context of the request.
func keyed(c *gin.Context, asked any) (context.Context, error) {
	ctx := c.Request.Context()
	key, err := api.KeyOf(c.Request.Header)
	if err != nil || key == "" {
		return ctx, err
	}
	data, err := json.Marshal(asked)
	if err != nil {
		return ctx, err
	}
	sum := sha256.Sum256([]byte(c.Request.Method + "\n" + c.Request.URL.Path + "\n" + string(data)))
	return service.WithRequest(ctx, service.Request{Key: "api " + key, SHA256: service.Digest(hex.EncodeToString(sum[:]))}), nil
}

// repeated reports whether a request was answered before, and says so in the header of the answer.
func repeated(c *gin.Context, err error) bool {
	var again *service.RepeatedError
	if !errors.As(err, &again) {
		return false
	}
	c.Header(api.Replayed, "true")
	return true
}

// begunBefore returns the upload that a request began when it was sent before.
func begunBefore(c *gin.Context, err error) (id string, again bool) {
	var before *service.RepeatedError
	if !errors.As(err, &before) || !repeated(c, err) {
		return "", false
	}
	var made service.NewSecret
	if json.Unmarshal([]byte(before.Answer), &made) != nil {
		return "", false
	}
	return made.ID, true
}
