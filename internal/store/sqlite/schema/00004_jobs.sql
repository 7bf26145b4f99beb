-- Work that waits.

-- +goose Up

-- Jobs that are done are deleted. Times are milliseconds since 1970, 0 for none.
create table job (
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

create index job_state on job (state, due, number);

-- +goose Down
drop table job;
