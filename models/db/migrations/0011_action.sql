-- How long an action of a priority may take, who is told when, and after how many days its effect is looked at.
CREATE TABLE action_rules (
  id {{id}},
  code VARCHAR(40) NOT NULL,
  version BIGINT NOT NULL,
  name_zh VARCHAR(60) NOT NULL,
  name_en VARCHAR(120) NOT NULL,
  position INTEGER NOT NULL,
  active {{bool}} NOT NULL,
  finish_amount BIGINT NOT NULL,
  finish_unit VARCHAR(20) NOT NULL,
  verify_amount BIGINT NOT NULL,
  verify_unit VARCHAR(20) NOT NULL,
  check_days INTEGER NOT NULL,
  least_days INTEGER NOT NULL,
  soon_percent INTEGER NOT NULL,
  reminders {{text}} NOT NULL
){{table}};
CREATE UNIQUE INDEX action_rules_code ON action_rules (code);

-- next_due_at, next_soon_at and remind_at are 9999-12-31 where nothing is due; ids are 0 where none; days are texts, empty where none.
CREATE TABLE actions (
  id {{id}},
  number VARCHAR(20) NOT NULL,
  version BIGINT NOT NULL,
  state VARCHAR(20) NOT NULL,
  closed {{bool}} NOT NULL,
  round INTEGER NOT NULL,
  kind VARCHAR(40) NOT NULL,
  title VARCHAR(200) NOT NULL,
  finding {{text}} NOT NULL,
  cause {{text}} NOT NULL,
  priority VARCHAR(40) NOT NULL,
  source_kind VARCHAR(20) NOT NULL,
  source_number VARCHAR(20) NOT NULL,
  department_id BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  verifier_id BIGINT NOT NULL,
  opener_id BIGINT NOT NULL,
  finish_amount BIGINT NOT NULL,
  finish_unit VARCHAR(20) NOT NULL,
  extensions INTEGER NOT NULL,
  cost BIGINT NOT NULL,
  report {{text}} NOT NULL,
  indicator VARCHAR(40) NOT NULL,
  indicator_department_id BIGINT NOT NULL,
  indicator_type VARCHAR(40) NOT NULL,
  indicator_cause VARCHAR(40) NOT NULL,
  check_on VARCHAR(10) NOT NULL,
  ineffective INTEGER NOT NULL,
  outcome VARCHAR(20) NOT NULL,
  opened_at {{time}} NOT NULL,
  round_at {{time}} NOT NULL,
  planned_at {{time}} NULL,
  started_at {{time}} NULL,
  reported_at {{time}} NULL,
  verified_at {{time}} NULL,
  closed_at {{time}} NULL,
  next_clock VARCHAR(20) NOT NULL,
  next_due_at {{time}} NOT NULL,
  next_soon_at {{time}} NOT NULL,
  remind_at {{time}} NOT NULL
){{table}};
CREATE UNIQUE INDEX actions_number ON actions (number);
-- Every list is a union of branches that begin with one of these; id follows of itself in both databases. Where state and
-- ineffective follow it, boards and tabs are answered from the index alone.
CREATE INDEX actions_department_due ON actions (department_id, closed, next_due_at);
CREATE INDEX actions_department_opened ON actions (department_id, closed, opened_at);
CREATE INDEX actions_department_state ON actions (department_id, closed, state, next_due_at);
CREATE INDEX actions_owner_due ON actions (owner_id, closed, next_due_at, id, state, ineffective);
CREATE INDEX actions_owner_opened ON actions (owner_id, closed, opened_at);
CREATE INDEX actions_opener_due ON actions (opener_id, closed, next_due_at, id, state, ineffective);
CREATE INDEX actions_opener_opened ON actions (opener_id, closed, opened_at);
CREATE INDEX actions_verifier_due ON actions (verifier_id, closed, next_due_at, id, state, ineffective);
CREATE INDEX actions_verifier_opened ON actions (verifier_id, closed, opened_at);
CREATE INDEX actions_due ON actions (closed, next_due_at);
CREATE INDEX actions_opened ON actions (closed, opened_at);
CREATE INDEX actions_department_ineffective ON actions (department_id, closed, ineffective);
CREATE INDEX actions_state ON actions (closed, state, next_due_at);
CREATE INDEX actions_kind ON actions (closed, kind, next_due_at);
CREATE INDEX actions_priority ON actions (closed, priority, next_due_at);
CREATE INDEX actions_ineffective ON actions (ineffective, closed, next_due_at);
CREATE INDEX actions_remind ON actions (remind_at);

-- former marks who had a part in this round and handed it over: he may not verify it. closed is the action's, so that
-- the open ones that somebody works along with are found without looking at all that he ever did.
CREATE TABLE action_coworkers (
  action_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  former {{bool}} NOT NULL,
  closed {{bool}} NOT NULL,
  PRIMARY KEY (person_id, action_id),
  FOREIGN KEY (action_id) REFERENCES actions (id)
){{table}};
CREATE INDEX action_coworkers_action ON action_coworkers (action_id);
CREATE INDEX action_coworkers_open ON action_coworkers (person_id, closed);

CREATE TABLE action_measures (
  id {{id}},
  action_id BIGINT NOT NULL,
  round INTEGER NOT NULL,
  position INTEGER NOT NULL,
  measure VARCHAR(500) NOT NULL,
  due_on VARCHAR(10) NOT NULL,
  done_on VARCHAR(10) NOT NULL,
  done_by BIGINT NOT NULL,
  result VARCHAR(500) NOT NULL,
  FOREIGN KEY (action_id) REFERENCES actions (id)
){{table}};
CREATE INDEX action_measures_action ON action_measures (action_id, round);

