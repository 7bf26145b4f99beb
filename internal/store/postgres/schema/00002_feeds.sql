-- Feeds that the collection follows, and what was read from feeds and sitemaps.

-- +goose Up

-- key is a digest of url, as in table article.
create table feed (
  key           bytea       primary key,
  url           text        not null,
  title         text        not null,
  etag          text        not null,
  last_modified text        not null,
  added         timestamptz,           -- null, of all times: never
  checked       timestamptz,
  next          timestamptz,
  every         bigint      not null,  -- seconds between two looks
  failures      integer     not null,  -- in a row
  fault         text        not null,  -- of the last failure
  articles      integer     not null   -- that came from it so far
);

-- Addresses that feeds and sitemaps name. They are kept because the article
-- behind one often calls itself by another, so that the articles don't tell
-- which were read.
create table link (
  key  bytea       primary key,
  url  text        not null,
  seen timestamptz           -- when what it leads to was read last; null: to be read again
);

-- +goose Down
drop table link;
drop table feed;
