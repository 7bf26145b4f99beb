package record

import _ "embed"

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of the format: what MarshalJSON
// writes, field for field, with the unit of each. A schema can't say that ids
// resolve and that spans lie inside their text; [Record.Check] can.
func Schema() []byte { return append([]byte(nil), schema...) }
