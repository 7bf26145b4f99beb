-- Who is named across articles.

-- +goose Up

create sequence entity_number;

-- An entity is all that articles mean by one name; key is the kind and the name
-- as they are compared. What a human has merged points to what it was merged
-- into and keeps its own articles, so that it can be taken out again. Times are
-- null for never.
--
-- Writers count up the same rows again and again. No index has the counts, and
-- pages keep room, so that a new count touches no index.
create table entity (
  number   bigint      primary key,
  key      text        collate "C" not null unique,
  kind     text        not null,
  name     text        not null,
  words    tsvector    not null,  -- the name as it is looked for
  renamed  timestamptz,           -- when a human named it
  part_of  bigint      references entity (number),
  merged   timestamptz,           -- when a human merged it
  split    timestamptz,           -- when a human made it of some articles of a name
  articles integer     not null,  -- rows of appearance
  said     integer     not null   -- rows of saying
) with (fillfactor = 80);

create index entity_part on entity (part_of) where part_of is not null;
create index entity_words on entity using gin (words);

-- In which articles an entity is named. place is that of the article, entry the
-- index of the entity in its record.
create table appearance (
  entity bigint  not null,
  place  bigint  not null,
  entry  integer not null,
  primary key (entity, place)
);

create index appearance_place on appearance (place);

-- What an entity says: places of the index of statements.
create table saying (
  entity bigint not null,
  line   bigint not null,
  primary key (entity, line)
);

-- By a human's word, in these articles a name means another entity. An article
-- is known by a digest of its address, or of its id where it has none, so that
-- the word holds for its next version, and when it is taken out and comes again.
create table parted (
  article bytea  not null,
  key     text   collate "C" not null,
  entity  bigint not null references entity (number),
  primary key (article, key)
);

-- +goose Down
drop table parted;
drop table saying;
drop table appearance;
drop table entity;
drop sequence entity_number;
