-- Which articles tell of one event.

-- +goose Up

-- A story is two articles or more. What became part of another one stays, so that
-- its number leads there. Times are seconds since 1970, 0 for none.
create table story (
  number  integer primary key autoincrement,
  title   text    not null,            -- of its first article
  terms   text    not null,            -- names, a JSON array
  first   integer not null,            -- publication of the first article
  last    integer not null,
  linked  integer not null,            -- when it was worked out
  reports integer not null,            -- rows of member
  traced  integer not null,            -- reports when the next ones were worked out
  texts   integer not null,
  own     integer not null,
  origins integer not null,
  became  integer references story (number)
) strict;

create index story_last on story (last, number) where became is null;
create index story_reports on story (reports, last, number) where became is null;
create index story_origins on story (origins, last, number) where became is null;
create index story_became on story (became) where became is not null;

-- Titles and terms as they are looked for.
create virtual table story_words using fts5 (
  words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);

-- An article is known by the number of its first version, so that the next one
-- is in its story until that is worked out anew.
create table member (
  root  integer primary key,
  story integer not null references story (number)
) strict;

create index member_story on member (story);

-- Articles whose stories are to be worked out. Whatever happens to an article
-- gives it a new ticket, so that what was worked out before is not taken for it.
-- place is that of the article, so that neighbours in time come together.
create table unlinked (
  ticket integer primary key autoincrement,
  root   integer not null unique,
  place  integer not null
) strict;

create index unlinked_place on unlinked (place);

insert into unlinked (root, place) select root, place from article where current = 1 and refused = '' order by place;

-- By a human's word, articles of one group are of one story, and of none that
-- another group is of. An article is known by its address, or by its id where it
-- has none, so that the word holds for its next version, and when it is taken out
-- and comes again.
create table bound (
  article text    not null primary key,
  flock   integer not null,            -- the number of the group
  bound   integer not null             -- when it was said
) strict, without rowid;

create index bound_flock on bound (flock);

-- +goose Down
drop table bound;
drop table unlinked;
drop table member;
drop table story_words;
drop table story;
