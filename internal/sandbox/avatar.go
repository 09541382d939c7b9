package sandbox

import (
	"bytes"
	"crypto/sha256"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
)

// avatarSize is in pixels: a grid of 5 cells of 32 with a border of 16.
const (
	avatarCell   = 32
	avatarBorder = 16
	avatarSize   = 5*avatarCell + 2*avatarBorder
)

// avatar serves a picture for each creator: a pattern that its name decides.
func (s *Server) avatar(w http.ResponseWriter, r *http.Request) {
	username, ok := strings.CutSuffix(r.PathValue("file"), ".png")
	if !ok || s.current().creator(username) == nil {
		http.NotFound(w, r)
		return
	}
	var b bytes.Buffer
	if err := png.Encode(&b, drawAvatar(username)); err != nil {
		panic(err) // a palette image of a fixed size can be encoded
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(b.Bytes())
}

// drawAvatar makes a symmetrical pattern of cells in one color on a light ground.
func drawAvatar(username string) image.Image {
	sum := sha256.Sum256([]byte(username))
	ink := color.RGBA{R: 40 + sum[0]/2, G: 40 + sum[1]/2, B: 60 + sum[2]/2, A: 255}
	img := image.NewPaletted(image.Rect(0, 0, avatarSize, avatarSize), color.Palette{color.RGBA{238, 240, 244, 255}, ink})
	for y := range 5 {
		for x := range 3 {
			if sum[3+3*y+x]%2 == 0 {
				continue
			}
			fillCell(img, x, y)
			fillCell(img, 4-x, y)
		}
	}
	return img
}

func fillCell(img *image.Paletted, cx, cy int) {
	for y := range avatarCell {
		for x := range avatarCell {
			img.SetColorIndex(avatarBorder+cx*avatarCell+x, avatarBorder+cy*avatarCell+y, 1)
		}
	}
}
