package app

import "cuedrop/internal/notify"

// words are what stands outside the page: in dialogs of the system, the tray and the
// menu. By language, then by key; a test holds them together.
var words = map[string]map[string]string{
	"en": {
		"chooseClips": "Choose clips", "chooseFolder": "Choose a folder of clips", "chooseFFmpeg": "Choose ffmpeg",
		"saveReceipt": "Save the receipt", "video": "Video", "allFiles": "All files", "webPage": "Web page",
		"show": "Show Cuedrop", "pause": "Pause uploads", "quit": "Quit", "quitApp": "Quit Cuedrop",
		"next": "Next: %s", "nothing": "Nothing is scheduled", "locked": "Locked", "hide": "Hide Cuedrop",
		"tooltip": "Cuedrop", "waiting": "Cuedrop needs you",
	},
	"es": {
		"chooseClips": "Elegir clips", "chooseFolder": "Elegir una carpeta de clips", "chooseFFmpeg": "Elegir ffmpeg",
		"saveReceipt": "Guardar el comprobante", "video": "Vídeo", "allFiles": "Todos los archivos", "webPage": "Página web",
		"show": "Mostrar Cuedrop", "pause": "Pausar las subidas", "quit": "Salir", "quitApp": "Salir de Cuedrop",
		"next": "Siguiente: %s", "nothing": "No hay nada programado", "locked": "Bloqueado", "hide": "Ocultar Cuedrop",
		"tooltip": "Cuedrop", "waiting": "Cuedrop te necesita",
	},
	"id": {
		"chooseClips": "Pilih klip", "chooseFolder": "Pilih folder berisi klip", "chooseFFmpeg": "Pilih ffmpeg",
		"saveReceipt": "Simpan bukti", "video": "Video", "allFiles": "Semua berkas", "webPage": "Halaman web",
		"show": "Tampilkan Cuedrop", "pause": "Jeda unggahan", "quit": "Keluar", "quitApp": "Keluar dari Cuedrop",
		"next": "Berikutnya: %s", "nothing": "Belum ada yang dijadwalkan", "locked": "Terkunci", "hide": "Sembunyikan Cuedrop",
		"tooltip": "Cuedrop", "waiting": "Cuedrop perlu Anda",
	},
	"zh": {
		"chooseClips": "选择短片", "chooseFolder": "选择短片文件夹", "chooseFFmpeg": "选择 ffmpeg",
		"saveReceipt": "保存回执", "video": "视频", "allFiles": "所有文件", "webPage": "网页",
		"show": "显示 Cuedrop", "pause": "暂停上传", "quit": "退出", "quitApp": "退出 Cuedrop",
		"next": "下一条：%s", "nothing": "没有已排期的作品", "locked": "已锁定", "hide": "隐藏 Cuedrop",
		"tooltip": "Cuedrop", "waiting": "Cuedrop 需要你处理",
	},
}

// word returns what key says in the language of now.
func (a *App) word(key string) string {
	if s, ok := words[a.language()][key]; ok {
		return s
	}
	return words[notify.English][key]
}
