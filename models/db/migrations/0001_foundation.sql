-- Numbers per kind and year, without gaps.
CREATE TABLE sequences (
  name VARCHAR(20) NOT NULL,
  year INTEGER NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (name, year)
){{table}};

-- What a submitted form made, so that sending it twice is harmless.
CREATE TABLE once_keys (
  account BIGINT NOT NULL,
  once_key VARCHAR(64) NOT NULL,
  ref_kind VARCHAR(40) NOT NULL,
  ref_number VARCHAR(64) NOT NULL,
  created_at {{time}} NOT NULL,
  PRIMARY KEY (account, once_key)
){{table}};
CREATE INDEX once_keys_created ON once_keys (created_at);

-- The trail. canonical holds the exact bytes that will be hashed; seq is given when an event is sealed.
CREATE TABLE events (
  id {{id}},
  uid VARCHAR(32) NOT NULL,
  at_us BIGINT NOT NULL,
  kind VARCHAR(60) NOT NULL,
  actor_id BIGINT NOT NULL,
  actor_role VARCHAR(30) NOT NULL,
  record_kind VARCHAR(40) NOT NULL,
  record_id BIGINT NOT NULL,
  record_number VARCHAR(64) NOT NULL,
  canonical {{blob}} NOT NULL,
  seq BIGINT NULL
){{table}};
CREATE UNIQUE INDEX events_uid ON events (uid);
CREATE UNIQUE INDEX events_seq ON events (seq);
CREATE INDEX events_record ON events (record_kind, record_id, id);
CREATE INDEX events_at ON events (at_us);

-- Personal values stand beside their event under a salted commitment, so that they can be erased.
CREATE TABLE event_values (
  event_id BIGINT NOT NULL,
  path VARCHAR(80) NOT NULL,
  salt {{blob}} NOT NULL,
  value {{text}} NOT NULL,
  PRIMARY KEY (event_id, path)
){{table}};
