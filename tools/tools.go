// Package tools names what the code needs that tools generate.
package tools

import _ "github.com/oapi-codegen/runtime" // clients of the API
