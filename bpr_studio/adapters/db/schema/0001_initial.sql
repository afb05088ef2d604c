-- 0001: the op log, its projection, and derived tables. Released steps are never edited.

CREATE TABLE op (
	actor TEXT NOT NULL,
	n INTEGER NOT NULL,
	tag TEXT NOT NULL,
	t INTEGER NOT NULL,
	tx INTEGER NOT NULL,
	kind TEXT NOT NULL,
	entity TEXT NOT NULL,
	"row" TEXT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (actor, n, tag)
) WITHOUT ROWID, STRICT;

CREATE TABLE local (
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (name)
) WITHOUT ROWID, STRICT;

CREATE TABLE merge_issue (
	entity TEXT NOT NULL,
	"row" TEXT NOT NULL,
	field TEXT NOT NULL,
	kind TEXT NOT NULL,
	heads TEXT NOT NULL,
	PRIMARY KEY (entity, "row", field, kind)
) WITHOUT ROWID, STRICT;

CREATE TABLE workspace (
	id TEXT NOT NULL,
	city_code TEXT,
	city_name TEXT,
	fictitious INTEGER,
	fiscal_year INTEGER,
	round_id TEXT,
	population INTEGER,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE actor (
	id TEXT NOT NULL,
	user TEXT,
	role TEXT,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE task_class (
	id TEXT NOT NULL,
	code TEXT,
	level INTEGER,
	parent_code TEXT,
	name TEXT,
	core_hint TEXT,
	department TEXT,
	source TEXT,
	mark TEXT,
	sort_key INTEGER,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE list_item (
	id TEXT NOT NULL,
	list TEXT,
	code TEXT,
	name TEXT,
	name_en TEXT,
	attributes TEXT,
	source TEXT,
	mark TEXT,
	sort_key INTEGER,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE year_setting (
	id TEXT NOT NULL,
	fiscal_year INTEGER,
	working_days INTEGER,
	minutes_per_day INTEGER,
	leave_days INTEGER,
	source TEXT,
	mark TEXT,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE staff_year (
	id TEXT NOT NULL,
	fiscal_year INTEGER,
	staff_category TEXT,
	minutes_per_head INTEGER,
	yen_per_hour INTEGER,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE org_unit (
	id TEXT NOT NULL,
	fiscal_year INTEGER,
	code TEXT,
	name TEXT,
	level TEXT,
	parent_id TEXT,
	sort_key INTEGER,
	lft INTEGER,
	rgt INTEGER,
	bureau_id TEXT,
	division_id TEXT,
	section_id TEXT,
	path TEXT,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE succession (
	id TEXT NOT NULL,
	from_id TEXT,
	to_id TEXT,
	kind TEXT,
	share_percent INTEGER,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE headcount (
	id TEXT NOT NULL,
	unit_id TEXT,
	staff_category TEXT,
	heads_hundredths INTEGER,
	overtime_minutes INTEGER,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE survey_round (
	id TEXT NOT NULL,
	fiscal_year INTEGER,
	kind TEXT,
	name TEXT,
	format_id TEXT,
	format_version INTEGER,
	core_definition TEXT,
	minutes_per_full_timer INTEGER,
	state TEXT,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE survey_sheet (
	id TEXT NOT NULL,
	round_id TEXT,
	unit_id TEXT,
	state TEXT,
	file_name TEXT,
	file_digest TEXT,
	collected_at TEXT,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE work_item (
	id TEXT NOT NULL,
	round_id TEXT,
	unit_id TEXT,
	slot TEXT,
	sort_key INTEGER,
	code TEXT,
	name TEXT,
	legal_basis TEXT,
	affair_kind TEXT,
	nature TEXT,
	minutes_regular INTEGER,
	minutes_reemployed_full INTEGER,
	minutes_reemployed_short INTEGER,
	minutes_fixed_term INTEGER,
	minutes_fiscal_full INTEGER,
	minutes_fiscal_part INTEGER,
	minutes_dispatched INTEGER,
	minutes_contractor INTEGER,
	month_profile TEXT,
	case_count INTEGER,
	case_unit TEXT,
	medium TEXT,
	system_name TEXT,
	outsourced_percent INTEGER,
	manual TEXT,
	manual_updated TEXT,
	people_count INTEGER,
	core_tag TEXT,
	core_reason TEXT,
	issue TEXT,
	wish TEXT,
	method TEXT,
	confidence TEXT,
	note TEXT,
	year_minutes INTEGER,
	search_name TEXT,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE flow (
	id TEXT NOT NULL,
	name TEXT,
	version_kind TEXT,
	unit_id TEXT,
	class_code TEXT,
	file_name TEXT,
	file_digest TEXT,
	model_name TEXT,
	definitions_id TEXT,
	target_namespace TEXT,
	namespaces TEXT,
	carried TEXT,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE flow_element (
	id TEXT NOT NULL,
	flow_id TEXT,
	element_id TEXT,
	kind TEXT,
	subtype TEXT,
	name TEXT,
	parent TEXT,
	sort_key TEXT,
	lane TEXT,
	host TEXT,
	ends TEXT,
	refers_to TEXT,
	default_flow TEXT,
	diagram TEXT,
	bounds TEXT,
	waypoints TEXT,
	label_bounds TEXT,
	notation TEXT,
	step_type TEXT,
	core_tag TEXT,
	core_reasons TEXT,
	actor_category TEXT,
	staff_category TEXT,
	minutes_per_case REAL,
	cases_per_year REAL,
	frequency TEXT,
	waiting_days REAL,
	medium TEXT,
	system TEXT,
	forms_in TEXT,
	forms_out TEXT,
	seal INTEGER,
	paper INTEGER,
	in_person INTEGER,
	legal_basis TEXT,
	issue TEXT,
	improvement TEXT,
	manual_text TEXT,
	derived_from TEXT,
	carried TEXT,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE city_data (
	id TEXT NOT NULL,
	city_code TEXT,
	city_name TEXT,
	fiscal_year INTEGER,
	population INTEGER,
	core_definition TEXT,
	staff_categories TEXT,
	fictitious INTEGER,
	file_name TEXT,
	file_digest TEXT,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE city_figure (
	id TEXT NOT NULL,
	city_data_id TEXT,
	code TEXT,
	minutes INTEGER,
	non_core_minutes INTEGER,
	cases INTEGER,
	denominator TEXT,
	denominator_value INTEGER,
	outsourced_percent INTEGER,
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE work_hours (
	round_id TEXT NOT NULL,
	unit_id TEXT NOT NULL,
	item_id TEXT NOT NULL,
	staff TEXT NOT NULL,
	code TEXT NOT NULL,
	core TEXT NOT NULL,
	medium TEXT NOT NULL,
	nature TEXT NOT NULL,
	item_first INTEGER NOT NULL,
	minutes INTEGER NOT NULL,
	m04 INTEGER NOT NULL,
	m05 INTEGER NOT NULL,
	m06 INTEGER NOT NULL,
	m07 INTEGER NOT NULL,
	m08 INTEGER NOT NULL,
	m09 INTEGER NOT NULL,
	m10 INTEGER NOT NULL,
	m11 INTEGER NOT NULL,
	m12 INTEGER NOT NULL,
	m01 INTEGER NOT NULL,
	m02 INTEGER NOT NULL,
	m03 INTEGER NOT NULL,
	PRIMARY KEY (round_id, unit_id, item_id, staff)
) WITHOUT ROWID, STRICT;

CREATE INDEX op_by_row ON op (entity, "row");
CREATE INDEX work_item_by_unit ON work_item (round_id, unit_id, sort_key);
CREATE INDEX work_item_by_minutes ON work_item (round_id, year_minutes, id);
CREATE INDEX work_item_by_name ON work_item (round_id, search_name, id);
CREATE INDEX work_item_by_code ON work_item (round_id, code, id);
CREATE INDEX work_item_by_cases ON work_item (round_id, case_count, id);
CREATE INDEX task_class_by_code ON task_class (code);
CREATE INDEX list_item_by_list ON list_item (list, sort_key);
CREATE INDEX work_hours_by_item ON work_hours (item_id);
CREATE INDEX org_unit_by_year ON org_unit (fiscal_year, lft);
CREATE INDEX headcount_by_unit ON headcount (unit_id);
CREATE INDEX flow_element_by_flow ON flow_element (flow_id, sort_key);
CREATE INDEX city_figure_by_city ON city_figure (city_data_id, code);
