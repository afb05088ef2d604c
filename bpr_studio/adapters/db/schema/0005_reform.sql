-- From figures to fewer hours: improvements and their effects, candidates set aside, goals,
-- the procedure ledger, views people keep, and more of what other cities tell.

CREATE TABLE improvement (
  id TEXT NOT NULL,
  unit_id TEXT,
  name TEXT,
  kind TEXT,
  state TEXT,
  description TEXT,
  round_id TEXT,
  rule TEXT,
  class_code TEXT,
  as_is_flow TEXT,
  to_be_flow TEXT,
  procedure_id TEXT,
  start_month TEXT,
  expected_minutes INTEGER,
  yen_once INTEGER,
  yen_yearly INTEGER,
  owner_role TEXT,
  centre INTEGER,
  evidence TEXT,
  use_of_freed TEXT,
  use_note TEXT,
  created_on TEXT,
  note TEXT,
  PRIMARY KEY (id)
) STRICT;

-- Which minutes of which row or step an improvement takes away: the same minute only once.
CREATE TABLE improvement_claim (
  id TEXT NOT NULL,
  improvement_id TEXT,
  unit_id TEXT,
  work_item_id TEXT,
  step_id TEXT,
  minutes INTEGER,
  PRIMARY KEY (id)
) STRICT;

CREATE TABLE improvement_actual (
  id TEXT NOT NULL,
  improvement_id TEXT,
  unit_id TEXT,
  fiscal_year INTEGER,
  minutes INTEGER,
  method TEXT,
  evidence TEXT,
  recorded_on TEXT,
  user TEXT,
  PRIMARY KEY (id)
) STRICT;

-- A candidate somebody looked at and set aside, with the reason.
CREATE TABLE candidate_verdict (
  id TEXT NOT NULL,
  unit_id TEXT,
  work_item_id TEXT,
  step_id TEXT,
  class_code TEXT,
  rule TEXT,
  verdict TEXT,
  reason TEXT,
  round_id TEXT,
  minutes INTEGER,
  at TEXT,
  user TEXT,
  PRIMARY KEY (id)
) STRICT;

CREATE TABLE goal_value (
  id TEXT NOT NULL,
  goal TEXT,
  fiscal_year INTEGER,
  value REAL,
  as_of TEXT,
  source TEXT,
  note TEXT,
  PRIMARY KEY (id)
) STRICT;

CREATE TABLE procedure (
  id TEXT NOT NULL,
  unit_id TEXT,
  number TEXT,
  sort_key INTEGER,
  name TEXT,
  jurisdiction TEXT,
  law TEXT,
  clause TEXT,
  kind TEXT,
  actor TEXT,
  recipient TEXT,
  via TEXT,
  affair_kind TEXT,
  online_state TEXT,
  online_concern TEXT,
  online_when TEXT,
  identity_proof TEXT,
  fee TEXT,
  fee_payment TEXT,
  days_online TEXT,
  days_offline TEXT,
  application_system TEXT,
  work_system TEXT,
  cases_total INTEGER,
  cases_online INTEGER,
  cases_offline INTEGER,
  entries TEXT,
  attachments TEXT,
  attachments_left_out TEXT,
  submission TEXT,
  electronic_signature TEXT,
  life_event_person TEXT,
  life_event_company TEXT,
  profession TEXT,
  form_number TEXT,
  written_form INTEGER,
  written_basis TEXT,
  written_decision TEXT,
  seal INTEGER,
  seal_basis TEXT,
  seal_purpose TEXT,
  in_person INTEGER,
  in_person_basis TEXT,
  in_person_reason TEXT,
  in_person_decision TEXT,
  hearing INTEGER,
  household_consent INTEGER,
  city_alone INTEGER,
  decision TEXT,
  decision_reason TEXT,
  amended_rule TEXT,
  effective_on TEXT,
  priority_number INTEGER,
  class_code TEXT,
  extra TEXT,
  note TEXT,
  PRIMARY KEY (id)
) STRICT;

-- Where in a flow a procedure's written form, seal or visit costs time.
CREATE TABLE procedure_step (
  id TEXT NOT NULL,
  procedure_id TEXT,
  unit_id TEXT,
  step_id TEXT,
  requirement TEXT,
  minutes_per_case REAL,
  PRIMARY KEY (id)
) STRICT;

CREATE TABLE saved_view (
  id TEXT NOT NULL,
  page TEXT,
  name TEXT,
  body TEXT,
  at TEXT,
  user TEXT,
  PRIMARY KEY (id)
) STRICT;

-- Staff by department as cities publish them (定員管理), from the user's file.
CREATE TABLE staff_count (
  id TEXT NOT NULL,
  city_code TEXT,
  city_name TEXT,
  fiscal_year INTEGER,
  department TEXT,
  heads INTEGER,
  fictitious INTEGER,
  source TEXT,
  file_name TEXT,
  PRIMARY KEY (id)
) STRICT;

-- A flow another city sent with its figures.
CREATE TABLE city_flow (
  id TEXT NOT NULL,
  city_data_id TEXT,
  code TEXT,
  name TEXT,
  model TEXT,
  PRIMARY KEY (id)
) STRICT;

ALTER TABLE city_data ADD COLUMN wards INTEGER;
ALTER TABLE city_data ADD COLUMN staff_heads INTEGER;
ALTER TABLE city_data ADD COLUMN prepared_on TEXT;
ALTER TABLE city_data ADD COLUMN received_on TEXT;
ALTER TABLE city_data ADD COLUMN program TEXT;
ALTER TABLE city_data ADD COLUMN left_out INTEGER;
ALTER TABLE city_data ADD COLUMN note TEXT;
ALTER TABLE city_data ADD COLUMN prepared_by TEXT;
ALTER TABLE city_data ADD COLUMN denominators TEXT;
ALTER TABLE city_figure ADD COLUMN step_type TEXT;
ALTER TABLE city_figure ADD COLUMN sections INTEGER;

CREATE INDEX improvement_claim_by_item ON improvement_claim (work_item_id);
CREATE INDEX improvement_claim_by_improvement ON improvement_claim (improvement_id);
CREATE INDEX improvement_actual_by_improvement ON improvement_actual (improvement_id, fiscal_year);
CREATE INDEX procedure_by_unit ON procedure (unit_id, sort_key);
CREATE INDEX procedure_by_cases ON procedure (cases_total, id);
CREATE INDEX procedure_step_by_procedure ON procedure_step (procedure_id);
CREATE INDEX procedure_step_by_step ON procedure_step (step_id);
CREATE INDEX city_flow_by_city ON city_flow (city_data_id, code);
CREATE INDEX work_item_by_previous ON work_item (previous_id) WHERE previous_id IS NOT NULL;
