-- What a person is told. once_key keeps the same reminder from being sent twice; NULL where none is needed.
CREATE TABLE notifications (
  id {{id}},
  person_id BIGINT NOT NULL,
  kind VARCHAR(60) NOT NULL,
  args VARCHAR(2000) NOT NULL,
  record_kind VARCHAR(40) NOT NULL,
  record_number VARCHAR(64) NOT NULL,
  once_key VARCHAR(120) NULL,
  seen {{bool}} NOT NULL,
  created_at {{time}} NOT NULL
){{table}};
CREATE UNIQUE INDEX notifications_once ON notifications (person_id, once_key);
CREATE INDEX notifications_unseen ON notifications (person_id, seen, id);
CREATE INDEX notifications_person ON notifications (person_id, id);
CREATE INDEX notifications_created ON notifications (created_at);

-- Files of records. The content stands in the file store under its hash, once however often it is attached.
CREATE TABLE attachments (
  id {{id}},
  record_kind VARCHAR(40) NOT NULL,
  record_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  hash VARCHAR(64) NOT NULL,
  size BIGINT NOT NULL,
  type VARCHAR(100) NOT NULL,
  name VARCHAR(160) NOT NULL,
  created_at {{time}} NOT NULL
){{table}};
CREATE INDEX attachments_record ON attachments (record_kind, record_id, id);
CREATE INDEX attachments_hash ON attachments (hash);
