-- What articles share.

-- +goose Up

-- The index of shared text: of each newest version the hashes of some of its
-- sequences of words, written in base 36, so that articles that have one find
-- one another. A row is an article: quarters of a day since 1970 in the upper
-- bits of its number, the number of the article in the 25 below.
--
-- It is an index of words and not a table of hashes, since hashes come in no
-- order: each batch of articles would change a row on every page of a table,
-- and cost more the more there are. Here it costs always the same, and takes
-- half the room.
create virtual table print using fts5 (
  hashes, content = '', contentless_delete = 1, detail = none, tokenize = "ascii"
);

-- +goose Down
drop table print;
