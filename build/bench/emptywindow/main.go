//go:build desktop

// Emptywindow is the baseline of the window's figures: a Wails window with a page of one
// word, which says when it is drawn the same way as Cuedrop's page does.
package main

import (
	"fmt"
	"os"
	"testing/fstest"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
)

const page = `<!doctype html><meta charset="utf-8"><title>Empty</title><p>Empty</p><script>
addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => window.go.main.Page.Drawn()))))
</script>`

// Page is what the page calls.
type Page struct{}

// Drawn tells the measuring program.
func (*Page) Drawn() error {
	fmt.Fprintln(os.Stderr, "window drawn")
	return nil
}

func main() {
	err := wails.Run(&options.App{
		Title: "Empty", Width: 1280, Height: 800,
		AssetServer: &assetserver.Options{Assets: fstest.MapFS{"index.html": {Data: []byte(page), ModTime: time.Now()}}},
		Bind:        []any{&Page{}},
		Logger:      logger.NewDefaultLogger(), LogLevel: logger.ERROR, LogLevelProduction: logger.ERROR,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
