-- Saved views of every list, which complaints alone had before. The new table takes the old rows over: dropping the
-- old index by name is not the same statement on both databases.
CREATE TABLE saved_views (
  id {{id}},
  person_id BIGINT NOT NULL,
  list VARCHAR(20) NOT NULL DEFAULT 'complaint',
  name VARCHAR(40) NOT NULL,
  query VARCHAR(2000) NOT NULL,
  position INTEGER NOT NULL
){{table}};
CREATE INDEX saved_views_person ON saved_views (person_id, list, position);
INSERT INTO saved_views (id, person_id, name, query, position) SELECT id, person_id, name, query, position FROM complaint_views;
DROP TABLE complaint_views;
