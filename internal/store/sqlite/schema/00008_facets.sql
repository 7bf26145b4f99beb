-- What statements are counted by.

-- +goose Up

-- A search counts thousands of statements, and their records are too large to be
-- opened for that: a row an article has what is counted, 100 bytes beside the
-- 14,000 of the article. said packs, for each statement in the index, its form and
-- the entity that says it; the entity is the one that the article means, which a
-- human may have merged into another since.
create table facet (
  place  integer primary key,  -- of the article
  outlet text    not null,
  key    text    not null,     -- the one word by which the whole name of the outlet is found; '': the article was refused
  origin integer not null,     -- whose the article is
  said   blob    not null
) strict;

create index facet_key on facet (key, place, origin);

-- +goose Down
pragma user_version = 0;
drop table facet;
