CREATE TABLE account (
  name     text    not null primary key,
  role     text    not null,
  password text    not null,  -- argon2id, in PHC string format
  added    integer not null
) strict, without rowid;
CREATE TABLE alert (
  name     text    not null primary key,
  query    text    not null,
  hook     text    not null,
  secret   text    not null,
  added    integer not null,
  seen     integer not null,  -- the last finding that was looked at
  told     integer not null,  -- the last that the hook was told of
  due      integer not null,  -- when the hook is to be told next; 0: at once
  failures integer not null,
  fault    text    not null
) strict, without rowid;
CREATE TABLE appearance (
  entity integer not null,
  place  integer not null,
  entry  integer not null,
  primary key (entity, place)
) strict, without rowid;
CREATE INDEX appearance_place on appearance (place, entity);
CREATE TABLE arrival (
  number integer primary key
) strict;
CREATE TABLE article (
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
CREATE INDEX article_analyzer on article (analyzer) where current = 1;
CREATE INDEX article_root on article (root);
CREATE INDEX article_url on article (url) where url <> '';
CREATE TABLE audit (
  number integer primary key autoincrement,
  at     integer not null,
  who    text    not null,
  what   text    not null,
  of     text    not null
) strict;
CREATE TABLE bound (
  article text    not null primary key,
  flock   integer not null,            -- the number of the group
  bound   integer not null             -- when it was said
) strict, without rowid;
CREATE INDEX bound_flock on bound (flock);
CREATE TABLE entity (
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
CREATE VIRTUAL TABLE entity_name using fts5 (
  name, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);
CREATE INDEX entity_part on entity (part_of) where part_of is not null;
CREATE INDEX entity_said on entity (said desc);
CREATE TABLE facet (
  place  integer primary key,  -- of the article
  outlet text    not null,
  key    text    not null,     -- the one word by which the whole name of the outlet is found; '': the article was refused
  origin integer not null,     -- whose the article is
  said   blob    not null
) strict;
CREATE INDEX facet_key on facet (key, place, origin);
CREATE TABLE feed (
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
CREATE TABLE finding (
  number    integer primary key autoincrement,
  alert     text    not null,
  at        integer not null,
  sign      blob    not null,
  statement text    not null,  -- JSON
  unique (alert, sign)
) strict;
CREATE INDEX finding_alert on finding (alert, number);
CREATE TABLE job (
  number   integer primary key autoincrement,
  kind     text    not null,
  key      text    not null,
  load     blob    not null,   -- compressed with zstd
  state    text    not null,
  attempts integer not null,
  queued   integer not null,
  due      integer not null,   -- not to be run before
  held     integer not null,   -- when its worker gave its last sign of life
  fault    text    not null,   -- of the last attempt
  unique (kind, key)
) strict;
CREATE INDEX job_state on job (state, due, number);
CREATE TABLE link (
  url  text    not null primary key,
  seen integer not null  -- when what it leads to was read last; 0: to be read again
) strict, without rowid;
CREATE TABLE member (
  root  integer primary key,
  story integer not null references story (number)
) strict;
CREATE INDEX member_story on member (story);
CREATE TABLE parted (
  article text    not null,
  key     text    not null,
  entity  integer not null references entity (number),
  primary key (article, key)
) strict, without rowid;
CREATE VIRTUAL TABLE print using fts5 (
  hashes, content = '', contentless_delete = 1, detail = none, tokenize = "ascii"
);
CREATE TABLE saying (
  entity integer not null,
  line   integer not null,
  primary key (entity, line)
) strict, without rowid;
CREATE TABLE session (
  digest  blob    not null primary key,  -- of what the browser shows
  account text    not null,
  expires integer not null
) strict, without rowid;
CREATE VIRTUAL TABLE statement using fts5 (
  words, speaker, addressee, outlet, cites, act, form,
  content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2"
);
CREATE TABLE story (
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
CREATE INDEX story_became on story (became) where became is not null;
CREATE INDEX story_last on story (last, number) where became is null;
CREATE INDEX story_origins on story (origins, last, number) where became is null;
CREATE INDEX story_reports on story (reports, last, number) where became is null;
CREATE VIRTUAL TABLE story_words using fts5 (
  words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);
CREATE TABLE token (
  name    text    not null primary key,
  role    text    not null,
  digest  blob    not null unique,
  added   integer not null,
  expires integer not null,
  used    integer not null   -- last, within an hour
) strict, without rowid;
CREATE TABLE unlinked (
  ticket integer primary key autoincrement,
  root   integer not null unique,
  place  integer not null
) strict;
CREATE INDEX unlinked_place on unlinked (place)
