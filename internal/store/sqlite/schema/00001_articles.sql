-- The collection begins: articles with their records, and the index over what
-- was said in them.

-- +goose Up

-- An article is kept as its whole record: JSON of the public format, compressed
-- with zstd. The columns beside it are what is asked for without opening it.
--
-- place orders articles by the time of their publication: minutes since 1970 in
-- its upper bits, the number of the article below, and 12 bits for the
-- statements in it, so that the rows of the index below stand in the order in
-- which results are wanted and dates are ranges of rows.
create table article (
  number     integer primary key autoincrement,
  place      integer not null unique,
  ref        text    not null unique,   -- the article's id
  url        text    not null,
  title      text    not null,
  outlet     text    not null,
  published  integer,                   -- seconds since 1970; null: not known
  added      integer not null,
  analyzer   text    not null,
  refused    text    not null,
  statements integer not null,          -- rows in the index
  text_bytes integer not null,          -- length of the body
  root       integer not null,          -- number of the article's first version
  current    integer not null,          -- 1: the newest version
  digest     blob    not null,          -- of title, body and address
  record     blob    not null
) strict;

create index article_url on article (url) where url <> '';
create index article_root on article (root);
create index article_analyzer on article (analyzer) where current = 1;

-- The index holds words and where they stand, not the text itself: that is cut
-- from the record when it is shown. Statement n of an article, counted from 0,
-- is the row place + 4095 - n.
create virtual table statement using fts5 (
  words, speaker, addressee, outlet, cites, act, form,
  content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2"
);

-- +goose Down
drop table statement;
drop table article;
