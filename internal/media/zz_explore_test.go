package media
import ("testing";"path/filepath";"context";"fmt";"time";"os";"strings")
func TestExplore(t *testing.T){
 e:=New(Options{})
 files,_:=filepath.Glob("../../../shared/media/*/*")
 if g:=os.Getenv("CLIPS"); g!="" { files,_=filepath.Glob(g) }
 for _,f:=range files{
  t0:=time.Now()
  c,err:=e.Check(context.Background(),f)
  fmt.Printf("%-28s %-8s %-6s %4dms err=%v %+v\n",filepath.Base(f),c.Verdict,c.Route,time.Since(t0).Milliseconds(),err,c.Info)
  for _,x:=range c.Findings { if os.Getenv("BRIEF")!="" {fmt.Print("   ",x.Code); continue}; fmt.Printf("      %-20s %-8s %s | %s | %s\n",x.Code,x.Severity,x.Message,x.FailReason,x.Fix)}
  if os.Getenv("PREP")!="" && c.Verdict!="refused" {
   out:=filepath.Join(os.Getenv("PREP"),strings.ReplaceAll(filepath.Base(f),".","_")+".mp4")
   t0=time.Now()
   r,err:=e.Prepare(context.Background(),f,out,PrepareOptions{Check:&c})
   fmt.Printf("      PREPARE %dms %s %d err=%v\n",time.Since(t0).Milliseconds(),r.Route,r.DurationMs,err)
  }
 }
 fmt.Println(e.Tools(context.Background()))
}
