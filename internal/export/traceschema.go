package export

import _ "embed"

//go:embed trace.schema.json
var traceSchema []byte

// TraceSchema is the JSON Schema (draft 2020-12) of the JSON form of traces.
func TraceSchema() []byte { return append([]byte(nil), traceSchema...) }
