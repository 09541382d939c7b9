package media

import "os"

// alive is for systems on which a process can be asked.
func alive(*os.Process) string { return "" }
