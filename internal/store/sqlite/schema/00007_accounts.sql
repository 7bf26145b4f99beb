-- Who may use the collection over the network, what was done by whom, and
-- searches that are saved.

-- +goose Up

-- Times are seconds since 1970, 0 for never.
create table account (
  name     text    not null primary key,
  role     text    not null,
  password text    not null,  -- argon2id, in PHC string format
  added    integer not null
) strict, without rowid;

-- Programs come with a token; of it a digest is kept.
create table token (
  name    text    not null primary key,
  role    text    not null,
  digest  blob    not null unique,
  added   integer not null,
  expires integer not null,
  used    integer not null   -- last, within an hour
) strict, without rowid;

create table session (
  digest  blob    not null primary key,  -- of what the browser shows
  account text    not null,
  expires integer not null
) strict, without rowid;

-- What was done is noted in the transaction that does it.
create table audit (
  number integer primary key autoincrement,
  at     integer not null,
  who    text    not null,
  what   text    not null,
  of     text    not null
) strict;

-- A saved search. Secret is what its hook is signed with, and so kept as it is.
create table alert (
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

-- What the searches have found, as it was then. sign is what a finding is the
-- same by.
create table finding (
  number    integer primary key autoincrement,
  alert     text    not null,
  at        integer not null,
  sign      blob    not null,
  statement text    not null,  -- JSON
  unique (alert, sign)
) strict;

create index finding_alert on finding (alert, number);

-- Articles that have come and in which the searches have not looked.
create table arrival (
  number integer primary key
) strict;

-- +goose Down
drop table arrival;
drop table finding;
drop table alert;
drop table audit;
drop table session;
drop table token;
drop table account;
