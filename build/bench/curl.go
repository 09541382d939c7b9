//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"cuedrop/internal/cuedrop"
)

// curl uploads the clip with `curl -T`, chunk after chunk over one connection: the
// same requests as the publisher's, without hashing and without a journal. curl can't
// send a piece of a file, so the chunks are files; making them is not timed.
type curl struct {
	client *bare
	token  cuedrop.Secret
	plan   cuedrop.ChunkPlan
	parts  []string
}

// newCurl cuts the clip into chunks and reads them once, so that they are in the page
// cache like the clip is.
func newCurl(ctx context.Context, dir, clip string, tiktok *server, size int64) (*curl, error) {
	plan, err := cuedrop.PlanChunks(size)
	if err != nil {
		return nil, err
	}
	c := &curl{plan: plan}
	if c.client, err = newBare(tiktok.URL, tiktok.Control); err != nil {
		return nil, err
	}
	if c.token, err = c.client.token(ctx, 0); err != nil {
		return nil, err
	}
	f, err := os.Open(clip)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for i := range plan.Count {
		first, last := plan.Chunk(i)
		part := filepath.Join(dir, fmt.Sprint("part-", i))
		if err := cut(f, part, first, last-first+1, i == 0); err != nil {
			return nil, err
		}
		c.parts = append(c.parts, part)
	}
	return c, nil
}

// cut writes a part of f. Only the head is more than a hole.
func cut(f *os.File, path string, first, size int64, head bool) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer out.Close()
	if head {
		_, err = io.Copy(out, io.NewSectionReader(f, first, size))
	} else {
		err = out.Truncate(size)
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(struct{ io.Writer }{io.Discard}, io.NewSectionReader(out, 0, size))
	return err
}

func (c *curl) upload(ctx context.Context) (r report, err error) {
	address, err := c.client.begin(ctx, c.token, c.plan, "curl")
	if err != nil {
		return r, err
	}
	var config bytes.Buffer
	for i, part := range c.parts {
		if i > 0 {
			config.WriteString("next\n")
		}
		first, last := c.plan.Chunk(i)
		fmt.Fprintf(&config, "silent\nshow-error\nfail\noutput = /dev/null\nupload-file = %q\nurl = %q\nheader = \"Expect:\"\nheader = \"Content-Type: video/mp4\"\nheader = \"Content-Range: bytes %d-%d/%d\"\n",
			part, address.Reveal(), first, last, c.plan.Size)
	}
	cmd := exec.CommandContext(ctx, "curl", "--config", "-")
	cmd.Stdin, cmd.Stderr = &config, os.Stderr
	start := time.Now()
	err = cmd.Run()
	r.Took = time.Since(start)
	if err != nil {
		return r, err
	}
	r.Processor = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return r, nil
}
