-- Feeds that the collection follows, and what was read from feeds and sitemaps.

-- +goose Up

-- Times are seconds since 1970, 0 for never; every is seconds between two looks.
create table feed (
  url           text    not null primary key,
  title         text    not null,
  etag          text    not null,
  last_modified text    not null,
  added         integer not null,
  checked       integer not null,
  next          integer not null,
  every         integer not null,
  failures      integer not null,  -- in a row
  fault         text    not null,  -- of the last failure
  articles      integer not null   -- that came from it so far
) strict, without rowid;

-- Addresses that feeds and sitemaps name. They are kept because the article
-- behind one often calls itself by another, so that the articles don't tell
-- which were read.
create table link (
  url  text    not null primary key,
  seen integer not null  -- when what it leads to was read last; 0: to be read again
) strict, without rowid;

-- +goose Down
drop table link;
drop table feed;
