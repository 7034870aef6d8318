package db

import (
	"sync"

	"gorm.io/gorm/schema"
)

var schemas sync.Map

// Fields are the columns of the type of a row, in the order of its fields.
func Fields(row any) []*schema.Field {
	s, err := schema.Parse(row, &schemas, schema.NamingStrategy{})
	if err != nil {
		panic(err) // a broken type is a fault of the build
	}
	columns := make([]*schema.Field, 0, len(s.DBNames))
	for _, f := range s.Fields {
		if f.DBName != "" {
			columns = append(columns, f)
		}
	}
	return columns
}
