-- The working calendar, whole, per version. Versions count from 1 without gaps: the editor's base
-- version plus one is the key, so of two editors of the same version one is told. Rows never change.
CREATE TABLE calendar_versions (
  id BIGINT NOT NULL PRIMARY KEY,
  document {{text}} NOT NULL,
  note VARCHAR(200) NOT NULL,
  created_by BIGINT NOT NULL,
  created_at {{time}} NOT NULL
){{table}};
