package app

import (
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/receipt"
)

// SaveReceipt asks the user for a place and writes the receipt of a post there, as a
// page of its own. It reports false when no place was chosen.
func (p *Posts) SaveReceipt(id string) (saved bool, err error) {
	defer p.a.call("Posts.SaveReceipt").end(&err)
	page, err := p.a.deps().Receipt(p.a.context(), cuedrop.PostID(id))
	if err != nil {
		return false, err
	}
	path, err := runtime.SaveFileDialog(p.a.context(), runtime.SaveDialogOptions{
		Title: p.a.word("saveReceipt"), DefaultFilename: "receipt-" + id + ".html", CanCreateDirectories: true,
		Filters: []runtime.FileFilter{{DisplayName: p.a.word("webPage"), Pattern: "*.html"}},
	})
	if err != nil || path == "" {
		return false, err
	}
	// The system's dialog has asked whether to replace a file.
	return true, receipt.Save(path, page, true)
}
