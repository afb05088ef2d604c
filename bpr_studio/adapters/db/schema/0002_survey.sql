-- The survey as people do it: rounds with a period and targets, states with what was approved,
-- comments at cells, tasks carried over from last year, steps of the detailed survey.

ALTER TABLE survey_round ADD COLUMN opens_on TEXT;
ALTER TABLE survey_round ADD COLUMN due_on TEXT;
ALTER TABLE survey_round ADD COLUMN target TEXT;
ALTER TABLE survey_round ADD COLUMN core_definition_id TEXT;
ALTER TABLE survey_round ADD COLUMN previous_round_id TEXT;
ALTER TABLE survey_round ADD COLUMN overall_round_id TEXT;

ALTER TABLE survey_sheet ADD COLUMN due_on TEXT;
ALTER TABLE survey_sheet ADD COLUMN reason TEXT;
ALTER TABLE survey_sheet ADD COLUMN approved_digest TEXT;
ALTER TABLE survey_sheet ADD COLUMN approved_by TEXT;
ALTER TABLE survey_sheet ADD COLUMN approved_at TEXT;

CREATE TABLE sheet_event (
  id TEXT NOT NULL,
  round_id TEXT,
  unit_id TEXT,
  kind TEXT,
  state TEXT,
  at TEXT,
  user TEXT,
  role TEXT,
  reason TEXT,
  digest TEXT,
  PRIMARY KEY (id)
) STRICT;

ALTER TABLE work_item ADD COLUMN previous_id TEXT;
ALTER TABLE work_item ADD COLUMN carry TEXT;
ALTER TABLE work_item ADD COLUMN change_reason TEXT;
ALTER TABLE work_item ADD COLUMN core_note TEXT;
ALTER TABLE work_item ADD COLUMN share_hundredths INTEGER;
ALTER TABLE work_item ADD COLUMN figures_hash INTEGER;

CREATE TABLE cell_comment (
  id TEXT NOT NULL,
  round_id TEXT,
  unit_id TEXT,
  item_id TEXT,
  field TEXT,
  text TEXT,
  at TEXT,
  user TEXT,
  role TEXT,
  settled INTEGER,
  PRIMARY KEY (id)
) STRICT;

CREATE TABLE mapping_profile (
  id TEXT NOT NULL,
  name TEXT,
  body TEXT,
  at TEXT,
  user TEXT,
  PRIMARY KEY (id)
) STRICT;

CREATE TABLE term_lesson (
  id TEXT NOT NULL,
  term TEXT,
  code TEXT,
  at TEXT,
  user TEXT,
  PRIMARY KEY (id)
) STRICT;

ALTER TABLE flow ADD COLUMN round_id TEXT;
ALTER TABLE flow ADD COLUMN work_item_id TEXT;

ALTER TABLE flow_element ADD COLUMN times_per_year REAL;
ALTER TABLE flow_element ADD COLUMN cases_per_time REAL;
ALTER TABLE flow_element ADD COLUMN judgement INTEGER;
ALTER TABLE flow_element ADD COLUMN expertise INTEGER;
ALTER TABLE flow_element ADD COLUMN personal_data INTEGER;
ALTER TABLE flow_element ADD COLUMN rework_percent INTEGER;
ALTER TABLE flow_element ADD COLUMN seal_basis TEXT;
ALTER TABLE flow_element ADD COLUMN paper_basis TEXT;
ALTER TABLE flow_element ADD COLUMN in_person_basis TEXT;

ALTER TABLE city_data ADD COLUMN core_definition_id TEXT;

CREATE INDEX sheet_event_by_unit ON sheet_event (round_id, unit_id, at);
CREATE INDEX cell_comment_by_unit ON cell_comment (round_id, unit_id);
CREATE INDEX flow_by_round ON flow (round_id, unit_id);
CREATE INDEX survey_sheet_by_round ON survey_sheet (round_id, unit_id);
CREATE INDEX op_deletions ON op (t) WHERE kind = 'del';
-- Digests and sums of all sections are read from this index alone.
CREATE INDEX work_item_figures ON work_item
  (round_id, unit_id, id, figures_hash, year_minutes, minutes_contractor, core_tag, carry);-- What a case usually takes in the whole city is read from this index alone.
CREATE INDEX work_item_case_times ON work_item (round_id, case_count, year_minutes, code);

-- Old tasks have no figures_hash yet: the store makes the projection anew when it opens the file.
INSERT OR REPLACE INTO local VALUES ('rebuild', '1');
