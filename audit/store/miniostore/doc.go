// Package miniostore keeps objects on a server that speaks S3, through minio-go: MinIO, versitygw, or another. It asks for nothing but
// plain S3, so that the server can be changed.
//
// It does not know what is in an object. It trusts the server to keep what it acknowledged, and trusts it with nothing it can check:
// digests are its own, and encryption and locks are asked back after they were asked for.
//
// # Three buckets
//
// Uploads in quarantine lie in a bucket of their own, so that a form that was signed for a browser reaches nothing else. Reports and packs
// lie in a bucket with object lock and versions; everything else in one with neither, because nobody can delete what is locked, and
// personal data must be deletable.
//
// # Writing once
//
// Objects are created under the condition If-None-Match: *. For uploads in parts the condition is put on the last request, the one
// that makes the object visible: minio-go's own PutObject sends it with the first only, and two uploads of one key would both pass.
package miniostore
