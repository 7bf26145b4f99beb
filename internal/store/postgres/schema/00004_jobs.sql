-- Work that waits.

-- +goose Up

-- Jobs that are done are deleted. label is a digest of kind and key, as in table
-- article; times are those of the server, so that the clocks of the workers need
-- not agree.
create sequence job_number;

create table job (
  number   bigint      primary key,
  kind     text        not null,
  key      text        not null,
  label    bytea       not null unique,
  load     bytea       not null,          -- compressed with zstd
  state    text        not null,
  attempts integer     not null,
  queued   timestamptz not null,
  due      timestamptz,                   -- not to be run before; null: at once
  held     timestamptz,                   -- when its worker gave its last sign of life
  fault    text        not null           -- of the last attempt
);

alter table job alter column load set storage external;

-- Rows come and go: dead ones must be cleared away before they slow the search
-- for the next.
alter table job set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

create index job_state on job (state, due nulls first, number);

-- +goose Down
drop table job;
drop sequence job_number;
