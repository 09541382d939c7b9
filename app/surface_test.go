package app

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// TestSurfaceOfTheWindow compares everything that the web view may call with a
// reviewed list: a new exported method is a decision, not an accident.
func TestSurfaceOfTheWindow(t *testing.T) {
	t.Parallel()
	var got []string
	for _, bound := range New(Program{}).Bind() {
		typ := reflect.TypeOf(bound)
		for i := range typ.NumMethod() {
			m := typ.Method(i)
			got = append(got, typ.Elem().Name()+"."+m.Name+strings.TrimPrefix(m.Type.String(), "func"))
		}
	}
	slices.Sort(got)
	golden := filepath.Join("testdata", "surface.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(strings.Join(got, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(want)), strings.Join(got, "\n")); diff != "" {
		t.Errorf("the bound methods differ from %s (-want +got):\n%s", golden, diff)
	}
}

// TestEventNamesMatchTheCatalog keeps the constants and the generated types the
// same.
func TestEventNamesMatchTheCatalog(t *testing.T) {
	t.Parallel()
	constants := []string{
		EventPostChanged, EventPostRemoved, EventMediaChanged, EventMediaRemoved, EventAccountChanged, EventAccountRemoved,
		EventHealthChanged, EventUploadProgress, EventRenderProgress, EventFilesAdded, EventLibraryImport, EventSignInChanged, EventSettingsChanged,
		EventPostOpen, EventAccountOpen, EventRequestSent, EventWindowClosing, EventWorkspaceChanged,
	}
	var tags []string
	typ := reflect.TypeFor[EventCatalog]()
	for i := range typ.NumField() {
		tags = append(tags, typ.Field(i).Tag.Get("json"))
	}
	slices.Sort(constants)
	slices.Sort(tags)
	if diff := cmp.Diff(constants, tags); diff != "" {
		t.Errorf("constants and catalog differ:\n%s", diff)
	}
}

// TestWireTypesAreSafe walks all wire types: no field that JavaScript would round,
// that Wails generates as any, or that could be null where a list is expected.
func TestWireTypesAreSafe(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var walk func(path string, typ reflect.Type)
	walk = func(path string, typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Interface, reflect.Map, reflect.Func, reflect.Chan:
			t.Errorf("%s is %s: the window would get any", path, typ)
		case reflect.Slice, reflect.Pointer, reflect.Array:
			walk(path+"[]", typ.Elem())
		case reflect.Struct:
			if seen[typ] {
				return
			}
			seen[typ] = true
			if typ.PkgPath() != reflect.TypeFor[Post]().PkgPath() {
				t.Errorf("%s is %s, not a wire type of ours", path, typ)
				return
			}
			for i := range typ.NumField() {
				f := typ.Field(i)
				if f.Tag.Get("json") == "" {
					t.Errorf("%s.%s has no JSON name", path, f.Name)
				}
				walk(path+"."+f.Name, f.Type)
			}
		default:
		}
	}
	for _, bound := range New(Program{}).Bind() {
		typ := reflect.TypeOf(bound)
		for i := range typ.NumMethod() {
			m := typ.Method(i)
			for o := range m.Type.NumOut() {
				if out := m.Type.Out(o); out != reflect.TypeFor[error]() {
					walk(typ.Elem().Name()+"."+m.Name, out)
				}
			}
		}
	}
}
