package oauth

// text is what one page says before its closing sentence.
type text struct{ title, body string }

// words are the pages of one language.
type words struct {
	tag     string // for <html lang>
	closing string // the last sentence of every page
	texts   map[page]text
}

var languages = map[string]words{
	"en": {tag: "en", closing: "You can close this window and go back to Cuedrop.", texts: map[page]text{
		pageDone:        {"TikTok has answered", "Cuedrop now finishes the sign-in."},
		pageDeclined:    {"You said no", "You didn't allow Cuedrop to use the account, so nothing was connected."},
		pageNotTarget:   {"TikTok refused this account", "It isn't a target user of the app's sandbox. Add it in TikTok's developer portal, wait up to an hour, then sign in again."},
		pageApp:         {"TikTok refused the app", "Its client key or redirect address isn't accepted, or Login Kit was not added to it. Cuedrop says what to check."},
		pageScope:       {"TikTok refused a permission", "The app lacks a permission that Cuedrop asked for. Cuedrop says what to do."},
		pageUnavailable: {"TikTok has a problem", "The sign-in isn't working on TikTok's side right now. Try again in a few minutes."},
		pageDenied:      {"TikTok refused the sign-in", "It gave no reason that Cuedrop knows. Nothing was connected; start the sign-in again."},
		pageUnreadable:  {"TikTok's answer can't be read", "Nothing was connected. Start the sign-in again."},
		pageUsed:        {"Already used", "This sign-in has already been answered."},
		pageStrange:     {"Not the expected answer", "This didn't come from the sign-in that Cuedrop started."},
		pageStopped:     {"This sign-in was stopped", "Cuedrop stopped it before the answer came: it was canceled, or the workspace was locked or everything was revoked. Nothing was connected."},
	}},
	"es": {tag: "es", closing: "Puedes cerrar esta ventana y volver a Cuedrop.", texts: map[page]text{
		pageDone:        {"TikTok ha respondido", "Cuedrop termina ahora el inicio de sesión."},
		pageDeclined:    {"Has dicho que no", "No has permitido que Cuedrop use la cuenta, así que no se ha conectado nada."},
		pageNotTarget:   {"TikTok ha rechazado esta cuenta", "No es un usuario de prueba (target user) del sandbox de la aplicación. Añádela en el portal de desarrolladores de TikTok, espera hasta una hora y vuelve a iniciar sesión."},
		pageApp:         {"TikTok ha rechazado la aplicación", "No acepta su client key o su dirección de redirección, o falta añadirle Login Kit. Cuedrop indica qué revisar."},
		pageScope:       {"TikTok ha rechazado un permiso", "A la aplicación le falta un permiso que Cuedrop ha pedido. Cuedrop indica qué hacer."},
		pageUnavailable: {"TikTok tiene un problema", "El inicio de sesión no funciona ahora mismo por parte de TikTok. Inténtalo de nuevo en unos minutos."},
		pageDenied:      {"TikTok ha rechazado el inicio de sesión", "No ha dado un motivo que Cuedrop conozca. No se ha conectado nada; empieza de nuevo."},
		pageUnreadable:  {"No se entiende la respuesta de TikTok", "No se ha conectado nada. Vuelve a iniciar sesión."},
		pageUsed:        {"Ya se ha usado", "Este inicio de sesión ya tiene respuesta."},
		pageStrange:     {"No es la respuesta esperada", "Esto no viene del inicio de sesión que empezó Cuedrop."},
		pageStopped:     {"Este inicio de sesión se ha detenido", "Cuedrop lo detuvo antes de que llegara la respuesta: se canceló, se bloqueó el espacio de trabajo o se revocó todo. No se ha conectado nada."},
	}},
	"id": {tag: "id", closing: "Anda dapat menutup jendela ini dan kembali ke Cuedrop.", texts: map[page]text{
		pageDone:        {"TikTok sudah menjawab", "Cuedrop sekarang menyelesaikan proses masuk."},
		pageDeclined:    {"Anda menolak", "Anda tidak mengizinkan Cuedrop memakai akun ini, jadi tidak ada yang dihubungkan."},
		pageNotTarget:   {"TikTok menolak akun ini", "Akun ini bukan target user di sandbox aplikasi. Tambahkan di portal pengembang TikTok, tunggu hingga satu jam, lalu masuk lagi."},
		pageApp:         {"TikTok menolak aplikasi ini", "Client key atau alamat pengalihannya tidak diterima, atau Login Kit belum ditambahkan. Cuedrop menjelaskan apa yang perlu diperiksa."},
		pageScope:       {"TikTok menolak sebuah izin", "Aplikasi tidak memiliki izin yang diminta Cuedrop. Cuedrop menjelaskan apa yang perlu dilakukan."},
		pageUnavailable: {"TikTok sedang bermasalah", "Proses masuk sedang tidak berfungsi di pihak TikTok. Coba lagi dalam beberapa menit."},
		pageDenied:      {"TikTok menolak proses masuk", "TikTok tidak memberi alasan yang dikenal Cuedrop. Tidak ada yang dihubungkan; mulai lagi."},
		pageUnreadable:  {"Jawaban TikTok tidak dapat dibaca", "Tidak ada yang dihubungkan. Mulai lagi proses masuk."},
		pageUsed:        {"Sudah digunakan", "Proses masuk ini sudah dijawab."},
		pageStrange:     {"Bukan jawaban yang diharapkan", "Ini bukan dari proses masuk yang dimulai Cuedrop."},
		pageStopped:     {"Proses masuk ini dihentikan", "Cuedrop menghentikannya sebelum jawaban tiba: proses dibatalkan, ruang kerja dikunci, atau semua akses dicabut. Tidak ada yang dihubungkan."},
	}},
	"zh": {tag: "zh-Hans", closing: "您可以关闭此窗口，返回 Cuedrop。", texts: map[page]text{
		pageDone:        {"TikTok 已回应", "Cuedrop 正在完成登录。"},
		pageDeclined:    {"您已拒绝", "您没有允许 Cuedrop 使用此账号，因此没有建立任何连接。"},
		pageNotTarget:   {"TikTok 拒绝了此账号", "此账号不是该应用沙盒的目标用户。请在 TikTok 开发者平台添加此账号，最多等待一小时，然后重新登录。"},
		pageApp:         {"TikTok 拒绝了此应用", "应用的 client key 或重定向地址未被接受，或者应用没有添加 Login Kit。Cuedrop 会说明需要检查什么。"},
		pageScope:       {"TikTok 拒绝了一项权限", "此应用缺少 Cuedrop 请求的一项权限。Cuedrop 会说明该怎么做。"},
		pageUnavailable: {"TikTok 出现问题", "TikTok 的登录服务目前不可用。请过几分钟再试。"},
		pageDenied:      {"TikTok 拒绝了登录", "TikTok 没有给出 Cuedrop 认识的原因。没有建立任何连接，请重新登录。"},
		pageUnreadable:  {"无法读取 TikTok 的回应", "没有建立任何连接。请重新登录。"},
		pageUsed:        {"已使用", "此次登录已有结果。"},
		pageStrange:     {"不是预期的回应", "这不是来自 Cuedrop 发起的登录。"},
		pageStopped:     {"此次登录已停止", "在收到回应之前，Cuedrop 已停止此次登录：登录被取消、工作区被锁定，或全部授权被撤销。没有建立任何连接。"},
	}},
}
