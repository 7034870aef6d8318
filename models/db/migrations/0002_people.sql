-- The firm: one row, written when the portal is set up; every change of the tree of departments
-- begins by touching it, so that two of them never cross.
CREATE TABLE firms (
  id BIGINT NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  idle_minutes INTEGER NOT NULL,
  session_hours INTEGER NOT NULL,
  tree_changes BIGINT NOT NULL,
  version INTEGER NOT NULL,
  created_at {{time}} NOT NULL,
  updated_at {{time}} NOT NULL
){{table}};

-- path spells the way from the root, as /1/4/, so that all below a department is one prefix.
CREATE TABLE departments (
  id {{id}},
  parent_id BIGINT NOT NULL,
  path VARCHAR(200) NOT NULL,
  name VARCHAR(60) NOT NULL,
  head_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  closed {{bool}} NOT NULL,
  version INTEGER NOT NULL,
  created_at {{time}} NOT NULL,
  updated_at {{time}} NOT NULL
){{table}};
CREATE UNIQUE INDEX departments_name ON departments (parent_id, name);
CREATE INDEX departments_path ON departments (path);

CREATE TABLE posts (
  id {{id}},
  name VARCHAR(60) NOT NULL,
  closed {{bool}} NOT NULL,
  version INTEGER NOT NULL,
  created_at {{time}} NOT NULL,
  updated_at {{time}} NOT NULL
){{table}};
CREATE UNIQUE INDEX posts_name ON posts (name);

-- Days are ISO dates in the firm's zone, empty where there is none. left_on is the last day.
-- number_key is the employee number in lower case: what makes it unique and what lists are sorted by.
CREATE TABLE people (
  id {{id}},
  number VARCHAR(32) NOT NULL,
  number_key VARCHAR(32) NOT NULL,
  name VARCHAR(60) NOT NULL,
  department_id BIGINT NOT NULL,
  post_id BIGINT NOT NULL,
  phone VARCHAR(40) NOT NULL,
  email VARCHAR(254) NOT NULL,
  joined_on VARCHAR(10) NOT NULL,
  left_on VARCHAR(10) NOT NULL,
  version INTEGER NOT NULL,
  created_at {{time}} NOT NULL,
  updated_at {{time}} NOT NULL
){{table}};
CREATE UNIQUE INDEX people_number ON people (number_key);
CREATE INDEX people_department ON people (department_id, number_key, left_on);
CREATE INDEX people_post ON people (post_id, number_key, left_on);
-- Holds all that the directory is narrowed by, so that looking for words reads no rows but those it shows.
CREATE INDEX people_list ON people (number_key, left_on, department_id, post_id, name, phone);

-- Who held which post in which department, from and to which day (both included).
CREATE TABLE assignments (
  id {{id}},
  person_id BIGINT NOT NULL,
  department_id BIGINT NOT NULL,
  post_id BIGINT NOT NULL,
  from_on VARCHAR(10) NOT NULL,
  to_on VARCHAR(10) NOT NULL,
  reason VARCHAR(200) NOT NULL,
  created_at {{time}} NOT NULL,
  FOREIGN KEY (person_id) REFERENCES people (id)
){{table}};
CREATE UNIQUE INDEX assignments_person ON assignments (person_id, from_on);
CREATE INDEX assignments_from ON assignments (from_on);

CREATE TABLE accounts (
  id {{id}},
  person_id BIGINT NOT NULL,
  login VARCHAR(32) NOT NULL,
  password VARCHAR(200) NOT NULL,
  password_at {{time}} NULL,
  state VARCHAR(10) NOT NULL,
  totp_secret VARCHAR(64) NOT NULL,
  totp_pending VARCHAR(64) NOT NULL,
  totp_step BIGINT NOT NULL,
  language VARCHAR(10) NOT NULL,
  theme VARCHAR(10) NOT NULL,
  density VARCHAR(10) NOT NULL,
  last_sign_in_at {{time}} NULL,
  version INTEGER NOT NULL,
  created_at {{time}} NOT NULL,
  updated_at {{time}} NOT NULL
){{table}};
CREATE UNIQUE INDEX accounts_person ON accounts (person_id);
CREATE UNIQUE INDEX accounts_login ON accounts (login);

-- token_hash is SHA-256 of the cookie's token. A pending session still waits for its one-time code.
CREATE TABLE sessions (
  id {{id}},
  account_id BIGINT NOT NULL,
  token_hash VARCHAR(64) NOT NULL,
  pending {{bool}} NOT NULL,
  created_at {{time}} NOT NULL,
  seen_at {{time}} NOT NULL,
  idle_until {{time}} NOT NULL,
  expires_at {{time}} NOT NULL,
  ip VARCHAR(64) NOT NULL,
  agent VARCHAR(300) NOT NULL,
  FOREIGN KEY (account_id) REFERENCES accounts (id)
){{table}};
CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- Browsers from which an account signed in before: attacks from elsewhere do not slow them down.
CREATE TABLE devices (
  id {{id}},
  account_id BIGINT NOT NULL,
  token_hash VARCHAR(64) NOT NULL,
  seen_at {{time}} NOT NULL,
  FOREIGN KEY (account_id) REFERENCES accounts (id)
){{table}};
CREATE UNIQUE INDEX devices_token ON devices (token_hash);
CREATE INDEX devices_account ON devices (account_id);
CREATE INDEX devices_seen ON devices (seen_at);

-- Failed sign-ins per hashed source, account, and both.
CREATE TABLE sign_in_throttles (
  key_hash VARCHAR(64) NOT NULL PRIMARY KEY,
  failures INTEGER NOT NULL,
  failed_at {{time}} NOT NULL,
  blocked_until {{time}} NOT NULL
){{table}};
CREATE INDEX sign_in_throttles_failed ON sign_in_throttles (failed_at);

-- One-time links by which a person sets a password.
CREATE TABLE account_links (
  id {{id}},
  account_id BIGINT NOT NULL,
  token_hash VARCHAR(64) NOT NULL,
  issued_by BIGINT NOT NULL,
  created_at {{time}} NOT NULL,
  expires_at {{time}} NOT NULL,
  used_at {{time}} NULL,
  FOREIGN KEY (account_id) REFERENCES accounts (id)
){{table}};
CREATE UNIQUE INDEX account_links_token ON account_links (token_hash);
CREATE INDEX account_links_account ON account_links (account_id);

CREATE TABLE recovery_codes (
  id {{id}},
  account_id BIGINT NOT NULL,
  code_hash VARCHAR(64) NOT NULL,
  used_at {{time}} NULL,
  FOREIGN KEY (account_id) REFERENCES accounts (id)
){{table}};
CREATE UNIQUE INDEX recovery_codes_code ON recovery_codes (account_id, code_hash);

-- department_id 0 is the whole firm.
CREATE TABLE role_grants (
  id {{id}},
  person_id BIGINT NOT NULL,
  role VARCHAR(30) NOT NULL,
  department_id BIGINT NOT NULL,
  granted_by BIGINT NOT NULL,
  granted_at {{time}} NOT NULL
){{table}};
CREATE UNIQUE INDEX role_grants_person ON role_grants (person_id, role, department_id);
CREATE INDEX role_grants_role ON role_grants (role, department_id);
