package app

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCompactPostsLeaveOutOnlyWhatIsEmpty: what arrives is what was sent, under the names of
// Post, whatever the values are.
func TestCompactPostsLeaveOutOnlyWhatIsEmpty(t *testing.T) {
	t.Parallel()
	full := Post{}
	v := reflect.ValueOf(&full).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Int, reflect.Int64:
			f.SetInt(7)
		case reflect.Float64:
			f.SetFloat(0.5)
		case reflect.Slice:
			f.Set(reflect.ValueOf([]string{"1"}))
		case reflect.Pointer:
			f.Set(reflect.ValueOf(&Failure{"why", "Say why."}))
		default:
			t.Fatalf("%s: the page has no empty value for a %s", v.Type().Field(i).Name, f.Kind())
		}
	}
	raw, err := json.Marshal(Snapshot{Posts: compactPosts{full, {}}})
	if err != nil {
		t.Fatal(err)
	}
	var got struct{ Posts []Post }
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Post{full, {}}, got.Posts); diff != "" {
		t.Error(diff)
	}
	if raw, err = json.Marshal(compactPosts{{}}); err != nil || string(raw) != "[{}]" {
		t.Errorf("an empty post is %s, %v", raw, err)
	}
}
