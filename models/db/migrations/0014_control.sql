-- How soon who is told of a control whose check is due.
CREATE TABLE control_rules (
  id {{id}},
  code VARCHAR(40) NOT NULL,
  version BIGINT NOT NULL,
  name_zh VARCHAR(60) NOT NULL,
  name_en VARCHAR(120) NOT NULL,
  position INTEGER NOT NULL,
  active {{bool}} NOT NULL,
  soon_percent INTEGER NOT NULL,
  reminders {{text}} NOT NULL
){{table}};
CREATE UNIQUE INDEX control_rules_code ON control_rules (code);

-- closed says that the control is retired; due_at, soon_at and remind_at are 9999-12-31 then. Days are texts, empty where none.
-- amount to told are the clock of the present turn, which a check ends.
CREATE TABLE controls (
  id {{id}},
  number VARCHAR(20) NOT NULL,
  version BIGINT NOT NULL,
  closed {{bool}} NOT NULL,
  title VARCHAR(200) NOT NULL,
  text {{text}} NOT NULL,
  area VARCHAR(40) NOT NULL,
  department_id BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  cycle_amount BIGINT NOT NULL,
  cycle_unit VARCHAR(10) NOT NULL,
  rule VARCHAR(40) NOT NULL,
  evidence {{bool}} NOT NULL,
  started_on VARCHAR(10) NOT NULL,
  base_on VARCHAR(10) NOT NULL,
  due_on VARCHAR(10) NOT NULL,
  turn BIGINT NOT NULL,
  last_on VARCHAR(10) NOT NULL,
  last_result VARCHAR(10) NOT NULL,
  added_at {{time}} NOT NULL,
  retired_at {{time}} NULL,
  amount BIGINT NOT NULL,
  unit VARCHAR(20) NOT NULL,
  started_at {{time}} NOT NULL,
  due_at {{time}} NOT NULL,
  soon_at {{time}} NOT NULL,
  met_at {{time}} NULL,
  calendar_version BIGINT NOT NULL,
  explanation {{text}} NOT NULL,
  reminders {{text}} NOT NULL,
  told INTEGER NOT NULL,
  remind_at {{time}} NOT NULL
){{table}};
CREATE UNIQUE INDEX controls_number ON controls (number);
CREATE INDEX controls_department_due ON controls (department_id, closed, due_at);
CREATE INDEX controls_owner_due ON controls (owner_id, closed, due_at);
CREATE INDEX controls_due ON controls (closed, due_at);
CREATE INDEX controls_remind ON controls (remind_at);

-- A check that was carried out. No row is ever changed: a correction is a new row that supersedes another one.
-- area, department_id and owner_id are the control's at that time, due_on the day by which the check was due.
CREATE TABLE control_checks (
  id {{id}},
  control_id BIGINT NOT NULL,
  area VARCHAR(40) NOT NULL,
  department_id BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  recorder_id BIGINT NOT NULL,
  happened_on VARCHAR(10) NOT NULL,
  received_on VARCHAR(10) NOT NULL,
  due_on VARCHAR(10) NOT NULL,
  result VARCHAR(10) NOT NULL,
  findings {{text}} NOT NULL,
  supersedes BIGINT NULL,
  reason VARCHAR(500) NOT NULL,
  action_number VARCHAR(20) NOT NULL,
  at {{time}} NOT NULL,
  FOREIGN KEY (control_id) REFERENCES controls (id)
){{table}};
CREATE INDEX control_checks_control ON control_checks (control_id, happened_on);
CREATE UNIQUE INDEX control_checks_supersedes ON control_checks (supersedes);
CREATE INDEX control_checks_due ON control_checks (due_on);
CREATE INDEX control_checks_department ON control_checks (department_id, due_on);
CREATE INDEX control_checks_happened ON control_checks (happened_on);
CREATE INDEX control_checks_at ON control_checks (at);

-- What is collected, from where, by whom and how often, where it is kept, for how long and what for. closed says that it is not collected any more.
CREATE TABLE information_items (
  id {{id}},
  number VARCHAR(20) NOT NULL,
  version BIGINT NOT NULL,
  closed {{bool}} NOT NULL,
  title VARCHAR(200) NOT NULL,
  source VARCHAR(200) NOT NULL,
  channel VARCHAR(40) NOT NULL,
  collector VARCHAR(200) NOT NULL,
  collector_id BIGINT NOT NULL,
  department_id BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  frequency VARCHAR(40) NOT NULL,
  keeper VARCHAR(200) NOT NULL,
  retention VARCHAR(40) NOT NULL,
  purpose {{text}} NOT NULL,
  secrecy VARCHAR(40) NOT NULL,
  reviewed_on VARCHAR(10) NOT NULL,
  reviewer_id BIGINT NOT NULL,
  added_at {{time}} NOT NULL,
  ended_at {{time}} NULL
){{table}};
CREATE UNIQUE INDEX information_items_number ON information_items (number);
CREATE INDEX information_items_department ON information_items (department_id, closed, added_at);
CREATE INDEX information_items_owner ON information_items (owner_id, closed, added_at);
CREATE INDEX information_items_added ON information_items (closed, added_at);

-- A portal that was set up before there were controls gets the starter pack of their rules.
INSERT INTO control_rules (code, version, name_zh, name_en, position, active, soon_percent, reminders)
 SELECT 'normal', 1, '一般控制', 'Ordinary control', 10, 1, 80, '[{"percent":80,"to":"owner"},{"percent":100,"to":"owner"},{"days":1,"to":"supervisor"},{"days":5,"to":"head"}]'
 FROM (SELECT 1 AS one) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes);
INSERT INTO control_rules (code, version, name_zh, name_en, position, active, soon_percent, reminders)
 SELECT 'key', 1, '关键控制', 'Key control', 20, 1, 70, '[{"percent":70,"to":"owner"},{"percent":90,"to":"owner"},{"percent":100,"to":"supervisor"},{"days":2,"to":"head"}]'
 FROM (SELECT 1 AS one) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes);
