-- Value lists that an administrator edits. A term is never deleted, for records name its code.
CREATE TABLE terms (
  id {{id}},
  list VARCHAR(40) NOT NULL,
  code VARCHAR(40) NOT NULL,
  parent VARCHAR(40) NOT NULL,
  name_zh VARCHAR(100) NOT NULL,
  name_en VARCHAR(100) NOT NULL,
  position INTEGER NOT NULL,
  active {{bool}} NOT NULL,
  data VARCHAR(500) NOT NULL,
  version INTEGER NOT NULL,
  updated_at {{time}} NOT NULL
){{table}};
CREATE UNIQUE INDEX terms_code ON terms (list, code);
