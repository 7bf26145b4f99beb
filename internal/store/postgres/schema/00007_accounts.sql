-- Who may use the collection over the network, what was done by whom, and
-- searches that are saved.

-- +goose Up

create table account (
  name     text        primary key,
  role     text        not null,
  password text        not null,  -- argon2id, in PHC string format
  added    timestamptz not null
);

-- Programs come with a token; of it a digest is kept.
create table token (
  name    text        primary key,
  role    text        not null,
  digest  bytea       not null unique,
  added   timestamptz not null,
  expires timestamptz,              -- null: never
  used    timestamptz               -- last, within an hour
);

create table session (
  digest  bytea       primary key,  -- of what the browser shows
  account text        not null references account (name) on delete cascade,
  expires timestamptz not null
);

create index session_account on session (account);

-- What was done is noted in the transaction that does it.
create table audit (
  number bigint      primary key generated always as identity,
  at     timestamptz not null,
  who    text        not null,
  what   text        not null,
  of     text        not null
);

-- A saved search. Secret is what its hook is signed with, and so kept as it is.
create table alert (
  name     text        primary key,
  query    text        not null,
  hook     text        not null,
  secret   text        not null,
  added    timestamptz not null,
  seen     bigint      not null,  -- the last finding that was looked at
  told     bigint      not null,  -- the last that the hook was told of
  due      timestamptz,           -- when the hook is to be told next; null: at once
  failures integer     not null,
  fault    text        not null
);

-- What the searches have found, as it was then. sign is what a finding is the
-- same by. Numbers are given under a lock, so that they rise in the order in which
-- findings can be seen.
create table finding (
  number    bigint      primary key generated always as identity,
  alert     text        not null references alert (name) on delete cascade,
  at        timestamptz not null,
  sign      bytea       not null,
  statement text        not null,  -- JSON
  unique (alert, sign)
);

create index finding_alert on finding (alert, number);

-- Articles that have come and in which the searches have not looked.
create table arrival (
  number bigint primary key
);

-- +goose Down
drop table arrival;
drop table finding;
drop table alert;
drop table audit;
drop table session;
drop table token;
drop table account;
