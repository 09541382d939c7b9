// Package aws stands in for the end-of-life AWS SDK that ffmpeg-go imports for
// its S3 output, which Cuedrop never uses. See docs/decisions/0005-ffmpeg-go-without-aws.md.
package aws

// Config has the name that ffmpeg-go needs and nothing in it.
type Config struct{}
