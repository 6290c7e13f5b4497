package store

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/store/db"
)

// A new column must be added here too.
func TestColumnsAreAllOfTheTable(t *testing.T) {
	var c db.Change
	var e db.Event
	var a db.Article
	for _, test := range []struct {
		row     any
		columns string
		fields  []any
	}{
		{&c, changeColumns, changeFields(&c)},
		{&e, eventColumns, eventFields(&e)},
		{&a, articleColumns, articleFields(&a)},
	} {
		row := reflect.ValueOf(test.row).Elem()
		columns := strings.Split(test.columns, ", ")
		if len(columns) != row.NumField() || len(test.fields) != row.NumField() {
			t.Fatalf("%s has %d fields, we name %d columns and fill %d", row.Type(), row.NumField(), len(columns), len(test.fields))
		}
		for i := range test.fields {
			if test.fields[i] != row.Field(i).Addr().Interface() {
				t.Errorf("column %s of %s fills another field", columns[i], row.Type())
			}
		}
	}
}
