// Package s3manager is part of the AWS stand-in; see package aws.
package s3manager

import (
	"errors"
	"io"

	"github.com/aws/aws-sdk-go/aws/session"
)

// UploadInput has the fields that ffmpeg-go sets.
type UploadInput struct {
	Bucket *string
	Key    *string
	Body   io.Reader
}

// UploadOutput has the name that ffmpeg-go needs and nothing in it.
type UploadOutput struct{}

// Uploader has the name that ffmpeg-go needs and nothing in it.
type Uploader struct{}

// NewUploader returns an uploader that refuses every upload.
func NewUploader(*session.Session) *Uploader { return &Uploader{} }

// Upload always refuses: no code in Cuedrop may reach S3.
func (*Uploader) Upload(*UploadInput) (*UploadOutput, error) {
	return nil, errors.New("s3 output is not built in")
}