-- A file of the action with the day on which what it shows happened and the day on which it was received.
CREATE TABLE action_evidence (
  attachment_id BIGINT NOT NULL PRIMARY KEY,
  action_id BIGINT NOT NULL,
  round INTEGER NOT NULL,
  title VARCHAR(200) NOT NULL,
  happened_on VARCHAR(10) NOT NULL,
  received_on VARCHAR(10) NOT NULL,
  person_id BIGINT NOT NULL,
  at {{time}} NOT NULL,
  FOREIGN KEY (action_id) REFERENCES actions (id)
){{table}};
CREATE INDEX action_evidence_action ON action_evidence (action_id, round);

-- told counts the reminders already sent of those that the row holds.
CREATE TABLE action_clocks (
  action_id BIGINT NOT NULL,
  round INTEGER NOT NULL,
  kind VARCHAR(20) NOT NULL,
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
  PRIMARY KEY (action_id, round, kind),
  FOREIGN KEY (action_id) REFERENCES actions (id)
){{table}};

-- An effectiveness check with what was counted; series holds the counts of the parts of both windows.
CREATE TABLE action_checks (
  id {{id}},
  action_id BIGINT NOT NULL,
  round INTEGER NOT NULL,
  at {{time}} NOT NULL,
  person_id BIGINT NOT NULL,
  effective {{bool}} NOT NULL,
  comment {{text}} NOT NULL,
  indicator VARCHAR(40) NOT NULL,
  indicator_department_id BIGINT NOT NULL,
  indicator_type VARCHAR(40) NOT NULL,
  indicator_cause VARCHAR(40) NOT NULL,
  before_from {{time}} NOT NULL,
  before_to {{time}} NOT NULL,
  after_from {{time}} NOT NULL,
  after_to {{time}} NOT NULL,
  before_count BIGINT NOT NULL,
  after_count BIGINT NOT NULL,
  series {{text}} NOT NULL,
  FOREIGN KEY (action_id) REFERENCES actions (id)
){{table}};
CREATE INDEX action_checks_action ON action_checks (action_id, round);

-- A portal that was set up before there were actions gets the starter pack of them.
INSERT INTO action_rules (code, version, name_zh, name_en, position, active, finish_amount, finish_unit, verify_amount, verify_unit, check_days, least_days, soon_percent, reminders)
 SELECT 'normal', 1, '一般', 'Normal', 10, 1, 10, 'working_days', 3, 'working_days', 90, 7, 80, '[{"percent":80,"to":"owner"},{"percent":100,"to":"owner"},{"days":1,"to":"supervisor"},{"days":5,"to":"head"}]'
 FROM (SELECT 1 AS one) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes);
INSERT INTO action_rules (code, version, name_zh, name_en, position, active, finish_amount, finish_unit, verify_amount, verify_unit, check_days, least_days, soon_percent, reminders)
 SELECT 'important', 1, '重要', 'Important', 20, 1, 5, 'working_days', 2, 'working_days', 60, 7, 80, '[{"percent":80,"to":"owner"},{"percent":100,"to":"supervisor"},{"days":3,"to":"head"}]'
 FROM (SELECT 1 AS one) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes);
INSERT INTO action_rules (code, version, name_zh, name_en, position, active, finish_amount, finish_unit, verify_amount, verify_unit, check_days, least_days, soon_percent, reminders)
 SELECT 'urgent', 1, '紧急', 'Urgent', 30, 1, 2, 'working_days', 1, 'working_days', 30, 7, 70, '[{"percent":50,"to":"owner"},{"percent":80,"to":"supervisor"},{"percent":100,"to":"head"}]'
 FROM (SELECT 1 AS one) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes);
INSERT INTO terms (list, code, parent, name_zh, name_en, position, active, data, version, updated_at)
 SELECT 'action_kind', 'correction', '', '纠正', 'Correction', 1, 1, '', 1, '2026-01-01 00:00:00.000000' FROM (SELECT 1 AS one) AS o WHERE EXISTS (SELECT 1 FROM terms);
INSERT INTO terms (list, code, parent, name_zh, name_en, position, active, data, version, updated_at)
 SELECT 'action_kind', 'corrective', '', '纠正措施', 'Corrective action', 2, 1, '{"proof":true}', 1, '2026-01-01 00:00:00.000000' FROM (SELECT 1 AS one) AS o WHERE EXISTS (SELECT 1 FROM terms WHERE list <> 'action_kind');
INSERT INTO terms (list, code, parent, name_zh, name_en, position, active, data, version, updated_at)
 SELECT 'action_kind', 'preventive', '', '预防措施', 'Preventive action', 3, 1, '{"proof":true}', 1, '2026-01-01 00:00:00.000000' FROM (SELECT 1 AS one) AS o WHERE EXISTS (SELECT 1 FROM terms WHERE list <> 'action_kind');
UPDATE terms SET data = '{"wants_action":true}' WHERE list = 'severity' AND code IN ('serious', 'urgent') AND data = '';
-- What is being handled and was found right wants an action from now on; what is closed does so when it is reopened.
INSERT INTO link_wants (record_kind, record_id, record_number, wants, department_id, since, met)
 SELECT 'complaint', id, number, 'action', department_id, COALESCE(assessed_at, received_at), 0
 FROM complaints WHERE closed = 0 AND upheld IN ('upheld', 'partly') AND severity IN ('serious', 'urgent');
