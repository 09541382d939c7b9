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
		"saveCode": "Save the recovery code", "saveNote": "Save the incident note", "saveBundle": "Save the support bundle", "text": "Text",
		"codeFile":     "Cuedrop, recovery code of “%s”\n\n%s\n\nIt opens the workspace once if the passphrase is forgotten: on the lock screen choose “Forgot the passphrase?”.\nKeep this file away from this computer, and delete it here: whoever has it can open the workspace.\n",
		"saveRequests": "Save the list of requests", "table": "Table", "exportData": "Export your data",
		"importData": "Import exported data", "exportedData": "Exported data", "savePack": "Choose where the approval pack goes",
	},
	"es": {
		"chooseClips": "Elegir clips", "chooseFolder": "Elegir una carpeta de clips", "chooseFFmpeg": "Elegir ffmpeg",
		"saveReceipt": "Guardar el comprobante", "video": "Vídeo", "allFiles": "Todos los archivos", "webPage": "Página web",
		"show": "Mostrar Cuedrop", "pause": "Pausar las subidas", "quit": "Salir", "quitApp": "Salir de Cuedrop",
		"next": "Siguiente: %s", "nothing": "No hay nada programado", "locked": "Bloqueado", "hide": "Ocultar Cuedrop",
		"tooltip": "Cuedrop", "waiting": "Cuedrop te necesita",
		"saveCode": "Guardar el código de recuperación", "saveNote": "Guardar la nota del incidente", "saveBundle": "Guardar el paquete de soporte", "text": "Texto",
		"codeFile":     "Cuedrop, código de recuperación de “%s”\n\n%s\n\nAbre el espacio una vez si se olvida la frase: en la pantalla de bloqueo elige “¿Olvidaste la frase?”.\nGuarda este archivo fuera de este equipo y bórralo de aquí: quien lo tenga puede abrir el espacio.\n",
		"saveRequests": "Guardar la lista de solicitudes", "table": "Tabla", "exportData": "Exportar tus datos",
		"importData": "Importar datos exportados", "exportedData": "Datos exportados", "savePack": "Elegir dónde se guarda el paquete de aprobación",
	},
	"id": {
		"chooseClips": "Pilih klip", "chooseFolder": "Pilih folder berisi klip", "chooseFFmpeg": "Pilih ffmpeg",
		"saveReceipt": "Simpan bukti", "video": "Video", "allFiles": "Semua berkas", "webPage": "Halaman web",
		"show": "Tampilkan Cuedrop", "pause": "Jeda unggahan", "quit": "Keluar", "quitApp": "Keluar dari Cuedrop",
		"next": "Berikutnya: %s", "nothing": "Belum ada yang dijadwalkan", "locked": "Terkunci", "hide": "Sembunyikan Cuedrop",
		"tooltip": "Cuedrop", "waiting": "Cuedrop perlu Anda",
		"saveCode": "Simpan kode pemulihan", "saveNote": "Simpan catatan insiden", "saveBundle": "Simpan paket dukungan", "text": "Teks",
		"codeFile":     "Cuedrop, kode pemulihan “%s”\n\n%s\n\nMembuka ruang kerja satu kali bila frasa sandi terlupa: di layar kunci pilih “Lupa frasa sandi?”.\nSimpan berkas ini di luar komputer ini dan hapus dari sini: siapa pun yang memegangnya dapat membuka ruang kerja.\n",
		"saveRequests": "Simpan daftar permintaan", "table": "Tabel", "exportData": "Ekspor data Anda",
		"importData": "Impor data yang diekspor", "exportedData": "Data yang diekspor", "savePack": "Pilih tempat paket persetujuan",
	},
	"zh": {
		"chooseClips": "选择短片", "chooseFolder": "选择短片文件夹", "chooseFFmpeg": "选择 ffmpeg",
		"saveReceipt": "保存回执", "video": "视频", "allFiles": "所有文件", "webPage": "网页",
		"show": "显示 Cuedrop", "pause": "暂停上传", "quit": "退出", "quitApp": "退出 Cuedrop",
		"next": "下一条：%s", "nothing": "没有已排期的作品", "locked": "已锁定", "hide": "隐藏 Cuedrop",
		"tooltip": "Cuedrop", "waiting": "Cuedrop 需要你处理",
		"saveCode": "保存恢复码", "saveNote": "保存事件记录", "saveBundle": "保存支持包", "text": "文本",
		"codeFile":     "Cuedrop，“%s”的恢复码\n\n%s\n\n忘记口令时可打开工作区一次：在锁定画面选择“忘记口令？”。\n请把此文件存放在这台电脑之外，并从这里删除：拿到它的人就能打开工作区。\n",
		"saveRequests": "保存请求列表", "table": "表格", "exportData": "导出您的数据",
		"importData": "导入已导出的数据", "exportedData": "已导出的数据", "savePack": "选择审核资料的存放位置",
	},
}

// word returns what key says in the language of now.
func (a *App) word(key string) string {
	if s, ok := words[a.language()][key]; ok {
		return s
	}
	return words[notify.English][key]
}
