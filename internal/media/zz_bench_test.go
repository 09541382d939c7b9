package media
import ("testing";"os/exec";"context";"time";"fmt";"path/filepath")
func TestBenchX(t *testing.T){
 in:="/tmp/bench.mp4"
 if err:=exec.Command("sh","-c","test -f /tmp/bench.mp4 || ffmpeg -v error -y -stream_loop 14 -i /work/shared/media/deb-forensics-samples-files/VID_20191220_170832.mp4 -c copy /tmp/bench.mp4").Run();err!=nil{t.Fatal(err)}
 for i:=0;i<3;i++{
 e:=New(Options{})
 t0:=time.Now()
 _,err:=e.Prepare(context.Background(),in,filepath.Join(t.TempDir(),"o.mp4"),PrepareOptions{})
 d1:=time.Since(t0)
 if err!=nil{t.Fatal(err)}
 f,_:=e.inspect(context.Background(),in,true)
 tl,_:=e.Tools(context.Background())
 args,_:=renderArgs(newPlan(f,judge(f).Route,""),tl,in,filepath.Join(t.TempDir(),"o.mp4"))
 t0=time.Now()
 exec.Command(tl.FFmpeg,args...).Run()
 d2:=time.Since(t0)
 fmt.Println(d1,d2,d1.Seconds()/d2.Seconds())
 }
}
