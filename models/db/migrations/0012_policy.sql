-- How documents of a kind are controlled: quorum, cycles, windows, what a change demands, who is reminded when.
CREATE TABLE policy_kinds (
  id {{id}},
  code VARCHAR(40) NOT NULL,
  version BIGINT NOT NULL,
  name_zh VARCHAR(60) NOT NULL,
  name_en VARCHAR(120) NOT NULL,
  position INTEGER NOT NULL,
  active {{bool}} NOT NULL,
  external {{bool}} NOT NULL,
  reviewers INTEGER NOT NULL,
  quorum INTEGER NOT NULL,
  review_months INTEGER NOT NULL,
  reading_days INTEGER NOT NULL,
  review_amount BIGINT NOT NULL,
  review_unit VARCHAR(20) NOT NULL,
  approval_amount BIGINT NOT NULL,
  approval_unit VARCHAR(20) NOT NULL,
  sign_amount BIGINT NOT NULL,
  sign_unit VARCHAR(20) NOT NULL,
  major_resign {{bool}} NOT NULL,
  major_quiz {{bool}} NOT NULL,
  major_training {{bool}} NOT NULL,
  minor_resign {{bool}} NOT NULL,
  minor_quiz {{bool}} NOT NULL,
  minor_training {{bool}} NOT NULL,
  soon_percent INTEGER NOT NULL,
  reminders {{text}} NOT NULL
){{table}};
CREATE UNIQUE INDEX policy_kinds_code ON policy_kinds (code);

-- next_due_at, next_soon_at and remind_at are 9999-12-31 where nothing is due; ids are 0 where none; days are texts, empty where none.
CREATE TABLE policies (
  id {{id}},
  number VARCHAR(20) NOT NULL,
  version BIGINT NOT NULL,
  state VARCHAR(20) NOT NULL,
  stage VARCHAR(20) NOT NULL,
  title VARCHAR(200) NOT NULL,
  kind VARCHAR(40) NOT NULL,
  owner_id BIGINT NOT NULL,
  department_id BIGINT NOT NULL,
  secrecy VARCHAR(40) NOT NULL,
  restricted {{bool}} NOT NULL,
  category VARCHAR(40) NOT NULL,
  keywords VARCHAR(500) NOT NULL,
  standards {{text}} NOT NULL,
  audience {{text}} NOT NULL,
  review_months INTEGER NOT NULL,
  retention VARCHAR(40) NOT NULL,
  current_id BIGINT NOT NULL,
  current_no INTEGER NOT NULL,
  open_id BIGINT NOT NULL,
  latest_no INTEGER NOT NULL,
  required_no INTEGER NOT NULL,
  next_key INTEGER NOT NULL,
  quiz_draw INTEGER NOT NULL,
  quiz_pass INTEGER NOT NULL,
  quiz_attempts INTEGER NOT NULL,
  replaced_by VARCHAR(20) NOT NULL,
  created_at {{time}} NOT NULL,
  changed_at {{time}} NOT NULL,
  in_force_at {{time}} NULL,
  retired_at {{time}} NULL,
  reviewed_at {{time}} NULL,
  review_on VARCHAR(10) NOT NULL,
  next_clock VARCHAR(20) NOT NULL,
  next_due_at {{time}} NOT NULL,
  next_soon_at {{time}} NOT NULL,
  remind_at {{time}} NOT NULL
){{table}};
CREATE UNIQUE INDEX policies_number ON policies (number);
CREATE INDEX policies_state_changed ON policies (state, changed_at);
CREATE INDEX policies_state_due ON policies (state, next_due_at);
CREATE INDEX policies_stage ON policies (stage, next_due_at);
CREATE INDEX policies_kind ON policies (kind, state, changed_at);
CREATE INDEX policies_category ON policies (category, state, changed_at);
CREATE INDEX policies_department ON policies (department_id, state, changed_at);
CREATE INDEX policies_owner ON policies (owner_id, state, next_due_at);
CREATE INDEX policies_changed ON policies (changed_at);
CREATE INDEX policies_due ON policies (next_due_at);
CREATE INDEX policies_title ON policies (title);
CREATE INDEX policies_remind ON policies (remind_at);

-- Who besides its own department may read a restricted policy: its audience, spelled out.
CREATE TABLE policy_readers (
  policy_id BIGINT NOT NULL,
  kind VARCHAR(20) NOT NULL,
  ref VARCHAR(40) NOT NULL,
  PRIMARY KEY (policy_id, kind, ref)
){{table}};

