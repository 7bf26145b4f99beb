-- What statements are counted by.

-- +goose Up

-- A search counts thousands of statements, and their records are too large to be
-- opened for that: a row an article has what is counted, 100 bytes beside the
-- 14,000 of the article. said packs, for each statement in the index, its form and
-- the entity that says it; the entity is the one that the article means, which a
-- human may have merged into another since.
create table facet (
  place  bigint  primary key,  -- of the article
  outlet text    not null,
  key    text    not null,     -- the one word by which the whole name of the outlet is found; '': the article was refused
  origin integer not null,     -- whose the article is
  said   bytea   not null
);

alter table facet alter column said set storage external;

create index facet_key on facet (key, place) include (origin);

-- What version of the program the index is of, in one row: it is changed in the
-- transaction that makes the index. One that is older is made anew.
create table indexed (
  version integer not null
);

insert into indexed values (0);

-- +goose Down
drop table indexed;
drop table facet;
