package main

// treebanks are what tags and dependencies are learnt from.
var treebanks = []string{"en_ewt-ud-train.conllu", "en_gum-open-train.conllu"}
