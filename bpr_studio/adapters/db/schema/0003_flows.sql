-- Flows as people draw them: versions of one flow, states kept by name, the way back to the
-- library, other flows a step stands for.

ALTER TABLE flow ADD COLUMN family_id TEXT;
ALTER TABLE flow ADD COLUMN derived_from TEXT;
ALTER TABLE flow ADD COLUMN version_name TEXT;
ALTER TABLE flow ADD COLUMN reviewed_on TEXT;
ALTER TABLE flow ADD COLUMN library_key TEXT;
ALTER TABLE flow ADD COLUMN note TEXT;

ALTER TABLE flow_element ADD COLUMN fragment TEXT;
ALTER TABLE flow_element ADD COLUMN linked_flow TEXT;

CREATE TABLE flow_version (
  id TEXT NOT NULL,
  flow_id TEXT,
  name TEXT,
  note TEXT,
  at TEXT,
  user TEXT,
  role TEXT,
  steps INTEGER,
  model TEXT,
  PRIMARY KEY (id)
) STRICT;

CREATE INDEX flow_version_by_flow ON flow_version (flow_id, at);
CREATE INDEX flow_by_family ON flow (family_id);
