package attrib

import (
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/chain"
)

// Models are what has been learnt: to find the heads of cues, to label what
// stands around them, and to judge the result.
type Models struct{ Cues, Labels, Judge chain.Weights }

// modelFile is the name of the model file.
const modelFile = "attrib"

// OpenModels finds the models in a file.
func OpenModels(f *model.File) (Models, error) {
	var m [3]*chain.Model
	for i, name := range []string{"cues", "labels", "judge"} {
		var err error
		if m[i], err = chain.Open(f, name); err != nil {
			return Models{}, err
		}
	}
	return Models{m[0], m[1], m[2]}, nil
}