-- One version of the text; what was in force is never changed. parts tell where its clauses begin and end.
CREATE TABLE policy_editions (
  id {{id}},
  policy_id BIGINT NOT NULL,
  no INTEGER NOT NULL,
  major INTEGER NOT NULL,
  minor INTEGER NOT NULL,
  version BIGINT NOT NULL,
  stage VARCHAR(20) NOT NULL,
  title VARCHAR(200) NOT NULL,
  body {{text}} NOT NULL,
  parts {{text}} NOT NULL,
  hash VARCHAR(64) NOT NULL,
  weight VARCHAR(10) NOT NULL,
  summary {{text}} NOT NULL,
  author_id BIGINT NOT NULL,
  base_id BIGINT NOT NULL,
  demands_resign {{bool}} NOT NULL,
  demands_quiz {{bool}} NOT NULL,
  demands_training {{bool}} NOT NULL,
  quorum INTEGER NOT NULL,
  created_at {{time}} NOT NULL,
  edited_at {{time}} NOT NULL,
  sent_at {{time}} NULL,
  proposed_at {{time}} NULL,
  approved_at {{time}} NULL,
  effect_at {{time}} NULL,
  in_force_at {{time}} NULL,
  ended_at {{time}} NULL,
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
CREATE UNIQUE INDEX policy_editions_no ON policy_editions (policy_id, no);
CREATE INDEX policy_editions_force ON policy_editions (policy_id, in_force_at);
CREATE INDEX policy_editions_effect ON policy_editions (stage, effect_at);

-- A part of a policy that was in force at some time; clause_key 0 is the whole document. Links point at its id.
CREATE TABLE policy_clauses (
  id {{id}},
  policy_id BIGINT NOT NULL,
  clause_key INTEGER NOT NULL,
  number VARCHAR(30) NOT NULL,
  kind VARCHAR(20) NOT NULL,
  label VARCHAR(60) NOT NULL,
  path VARCHAR(500) NOT NULL,
  text {{text}} NOT NULL,
  edition_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  in_force {{bool}} NOT NULL,
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
CREATE UNIQUE INDEX policy_clauses_key ON policy_clauses (policy_id, clause_key);

CREATE TABLE policy_people (
  edition_id BIGINT NOT NULL,
  part VARCHAR(20) NOT NULL,
  person_id BIGINT NOT NULL,
  policy_id BIGINT NOT NULL,
  waiting {{bool}} NOT NULL,
  asked_at {{time}} NOT NULL,
  decided_at {{time}} NULL,
  decision VARCHAR(20) NOT NULL,
  note {{text}} NOT NULL,
  PRIMARY KEY (edition_id, part, person_id),
  FOREIGN KEY (edition_id) REFERENCES policy_editions (id)
){{table}};
CREATE INDEX policy_people_waiting ON policy_people (person_id, waiting);
CREATE INDEX policy_people_policy ON policy_people (policy_id, person_id);

CREATE TABLE policy_comments (
  id {{id}},
  policy_id BIGINT NOT NULL,
  edition_id BIGINT NOT NULL,
  clause_key INTEGER NOT NULL,
  label VARCHAR(60) NOT NULL,
  person_id BIGINT NOT NULL,
  at {{time}} NOT NULL,
  text {{text}} NOT NULL,
  resolved_at {{time}} NULL,
  resolved_by BIGINT NOT NULL,
  resolution {{text}} NOT NULL,
  FOREIGN KEY (edition_id) REFERENCES policy_editions (id)
){{table}};
CREATE INDEX policy_comments_edition ON policy_comments (edition_id);

CREATE TABLE policy_exceptions (
  id {{id}},
  policy_id BIGINT NOT NULL,
  clause_key INTEGER NOT NULL,
  label VARCHAR(60) NOT NULL,
  state VARCHAR(20) NOT NULL,
  department_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  reason {{text}} NOT NULL,
  measures {{text}} NOT NULL,
  from_on VARCHAR(10) NOT NULL,
  until_on VARCHAR(10) NOT NULL,
  asked_by BIGINT NOT NULL,
  asked_at {{time}} NOT NULL,
  approver_id BIGINT NOT NULL,
  decided_at {{time}} NULL,
  note {{text}} NOT NULL,
  told_on VARCHAR(10) NOT NULL,
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
CREATE INDEX policy_exceptions_policy ON policy_exceptions (policy_id);
CREATE INDEX policy_exceptions_until ON policy_exceptions (state, until_on);

CREATE TABLE policy_reviews (
  id {{id}},
  policy_id BIGINT NOT NULL,
  edition_id BIGINT NOT NULL,
  at {{time}} NOT NULL,
  person_id BIGINT NOT NULL,
  revise {{bool}} NOT NULL,
  note {{text}} NOT NULL,
  next_on VARCHAR(10) NOT NULL,
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
CREATE INDEX policy_reviews_policy ON policy_reviews (policy_id);

-- told counts the reminders already sent of those that the row holds.
CREATE TABLE policy_clocks (
  policy_id BIGINT NOT NULL,
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
  PRIMARY KEY (policy_id, round, kind),
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
