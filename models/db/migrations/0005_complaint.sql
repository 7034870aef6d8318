-- How long a complaint of a class may take, and who is told when.
CREATE TABLE deadline_classes (
  id {{id}},
  code VARCHAR(40) NOT NULL,
  version BIGINT NOT NULL,
  name_zh VARCHAR(60) NOT NULL,
  name_en VARCHAR(120) NOT NULL,
  position INTEGER NOT NULL,
  active {{bool}} NOT NULL,
  applies VARCHAR(20) NOT NULL,
  acknowledge_amount BIGINT NOT NULL,
  acknowledge_unit VARCHAR(20) NOT NULL,
  respond_amount BIGINT NOT NULL,
  respond_unit VARCHAR(20) NOT NULL,
  resolve_amount BIGINT NOT NULL,
  resolve_unit VARCHAR(20) NOT NULL,
  soon_percent INTEGER NOT NULL,
  follow_up_attempts INTEGER NOT NULL,
  reminders {{text}} NOT NULL
){{table}};
CREATE UNIQUE INDEX deadline_classes_code ON deadline_classes (code);

-- next_due_at, next_soon_at and remind_at are 9999-12-31 where nothing is due; ids of people and departments are 0 where none.
CREATE TABLE complaints (
  id {{id}},
  number VARCHAR(20) NOT NULL,
  version BIGINT NOT NULL,
  state VARCHAR(20) NOT NULL,
  closed {{bool}} NOT NULL,
  round INTEGER NOT NULL,
  paused_at {{time}} NULL,
  pause_reason VARCHAR(40) NOT NULL,
  channel VARCHAR(40) NOT NULL,
  source VARCHAR(120) NOT NULL,
  category VARCHAR(120) NOT NULL,
  received_at {{time}} NOT NULL,
  registered_at {{time}} NOT NULL,
  first_contact_id BIGINT NOT NULL,
  department_id BIGINT NOT NULL,
  handler_id BIGINT NOT NULL,
  subject VARCHAR(200) NOT NULL,
  body {{text}} NOT NULL,
  remedy_sought {{text}} NOT NULL,
  order_number VARCHAR(64) NOT NULL,
  severity VARCHAR(40) NOT NULL,
  urgent_safety {{bool}} NOT NULL,
  complained_department_id BIGINT NOT NULL,
  complained_person_id BIGINT NOT NULL,
  failure_class VARCHAR(40) NOT NULL,
  failure_type VARCHAR(40) NOT NULL,
  attribution VARCHAR(40) NOT NULL,
  failure_kind VARCHAR(40) NOT NULL,
  complexity VARCHAR(40) NOT NULL,
  impact VARCHAR(40) NOT NULL,
  immediate_action {{bool}} NOT NULL,
  action_text {{text}} NOT NULL,
  deadline_class VARCHAR(40) NOT NULL,
  upheld VARCHAR(20) NOT NULL,
  findings {{text}} NOT NULL,
  reply {{text}} NOT NULL,
  reply_channel VARCHAR(40) NOT NULL,
  replied_by BIGINT NOT NULL,
  summary {{text}} NOT NULL,
  outcome VARCHAR(20) NOT NULL,
  not_accept_reason VARCHAR(40) NOT NULL,
  recourse VARCHAR(40) NOT NULL,
  attempts INTEGER NOT NULL,
  accepted_at {{time}} NULL,
  acknowledged_at {{time}} NULL,
  assessed_at {{time}} NULL,
  replied_at {{time}} NULL,
  closed_at {{time}} NULL,
  next_clock VARCHAR(20) NOT NULL,
  next_due_at {{time}} NOT NULL,
  next_soon_at {{time}} NOT NULL,
  remind_at {{time}} NOT NULL,
  import_key VARCHAR(64) NULL,
  import_batch VARCHAR(40) NOT NULL
){{table}};
CREATE UNIQUE INDEX complaints_number ON complaints (number);
CREATE UNIQUE INDEX complaints_import_key ON complaints (import_key);
-- Every list is a union of branches that begin with one of these; id follows of itself in both databases.
CREATE INDEX complaints_department_due ON complaints (department_id, closed, next_due_at);
CREATE INDEX complaints_department_received ON complaints (department_id, closed, received_at);
CREATE INDEX complaints_department_state ON complaints (department_id, state, next_due_at);
CREATE INDEX complaints_handler_due ON complaints (handler_id, closed, next_due_at);
CREATE INDEX complaints_handler_received ON complaints (handler_id, closed, received_at);
CREATE INDEX complaints_contact_due ON complaints (first_contact_id, closed, next_due_at);
CREATE INDEX complaints_contact_received ON complaints (first_contact_id, closed, received_at);
CREATE INDEX complaints_due ON complaints (closed, next_due_at);
CREATE INDEX complaints_received ON complaints (closed, received_at);
CREATE INDEX complaints_state ON complaints (state, next_due_at);
CREATE INDEX complaints_channel ON complaints (channel, closed, received_at);
CREATE INDEX complaints_type ON complaints (failure_type, closed, received_at);
CREATE INDEX complaints_severity ON complaints (severity, closed, received_at);
CREATE INDEX complaints_remind ON complaints (remind_at);
CREATE INDEX complaints_order ON complaints (order_number);

