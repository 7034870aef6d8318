-- Work that outlives a request. A row is claimed with a lease; attempts is also the fence that tells
-- a worker which lost its lease from the one that took over.
CREATE TABLE jobs (
  id {{id}},
  kind VARCHAR(60) NOT NULL,
  unique_key VARCHAR(190) NULL,
  args {{text}} NOT NULL,
  person_id BIGINT NOT NULL,
  state VARCHAR(10) NOT NULL,
  run_at {{time}} NOT NULL,
  attempts INTEGER NOT NULL,
  lease_owner VARCHAR(40) NOT NULL,
  lease_until {{time}} NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  result {{text}} NOT NULL,
  error_key VARCHAR(100) NOT NULL,
  error_args {{text}} NOT NULL,
  created_at {{time}} NOT NULL,
  started_at {{time}} NULL,
  finished_at {{time}} NULL
){{table}};
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key);
CREATE INDEX jobs_due ON jobs (state, run_at, id);
CREATE INDEX jobs_lease ON jobs (state, lease_until);
CREATE INDEX jobs_finished ON jobs (state, finished_at);
CREATE INDEX jobs_person ON jobs (person_id, id);

-- What changed since each instance last brought its search file up to date. Written in the
-- transaction of the change; ids commit out of order, so readers look back over a window.
CREATE TABLE search_changes (
  id {{id}},
  kind VARCHAR(40) NOT NULL,
  record_id BIGINT NOT NULL,
  created_at {{time}} NOT NULL
){{table}};
CREATE INDEX search_changes_created ON search_changes (created_at);

-- One row: which database this is, so that a search file of another one is not mistaken for its own,
-- and up to which change the log was pruned.
CREATE TABLE search_origins (
  id INTEGER NOT NULL PRIMARY KEY,
  origin VARCHAR(32) NOT NULL,
  pruned_to BIGINT NOT NULL
){{table}};
