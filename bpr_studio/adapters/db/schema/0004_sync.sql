-- Exchange with other PCs. `op.scope` says to which scope an op belongs: '' for an own op that no
-- segment holds yet. All tables of this step are facts about this PC and never leave it.

ALTER TABLE op ADD COLUMN scope TEXT DEFAULT '' NOT NULL;
CREATE INDEX op_unsealed ON op (actor, n) WHERE scope = '';

-- Own ops that are not sealed for now, since the roster does not permit them, with the reason.
CREATE TABLE held_op (
  actor TEXT NOT NULL,
  n INTEGER NOT NULL,
  tag TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (actor, n, tag)
) WITHOUT ROWID, STRICT;

-- Segments made here and those taken in (applied); own are all that bear a name of this database.
-- Moments are milliseconds since 1970, 0 for "not yet"; `at` is a hybrid time.
CREATE TABLE segment (
  id INTEGER NOT NULL,
  scope TEXT NOT NULL,
  actor TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  prev TEXT NOT NULL,
  roster INTEGER NOT NULL,
  ops INTEGER NOT NULL,
  first_n INTEGER NOT NULL,
  last_n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  own INTEGER NOT NULL,
  applied INTEGER NOT NULL,
  relay INTEGER NOT NULL,
  received INTEGER NOT NULL,
  PRIMARY KEY (id)
) STRICT;

-- The files themselves, apart from what is asked often.
CREATE TABLE segment_bytes (
  id INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (id)
) STRICT;

CREATE TABLE placement (
  target TEXT NOT NULL,
  segment INTEGER NOT NULL,
  at INTEGER NOT NULL,
  verified INTEGER NOT NULL,
  PRIMARY KEY (target, segment)
) WITHOUT ROWID, STRICT;

CREATE TABLE chain_block (
  chain TEXT NOT NULL,
  n INTEGER NOT NULL,
  hash TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (chain, n, hash)
) WITHOUT ROWID, STRICT;

CREATE TABLE receipt (
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  at INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (name)
) STRICT;

-- The last segments of every stream that the DX office confirms to have.
CREATE TABLE receipt_tip (
  scope TEXT NOT NULL,
  actor TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (scope, actor, seq, hash)
) WITHOUT ROWID, STRICT;

CREATE TABLE refused_file (
  target TEXT NOT NULL,
  name TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  tries INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (target, name)
) STRICT;

-- Rows that came from other PCs, so that an open window hears of them. Numbers only grow, since
-- the last row always stays.
CREATE TABLE arrival (
  number INTEGER NOT NULL,
  entity TEXT NOT NULL,
  "row" TEXT NOT NULL,
  PRIMARY KEY (number)
) STRICT;

CREATE TABLE sync_fact (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
) WITHOUT ROWID, STRICT;

CREATE UNIQUE INDEX segment_by_name ON segment (scope, actor, seq, hash);
CREATE INDEX segment_by_hash ON segment (hash);
CREATE INDEX segment_to_place ON segment (id) WHERE own = 1 OR relay = 1;
CREATE INDEX segment_by_time ON segment (scope, actor, at);
CREATE INDEX placement_by_segment ON placement (segment);

-- Numbers of figures cover every value of a conflict now; only rows with an issue change.
INSERT OR REPLACE INTO local SELECT 'rebuild', '1' WHERE EXISTS (SELECT 1 FROM merge_issue);
