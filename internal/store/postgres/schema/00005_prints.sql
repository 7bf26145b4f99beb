-- What articles share.

-- +goose Up

-- The index of shared text: of each newest version the hashes of some of its
-- sequences of words, so that articles that have one find one another. spot is
-- an article: quarters of a day since 1970 in the upper bits, the number of the
-- article in the 25 below.
create table print (
  hash integer not null,
  spot bigint  not null,
  primary key (hash, spot)
);

-- +goose Down
drop table print;
