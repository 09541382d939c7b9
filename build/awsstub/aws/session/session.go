// Package session is part of the AWS stand-in; see package aws.
package session

import (
	"errors"

	"github.com/aws/aws-sdk-go/aws"
)

// Session has the name that ffmpeg-go needs and nothing in it.
type Session struct{}

// NewSession always refuses: no code in Cuedrop may reach S3.
func NewSession(...*aws.Config) (*Session, error) {
	return nil, errors.New("s3 output is not built in")
}
