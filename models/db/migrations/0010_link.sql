-- Which record led to which: a complaint to an action, an action to a clause. Followed both ways.
CREATE TABLE links (
  id {{id}},
  from_kind VARCHAR(20) NOT NULL,
  from_id BIGINT NOT NULL,
  from_number VARCHAR(20) NOT NULL,
  to_kind VARCHAR(20) NOT NULL,
  to_id BIGINT NOT NULL,
  to_number VARCHAR(20) NOT NULL,
  at {{time}} NOT NULL,
  person_id BIGINT NOT NULL,
  ended {{bool}} NOT NULL
){{table}};
CREATE UNIQUE INDEX links_from ON links (from_kind, from_id, to_kind, to_id);
CREATE INDEX links_to ON links (to_kind, to_id);
CREATE INDEX links_number ON links (from_number);

-- What the chain of a record still wants; met where it has it. The queue of incomplete chains reads what is not met.
CREATE TABLE link_wants (
  id {{id}},
  record_kind VARCHAR(20) NOT NULL,
  record_id BIGINT NOT NULL,
  record_number VARCHAR(20) NOT NULL,
  wants VARCHAR(20) NOT NULL,
  department_id BIGINT NOT NULL,
  since {{time}} NOT NULL,
  met {{bool}} NOT NULL
){{table}};
CREATE UNIQUE INDEX link_wants_record ON link_wants (record_kind, record_id, wants);
CREATE INDEX link_wants_since ON link_wants (record_kind, met, since);
CREATE INDEX link_wants_department ON link_wants (record_kind, department_id, met, since);
