-- The collection begins: articles with their records, and the index over what
-- was said in them.

-- +goose Up

-- Numbers of articles. A place has 25 bits for them.
create sequence article_number maxvalue 33554431;

-- An article is kept as its whole record: JSON of the public format, compressed
-- with zstd. The columns beside it are what is asked for without opening it.
--
-- place orders articles by the time of their publication: minutes since 1970 in
-- its upper bits, the number of the article below, and 12 bits for the
-- statements in it, as the rows of the index have them.
--
-- key and address are digests of ref and url: an index takes no text of more
-- than 2.7 kB, and addresses may be longer. The texts are for people, without
-- what the engine keeps out of texts (NUL).
create table article (
  number     bigint      primary key,
  place      bigint      not null,
  key        bytea       not null unique,
  ref        text        not null,  -- the article's id
  address    bytea,                 -- null: it has no url
  url        text        not null,
  title      text        not null,
  outlet     text        not null,
  published  timestamptz,           -- null: not known
  added      timestamptz not null,
  analyzer   text        not null,
  refused    text        not null,
  statements integer     not null,  -- rows in the index
  text_bytes integer     not null,  -- length of the body
  root       bigint      not null,  -- number of the article's first version
  current    boolean     not null,  -- the newest version
  digest     bytea       not null,  -- of title, body and address
  record     bytea       not null
);

-- Records are packed already; packing them again costs time and gains nothing.
alter table article alter column record set storage external;

create index article_address on article (address) where address is not null;
create index article_root on article (root);
create index article_analyzer on article (analyzer) where current;

-- Whoever writes an article puts its key and address here for as long as the
-- transaction takes, and takes them out before it ends: another writer of the
-- same article waits for that. The table is always empty. Advisory locks would
-- do the same, but a server has room for a few thousand of them, and one batch
-- takes hundreds. What is in it after a crash is of no use to anybody.
create unlogged table latch (
  key bytea primary key
);

-- The index. Statement n of an article, counted from 0, is the row place + 4095 - n,
-- so that rows stand in the order in which results are wanted and dates are
-- ranges of rows. words has the words of all fields; those of any field but the
-- words of the statement itself begin with a mark for the field. They are cut and
-- folded by the program, so that what is found depends neither on the locale of
-- the database nor on its configurations of text search.
create table statement (
  place bigint   primary key,
  words tsvector not null
);

create index statement_words on statement using gin (words);

-- +goose Down
drop table statement;
drop table latch;
drop table article;
drop sequence article_number;
