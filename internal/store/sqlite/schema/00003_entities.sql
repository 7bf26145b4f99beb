-- Who is named across articles.

-- +goose Up

-- An entity is all that articles mean by one name; key is the kind and the name
-- as they are compared. What a human has merged points to what it was merged
-- into and keeps its own articles, so that it can be taken out again. Times are
-- seconds since 1970, 0 for never.
create table entity (
  number   integer primary key autoincrement,
  key      text    not null unique,
  kind     text    not null,
  name     text    not null,
  renamed  integer not null,             -- when a human named it
  part_of  integer references entity (number),
  merged   integer not null,             -- when a human merged it
  split    integer not null,             -- when a human made it of some articles of a name
  articles integer not null,             -- rows of appearance
  said     integer not null              -- rows of saying
) strict;

create index entity_part on entity (part_of) where part_of is not null;
create index entity_said on entity (said desc);

-- Names as they are looked for.
create virtual table entity_name using fts5 (
  name, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);

-- In which articles an entity is named. place is that of the article, entry the
-- index of the entity in its record.
create table appearance (
  entity integer not null,
  place  integer not null,
  entry  integer not null,
  primary key (entity, place)
) strict, without rowid;

create index appearance_place on appearance (place, entity);

-- What an entity says: rows of the index of statements.
create table saying (
  entity integer not null,
  line   integer not null,
  primary key (entity, line)
) strict, without rowid;

-- By a human's word, in these articles a name means another entity. An article
-- is known by its address, or by its id where it has none, so that the word
-- holds for its next version, and when it is taken out and comes again.
create table parted (
  article text    not null,
  key     text    not null,
  entity  integer not null references entity (number),
  primary key (article, key)
) strict, without rowid;

-- +goose Down
drop table parted;
drop table saying;
drop table appearance;
drop table entity_name;
drop table entity;
