-- Which articles tell of one event.

-- +goose Up

create sequence story_number;

-- A story is two articles or more. What became part of another one stays, so that
-- its number leads there. Times are null for none.
create table story (
  number  bigint      primary key,
  title   text        not null,  -- of its first article
  terms   text[]      not null,  -- names
  words   tsvector    not null,  -- of both, as they are looked for
  first   timestamptz,           -- publication of the first article
  last    timestamptz,
  linked  timestamptz not null,  -- when it was worked out
  reports integer     not null,  -- rows of member
  traced  integer     not null,  -- reports when the next ones were worked out
  texts   integer     not null,
  own     integer     not null,
  origins integer     not null,
  became  bigint      references story (number)
);

create index story_last on story (coalesce(last, '-infinity'), number) where became is null;
create index story_reports on story (reports, coalesce(last, '-infinity'), number) where became is null;
create index story_origins on story (origins, coalesce(last, '-infinity'), number) where became is null;
create index story_became on story (became) where became is not null;
create index story_words on story using gin (words);

-- An article is known by the number of its first version, so that the next one
-- is in its story until that is worked out anew.
create table member (
  root  bigint primary key,
  story bigint not null references story (number)
);

create index member_story on member (story);

-- Articles whose stories are to be worked out. Whatever happens to an article
-- gives it a new ticket, so that what was worked out before is not taken for it.
-- place is that of the article, so that neighbours in time come together.
create sequence unlinked_ticket;

create table unlinked (
  root   bigint primary key,
  ticket bigint not null unique,
  place  bigint not null
);

create index unlinked_place on unlinked (place);

insert into unlinked (root, ticket, place)
select root, nextval('unlinked_ticket'), place from article where current and refused = '';

-- By a human's word, articles of one group are of one story, and of none that
-- another group is of. An article is known by a digest of its address, or of its id
-- where it has none, so that the word holds for its next version, and when it is
-- taken out and comes again.
create sequence bound_flock_number;

create table bound (
  article bytea       primary key,
  flock   bigint      not null,  -- the number of the group
  bound   timestamptz not null   -- when it was said
);

create index bound_flock on bound (flock);

-- +goose Down
drop table bound;
drop sequence bound_flock_number;
drop table unlinked;
drop sequence unlinked_ticket;
drop table member;
drop table story;
drop sequence story_number;
