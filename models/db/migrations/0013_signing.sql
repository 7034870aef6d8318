-- A campaign asks the people of an audience to read and sign an edition. The audience is frozen into sign_duties; who comes to fit it later joins.
-- The counts are of the duties, those of joiners apart (joiner_). edition_no of signatures that do is least_no at least.
CREATE TABLE sign_campaigns (
  id {{id}},
  number VARCHAR(20) NOT NULL,
  version BIGINT NOT NULL,
  state VARCHAR(20) NOT NULL,
  cause VARCHAR(20) NOT NULL,
  title VARCHAR(200) NOT NULL,
  policy_id BIGINT NOT NULL,
  policy_number VARCHAR(20) NOT NULL,
  edition_id BIGINT NOT NULL,
  edition_no INTEGER NOT NULL,
  least_no INTEGER NOT NULL,
  list_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  audience {{text}} NOT NULL,
  since_on VARCHAR(10) NOT NULL,
  quiz_draw INTEGER NOT NULL,
  quiz_pass INTEGER NOT NULL,
  quiz_attempts INTEGER NOT NULL,
  allowed_amount BIGINT NOT NULL,
  allowed_unit VARCHAR(20) NOT NULL,
  reminders {{text}} NOT NULL,
  begun_by BIGINT NOT NULL,
  begun_at {{time}} NOT NULL,
  started_at {{time}} NOT NULL,
  due_at {{time}} NOT NULL,
  ended_at {{time}} NULL,
  reminded_at {{time}} NULL,
  frozen_due BIGINT NOT NULL,
  frozen_signed BIGINT NOT NULL,
  frozen_excused BIGINT NOT NULL,
  frozen_gone BIGINT NOT NULL,
  frozen_ended BIGINT NOT NULL,
  joiner_due BIGINT NOT NULL,
  joiner_signed BIGINT NOT NULL,
  joiner_excused BIGINT NOT NULL,
  joiner_gone BIGINT NOT NULL,
  joiner_ended BIGINT NOT NULL,
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
CREATE UNIQUE INDEX sign_campaigns_number ON sign_campaigns (number);
CREATE INDEX sign_campaigns_state ON sign_campaigns (state, begun_at);
CREATE INDEX sign_campaigns_policy ON sign_campaigns (policy_id, state);
CREATE INDEX sign_campaigns_list ON sign_campaigns (list_id, policy_id);

-- The counts of a campaign by the department that people stood in when their duty came.
CREATE TABLE sign_progress (
  campaign_id BIGINT NOT NULL,
  department_id BIGINT NOT NULL,
  joined {{bool}} NOT NULL,
  due BIGINT NOT NULL,
  signed BIGINT NOT NULL,
  excused BIGINT NOT NULL,
  gone BIGINT NOT NULL,
  ended BIGINT NOT NULL,
  PRIMARY KEY (campaign_id, department_id, joined),
  FOREIGN KEY (campaign_id) REFERENCES sign_campaigns (id)
){{table}};
CREATE INDEX sign_progress_department ON sign_progress (department_id, due);

-- One person's duty in one campaign; never deleted. remind_at is 9999-12-31 where nobody is to be reminded; told counts the reminders.
CREATE TABLE sign_duties (
  id {{id}},
  campaign_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  policy_id BIGINT NOT NULL,
  department_id BIGINT NOT NULL,
  state VARCHAR(20) NOT NULL,
  joined {{bool}} NOT NULL,
  position INTEGER NOT NULL,
  started_at {{time}} NOT NULL,
  due_at {{time}} NOT NULL,
  settled_at {{time}} NULL,
  signature_id BIGINT NOT NULL,
  excused_by BIGINT NOT NULL,
  why VARCHAR(500) NOT NULL,
  told INTEGER NOT NULL,
  remind_at {{time}} NOT NULL,
  FOREIGN KEY (campaign_id) REFERENCES sign_campaigns (id)
){{table}};
CREATE UNIQUE INDEX sign_duties_person ON sign_duties (campaign_id, person_id);
CREATE INDEX sign_duties_state ON sign_duties (campaign_id, state, id);
CREATE INDEX sign_duties_department ON sign_duties (campaign_id, department_id, state, id);
CREATE INDEX sign_duties_late ON sign_duties (campaign_id, joined, state, due_at, department_id);
CREATE INDEX sign_duties_mine ON sign_duties (person_id, state, due_at);
CREATE INDEX sign_duties_remind ON sign_duties (remind_at, person_id);

-- What somebody signed: never changed and never deleted. It holds while edition_no is at least what its policy requires.
-- score is -1 where no test was taken; entered_by is 0 where the person signed here himself.
CREATE TABLE sign_signatures (
  id {{id}},
  person_id BIGINT NOT NULL,
  policy_id BIGINT NOT NULL,
  edition_id BIGINT NOT NULL,
  edition_no INTEGER NOT NULL,
  hash VARCHAR(64) NOT NULL,
  campaign_id BIGINT NOT NULL,
  department_id BIGINT NOT NULL,
  signed_at {{time}} NOT NULL,
  signed_on VARCHAR(10) NOT NULL,
  statement VARCHAR(40) NOT NULL,
  parts {{text}} NOT NULL,
  parts_total INTEGER NOT NULL,
  attempt_id BIGINT NOT NULL,
  score INTEGER NOT NULL,
  entered_by BIGINT NOT NULL,
  note VARCHAR(500) NOT NULL,
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
CREATE UNIQUE INDEX sign_signatures_person ON sign_signatures (person_id, edition_id);
CREATE INDEX sign_signatures_policy ON sign_signatures (person_id, policy_id, edition_no, signed_at);
CREATE INDEX sign_signatures_edition ON sign_signatures (policy_id, edition_no, signed_at);

-- Which parts of an edition were shown to a person.
CREATE TABLE sign_reading (
  person_id BIGINT NOT NULL,
  edition_id BIGINT NOT NULL,
  shown {{text}} NOT NULL,
  first_at {{time}} NOT NULL,
  last_at {{time}} NOT NULL,
  PRIMARY KEY (person_id, edition_id)
){{table}};

-- The question bank. options and answers are JSON; what was asked in an attempt stands in the attempt.
CREATE TABLE sign_questions (
  id {{id}},
  version BIGINT NOT NULL,
  policy_id BIGINT NOT NULL,
  clause_key INTEGER NOT NULL,
  kind VARCHAR(20) NOT NULL,
  text {{text}} NOT NULL,
  options {{text}} NOT NULL,
  answers {{text}} NOT NULL,
  why {{text}} NOT NULL,
  active {{bool}} NOT NULL,
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
CREATE INDEX sign_questions_policy ON sign_questions (policy_id, active);

CREATE TABLE sign_attempts (
  id {{id}},
  person_id BIGINT NOT NULL,
  policy_id BIGINT NOT NULL,
  edition_id BIGINT NOT NULL,
  edition_no INTEGER NOT NULL,
  no INTEGER NOT NULL,
  mark INTEGER NOT NULL,
  begun_at {{time}} NOT NULL,
  finished_at {{time}} NULL,
  asked {{text}} NOT NULL,
  answers {{text}} NOT NULL,
  score INTEGER NOT NULL,
  passed {{bool}} NOT NULL,
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
CREATE UNIQUE INDEX sign_attempts_person ON sign_attempts (person_id, policy_id, no);

-- Further attempts that somebody was granted beyond those allowed.
CREATE TABLE sign_grants (
  id {{id}},
  person_id BIGINT NOT NULL,
  policy_id BIGINT NOT NULL,
  edition_no INTEGER NOT NULL,
  granted_by BIGINT NOT NULL,
  granted_at {{time}} NOT NULL,
  reason VARCHAR(500) NOT NULL
){{table}};
CREATE INDEX sign_grants_person ON sign_grants (person_id, policy_id);

-- What newcomers of an audience are to read, in order. since_on is from when on people count as newcomers.
CREATE TABLE sign_lists (
  id {{id}},
  version BIGINT NOT NULL,
  name VARCHAR(60) NOT NULL,
  audience {{text}} NOT NULL,
  days INTEGER NOT NULL,
  active {{bool}} NOT NULL,
  since_on VARCHAR(10) NOT NULL
){{table}};
CREATE UNIQUE INDEX sign_lists_name ON sign_lists (name);

CREATE TABLE sign_list_policies (
  list_id BIGINT NOT NULL,
  policy_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (list_id, policy_id),
  FOREIGN KEY (list_id) REFERENCES sign_lists (id),
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