-- Who complains stands apart from the complaint: fewer may see it.
CREATE TABLE complainants (
  complaint_id BIGINT NOT NULL PRIMARY KEY,
  name VARCHAR(60) NOT NULL,
  phone VARCHAR(40) NOT NULL,
  phone_digits VARCHAR(20) NOT NULL,
  phone_end VARCHAR(4) NOT NULL,
  email VARCHAR(254) NOT NULL,
  address VARCHAR(200) NOT NULL,
  customer_no VARCHAR(40) NOT NULL,
  FOREIGN KEY (complaint_id) REFERENCES complaints (id)
){{table}};
CREATE INDEX complainants_phone ON complainants (phone_digits, complaint_id);
CREATE INDEX complainants_phone_end ON complainants (phone_end, complaint_id);
CREATE INDEX complainants_customer ON complainants (customer_no, complaint_id);

-- told counts the reminders already sent of those that the row holds.
CREATE TABLE complaint_clocks (
  complaint_id BIGINT NOT NULL,
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
  PRIMARY KEY (complaint_id, round, kind),
  FOREIGN KEY (complaint_id) REFERENCES complaints (id)
){{table}};

CREATE TABLE complaint_pauses (
  id {{id}},
  complaint_id BIGINT NOT NULL,
  reason VARCHAR(40) NOT NULL,
  started_at {{time}} NOT NULL,
  started_by BIGINT NOT NULL,
  ended_at {{time}} NULL,
  ended_by BIGINT NOT NULL,
  FOREIGN KEY (complaint_id) REFERENCES complaints (id)
){{table}};
CREATE INDEX complaint_pauses_complaint ON complaint_pauses (complaint_id, started_at);

CREATE TABLE complaint_remedies (
  id {{id}},
  complaint_id BIGINT NOT NULL,
  round INTEGER NOT NULL,
  kind VARCHAR(40) NOT NULL,
  amount BIGINT NOT NULL,
  description {{text}} NOT NULL,
  state VARCHAR(20) NOT NULL,
  proposed_by BIGINT NOT NULL,
  proposed_at {{time}} NOT NULL,
  decided_by BIGINT NOT NULL,
  decided_at {{time}} NULL,
  reason {{text}} NOT NULL,
  FOREIGN KEY (complaint_id) REFERENCES complaints (id)
){{table}};
CREATE INDEX complaint_remedies_complaint ON complaint_remedies (complaint_id);

CREATE TABLE complaint_follow_ups (
  id {{id}},
  complaint_id BIGINT NOT NULL,
  round INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  person_id BIGINT NOT NULL,
  at {{time}} NOT NULL,
  reached {{bool}} NOT NULL,
  outcome VARCHAR(40) NOT NULL,
  experience INTEGER NOT NULL,
  expectation INTEGER NOT NULL,
  satisfied {{bool}} NOT NULL,
  comment {{text}} NOT NULL,
  FOREIGN KEY (complaint_id) REFERENCES complaints (id)
){{table}};
CREATE INDEX complaint_follow_ups_complaint ON complaint_follow_ups (complaint_id);

CREATE TABLE complaint_views (
  id {{id}},
  person_id BIGINT NOT NULL,
  name VARCHAR(40) NOT NULL,
  query VARCHAR(2000) NOT NULL,
  position INTEGER NOT NULL
){{table}};
CREATE INDEX complaint_views_person ON complaint_views (person_id, position);
