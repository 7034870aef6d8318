-- What a person is told. once_key keeps a level from telling the same person twice.
CREATE TABLE notifications (
  id {{id}},
  person_id BIGINT NOT NULL,
  kind VARCHAR(60) NOT NULL,
  args {{text}} NOT NULL,
  record_kind VARCHAR(40) NOT NULL,
  record_number VARCHAR(64) NOT NULL,
  once_key VARCHAR(100) NULL,
  created_at {{time}} NOT NULL,
  read_at {{time}} NULL,
  unread {{bool}} NOT NULL
){{table}};
CREATE UNIQUE INDEX notifications_once ON notifications (person_id, once_key);
CREATE INDEX notifications_person ON notifications (person_id, id);
CREATE INDEX notifications_unread ON notifications (person_id, unread, id);
CREATE INDEX notifications_created ON notifications (created_at);

-- Files hung on records; the content lies outside the database under its hash.
CREATE TABLE attachments (
  id {{id}},
  record_kind VARCHAR(40) NOT NULL,
  record_id BIGINT NOT NULL,
  hash VARCHAR(64) NOT NULL,
  name VARCHAR(200) NOT NULL,
  type VARCHAR(100) NOT NULL,
  size BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  created_at {{time}} NOT NULL
){{table}};
CREATE INDEX attachments_record ON attachments (record_kind, record_id, id);
