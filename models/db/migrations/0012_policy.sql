-- How documents of a kind are controlled: quorum, cycles, windows, what a change demands, who is reminded when.
CREATE TABLE policy_kinds (
  id {{id}},
  code VARCHAR(40) NOT NULL,
  version BIGINT NOT NULL,
  name_zh VARCHAR(60) NOT NULL,
  name_en VARCHAR(120) NOT NULL,
  position INTEGER NOT NULL,
  active {{bool}} NOT NULL,
  external {{bool}} NOT NULL,
  reviewers INTEGER NOT NULL,
  quorum INTEGER NOT NULL,
  review_months INTEGER NOT NULL,
  reading_days INTEGER NOT NULL,
  review_amount BIGINT NOT NULL,
  review_unit VARCHAR(20) NOT NULL,
  approval_amount BIGINT NOT NULL,
  approval_unit VARCHAR(20) NOT NULL,
  sign_amount BIGINT NOT NULL,
  sign_unit VARCHAR(20) NOT NULL,
  major_resign {{bool}} NOT NULL,
  major_quiz {{bool}} NOT NULL,
  major_training {{bool}} NOT NULL,
  minor_resign {{bool}} NOT NULL,
  minor_quiz {{bool}} NOT NULL,
  minor_training {{bool}} NOT NULL,
  soon_percent INTEGER NOT NULL,
  reminders {{text}} NOT NULL
){{table}};
CREATE UNIQUE INDEX policy_kinds_code ON policy_kinds (code);

-- next_due_at, next_soon_at and remind_at are 9999-12-31 where nothing is due; ids are 0 where none; days are texts, empty where none.
CREATE TABLE policies (
  id {{id}},
  number VARCHAR(20) NOT NULL,
  version BIGINT NOT NULL,
  state VARCHAR(20) NOT NULL,
  stage VARCHAR(20) NOT NULL,
  title VARCHAR(200) NOT NULL,
  kind VARCHAR(40) NOT NULL,
  owner_id BIGINT NOT NULL,
  department_id BIGINT NOT NULL,
  secrecy VARCHAR(40) NOT NULL,
  restricted {{bool}} NOT NULL,
  category VARCHAR(40) NOT NULL,
  keywords VARCHAR(500) NOT NULL,
  standards {{text}} NOT NULL,
  audience {{text}} NOT NULL,
  review_months INTEGER NOT NULL,
  retention VARCHAR(40) NOT NULL,
  current_id BIGINT NOT NULL,
  current_no INTEGER NOT NULL,
  open_id BIGINT NOT NULL,
  latest_no INTEGER NOT NULL,
  required_no INTEGER NOT NULL,
  next_key INTEGER NOT NULL,
  quiz_draw INTEGER NOT NULL,
  quiz_pass INTEGER NOT NULL,
  quiz_attempts INTEGER NOT NULL,
  replaced_by VARCHAR(20) NOT NULL,
  created_at {{time}} NOT NULL,
  changed_at {{time}} NOT NULL,
  in_force_at {{time}} NULL,
  retired_at {{time}} NULL,
  reviewed_at {{time}} NULL,
  review_on VARCHAR(10) NOT NULL,
  next_clock VARCHAR(20) NOT NULL,
  next_due_at {{time}} NOT NULL,
  next_soon_at {{time}} NOT NULL,
  remind_at {{time}} NOT NULL
){{table}};
CREATE UNIQUE INDEX policies_number ON policies (number);
CREATE INDEX policies_state_changed ON policies (state, changed_at);
CREATE INDEX policies_state_due ON policies (state, next_due_at);
CREATE INDEX policies_stage ON policies (stage, next_due_at);
CREATE INDEX policies_kind ON policies (kind, state, changed_at);
CREATE INDEX policies_category ON policies (category, state, changed_at);
CREATE INDEX policies_department ON policies (department_id, state, changed_at);
CREATE INDEX policies_owner ON policies (owner_id, state, next_due_at);
CREATE INDEX policies_changed ON policies (changed_at);
CREATE INDEX policies_due ON policies (next_due_at);
CREATE INDEX policies_title ON policies (title);
CREATE INDEX policies_remind ON policies (remind_at);

-- Who besides its own department may read a restricted policy: its audience, spelled out.
CREATE TABLE policy_readers (
  policy_id BIGINT NOT NULL,
  kind VARCHAR(20) NOT NULL,
  ref VARCHAR(40) NOT NULL,
  PRIMARY KEY (policy_id, kind, ref)
){{table}};

-- One version of the text; what was in force is never changed. parts tell where its clauses begin and end.
CREATE TABLE policy_editions (
  id {{id}},
  policy_id BIGINT NOT NULL,
  no INTEGER NOT NULL,
  major INTEGER NOT NULL,
  minor INTEGER NOT NULL,
  tag VARCHAR(20) NOT NULL,
  version BIGINT NOT NULL,
  stage VARCHAR(20) NOT NULL,
  title VARCHAR(200) NOT NULL,
  body {{text}} NOT NULL,
  parts {{text}} NOT NULL,
  hash VARCHAR(64) NOT NULL,
  weight VARCHAR(10) NOT NULL,
  summary {{text}} NOT NULL,
  author_id BIGINT NOT NULL,
  base_id BIGINT NOT NULL,
  demands_resign {{bool}} NOT NULL,
  demands_quiz {{bool}} NOT NULL,
  demands_training {{bool}} NOT NULL,
  quorum INTEGER NOT NULL,
  created_at {{time}} NOT NULL,
  edited_at {{time}} NOT NULL,
  sent_at {{time}} NULL,
  proposed_at {{time}} NULL,
  approved_at {{time}} NULL,
  effect_at {{time}} NULL,
  in_force_at {{time}} NULL,
  ended_at {{time}} NULL,
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
CREATE UNIQUE INDEX policy_editions_no ON policy_editions (policy_id, no);
CREATE INDEX policy_editions_force ON policy_editions (policy_id, in_force_at);
CREATE INDEX policy_editions_effect ON policy_editions (stage, effect_at);

-- A part of a policy that was in force at some time; clause_key 0 is the whole document. Links point at its id.
CREATE TABLE policy_clauses (
  id {{id}},
  policy_id BIGINT NOT NULL,
  clause_key INTEGER NOT NULL,
  number VARCHAR(30) NOT NULL,
  kind VARCHAR(20) NOT NULL,
  label VARCHAR(60) NOT NULL,
  path VARCHAR(500) NOT NULL,
  text {{text}} NOT NULL,
  edition_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  in_force {{bool}} NOT NULL,
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
CREATE UNIQUE INDEX policy_clauses_key ON policy_clauses (policy_id, clause_key);

CREATE TABLE policy_people (
  edition_id BIGINT NOT NULL,
  part VARCHAR(20) NOT NULL,
  person_id BIGINT NOT NULL,
  policy_id BIGINT NOT NULL,
  waiting {{bool}} NOT NULL,
  asked_at {{time}} NOT NULL,
  decided_at {{time}} NULL,
  decision VARCHAR(20) NOT NULL,
  note {{text}} NOT NULL,
  PRIMARY KEY (edition_id, part, person_id),
  FOREIGN KEY (edition_id) REFERENCES policy_editions (id)
){{table}};
CREATE INDEX policy_people_waiting ON policy_people (person_id, waiting);
CREATE INDEX policy_people_policy ON policy_people (policy_id, person_id);

CREATE TABLE policy_comments (
  id {{id}},
  policy_id BIGINT NOT NULL,
  edition_id BIGINT NOT NULL,
  clause_key INTEGER NOT NULL,
  label VARCHAR(60) NOT NULL,
  person_id BIGINT NOT NULL,
  at {{time}} NOT NULL,
  text {{text}} NOT NULL,
  resolved_at {{time}} NULL,
  resolved_by BIGINT NOT NULL,
  resolution {{text}} NOT NULL,
  FOREIGN KEY (edition_id) REFERENCES policy_editions (id)
){{table}};
CREATE INDEX policy_comments_edition ON policy_comments (edition_id);

CREATE TABLE policy_exceptions (
  id {{id}},
  policy_id BIGINT NOT NULL,
  clause_key INTEGER NOT NULL,
  label VARCHAR(60) NOT NULL,
  state VARCHAR(20) NOT NULL,
  department_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  reason {{text}} NOT NULL,
  measures {{text}} NOT NULL,
  from_on VARCHAR(10) NOT NULL,
  until_on VARCHAR(10) NOT NULL,
  asked_by BIGINT NOT NULL,
  asked_at {{time}} NOT NULL,
  approver_id BIGINT NOT NULL,
  decided_at {{time}} NULL,
  note {{text}} NOT NULL,
  tell_on VARCHAR(10) NOT NULL,
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
CREATE INDEX policy_exceptions_policy ON policy_exceptions (policy_id);
CREATE INDEX policy_exceptions_tell ON policy_exceptions (state, tell_on);

CREATE TABLE policy_reviews (
  id {{id}},
  policy_id BIGINT NOT NULL,
  edition_id BIGINT NOT NULL,
  at {{time}} NOT NULL,
  person_id BIGINT NOT NULL,
  revise {{bool}} NOT NULL,
  note {{text}} NOT NULL,
  next_on VARCHAR(10) NOT NULL,
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};
CREATE INDEX policy_reviews_policy ON policy_reviews (policy_id);

-- told counts the reminders already sent of those that the row holds.
CREATE TABLE policy_clocks (
  policy_id BIGINT NOT NULL,
  round INTEGER NOT NULL,
  kind VARCHAR(20) NOT NULL,
  amount BIGINT NOT NULL,
  unit VARCHAR(20) NOT NULL,
  started_at {{time}} NOT NULL,
  due_at {{time}} NOT NULL,
  soon_at {{time}} NOT NULL,
  met_at {{time}} NULL,
  calendar_version BIGINT NOT NULL,
  explanation {{text}} NOT NULL,
  reminders {{text}} NOT NULL,
  told INTEGER NOT NULL,
  PRIMARY KEY (policy_id, round, kind),
  FOREIGN KEY (policy_id) REFERENCES policies (id)
){{table}};

-- A portal that was set up before there were policies gets their part of the starter pack.
INSERT INTO policy_kinds (code, version, name_zh, name_en, position, active, external, reviewers, quorum, review_months, reading_days, review_amount, review_unit, approval_amount, approval_unit, sign_amount, sign_unit, major_resign, major_quiz, major_training, minor_resign, minor_quiz, minor_training, soon_percent, reminders)
 SELECT 'rule', 1, '制度', 'Rule', 10, 1, 0, 1, 2, 12, 7, 5, 'working_days', 3, 'working_days', 5, 'working_days', 1, 1, 1, 0, 0, 0, 80, '[{"percent":80,"to":"owner"},{"percent":100,"to":"owner"},{"days":2,"to":"supervisor"},{"days":5,"to":"head"}]'
 FROM (SELECT 1 AS one) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes);
INSERT INTO policy_kinds (code, version, name_zh, name_en, position, active, external, reviewers, quorum, review_months, reading_days, review_amount, review_unit, approval_amount, approval_unit, sign_amount, sign_unit, major_resign, major_quiz, major_training, minor_resign, minor_quiz, minor_training, soon_percent, reminders)
 SELECT 'procedure', 1, '程序', 'Procedure', 20, 1, 0, 1, 1, 12, 3, 5, 'working_days', 3, 'working_days', 5, 'working_days', 1, 1, 0, 0, 0, 0, 80, '[{"percent":80,"to":"owner"},{"percent":100,"to":"owner"},{"days":2,"to":"supervisor"},{"days":5,"to":"head"}]'
 FROM (SELECT 1 AS one) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes);
INSERT INTO policy_kinds (code, version, name_zh, name_en, position, active, external, reviewers, quorum, review_months, reading_days, review_amount, review_unit, approval_amount, approval_unit, sign_amount, sign_unit, major_resign, major_quiz, major_training, minor_resign, minor_quiz, minor_training, soon_percent, reminders)
 SELECT 'measure', 1, '办法', 'Measure', 30, 1, 0, 1, 1, 24, 3, 5, 'working_days', 3, 'working_days', 5, 'working_days', 1, 0, 0, 0, 0, 0, 80, '[{"percent":80,"to":"owner"},{"percent":100,"to":"owner"},{"days":2,"to":"supervisor"},{"days":5,"to":"head"}]'
 FROM (SELECT 1 AS one) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes);
INSERT INTO policy_kinds (code, version, name_zh, name_en, position, active, external, reviewers, quorum, review_months, reading_days, review_amount, review_unit, approval_amount, approval_unit, sign_amount, sign_unit, major_resign, major_quiz, major_training, minor_resign, minor_quiz, minor_training, soon_percent, reminders)
 SELECT 'law', 1, '外部法律法规', 'External law', 40, 1, 1, 0, 1, 12, 0, 5, 'working_days', 3, 'working_days', 5, 'working_days', 1, 0, 0, 0, 0, 0, 80, '[{"percent":80,"to":"owner"},{"percent":100,"to":"owner"},{"days":2,"to":"supervisor"},{"days":5,"to":"head"}]'
 FROM (SELECT 1 AS one) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes);
INSERT INTO terms (list, code, parent, name_zh, name_en, position, active, data, version, updated_at)
 SELECT 'policy_category', o.code, o.parent, o.zh, o.en, o.place, 1, o.data, 1, '2026-01-01 00:00:00.000000' FROM (
  SELECT 'governance' AS code, '' AS parent, '综合管理' AS zh, 'Governance' AS en, 1 AS place, '' AS data
  UNION ALL SELECT 'information', '', '信息管理', 'Information management', 2, ''
  UNION ALL SELECT 'archives', 'information', '档案', 'Archives', 3, ''
  UNION ALL SELECT 'information_security', 'information', '信息安全', 'Information security', 4, ''
  UNION ALL SELECT 'personal_information', 'information', '个人信息', 'Personal information', 5, ''
  UNION ALL SELECT 'service', '', '服务管理', 'Service management', 6, ''
  UNION ALL SELECT 'complaints', 'service', '投诉处理', 'Complaint handling', 7, ''
  UNION ALL SELECT 'after_sales', 'service', '售后服务', 'After-sales service', 8, ''
  UNION ALL SELECT 'duty', 'service', '值班与检查', 'Duty and inspection', 9, ''
  UNION ALL SELECT 'people', '', '人事与培训', 'People and training', 10, ''
  UNION ALL SELECT 'safety', '', '安全', 'Safety', 11, ''
  UNION ALL SELECT 'law', '', '外部法律法规', 'External law', 12, ''
 ) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes) AND NOT EXISTS (SELECT 1 FROM terms WHERE list = 'policy_category');
INSERT INTO terms (list, code, parent, name_zh, name_en, position, active, data, version, updated_at)
 SELECT 'secrecy', o.code, o.parent, o.zh, o.en, o.place, 1, o.data, 1, '2026-01-01 00:00:00.000000' FROM (
  SELECT 'public' AS code, '' AS parent, '公开' AS zh, 'Public' AS en, 1 AS place, '' AS data
  UNION ALL SELECT 'internal', '', '内部', 'Internal', 2, ''
  UNION ALL SELECT 'confidential', '', '秘密（限知悉范围）', 'Confidential (those concerned only)', 3, '{"restricted":true}'
 ) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes) AND NOT EXISTS (SELECT 1 FROM terms WHERE list = 'secrecy');
INSERT INTO terms (list, code, parent, name_zh, name_en, position, active, data, version, updated_at)
 SELECT 'retention', o.code, o.parent, o.zh, o.en, o.place, 1, o.data, 1, '2026-01-01 00:00:00.000000' FROM (
  SELECT 'permanent' AS code, '' AS parent, '永久' AS zh, 'Permanent' AS en, 1 AS place, '' AS data
  UNION ALL SELECT 'thirty_years', '', '30 年', '30 years', 2, ''
  UNION ALL SELECT 'ten_years', '', '10 年', '10 years', 3, ''
  UNION ALL SELECT 'five_years', '', '5 年', '5 years', 4, ''
  UNION ALL SELECT 'three_years', '', '3 年', '3 years', 5, ''
 ) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes) AND NOT EXISTS (SELECT 1 FROM terms WHERE list = 'retention');
INSERT INTO terms (list, code, parent, name_zh, name_en, position, active, data, version, updated_at)
 SELECT 'standard', o.code, o.parent, o.zh, o.en, o.place, 1, o.data, 1, '2026-01-01 00:00:00.000000' FROM (
  SELECT 'iso_9001' AS code, '' AS parent, 'GB/T 19001（ISO 9001）质量管理体系' AS zh, 'ISO 9001 Quality management systems' AS en, 1 AS place, '' AS data
  UNION ALL SELECT 'iso_10002', '', 'GB/T 19012（ISO 10002）投诉处理指南', 'ISO 10002 Complaints handling', 2, ''
  UNION ALL SELECT 'iso_10015', '', 'GB/T 19025（ISO 10015）能力管理和人员发展', 'ISO 10015 Competence and people development', 3, ''
  UNION ALL SELECT 'iso_27001', '', 'GB/T 22080（ISO/IEC 27001）信息安全管理体系', 'ISO/IEC 27001 Information security', 4, ''
  UNION ALL SELECT 'iso_15489', '', 'GB/T 26162（ISO 15489）文件（档案）管理', 'ISO 15489 Records management', 5, ''
  UNION ALL SELECT 'mlps', '', 'GB/T 22239 网络安全等级保护基本要求', 'GB/T 22239 Classified protection of cybersecurity', 6, ''
 ) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes) AND NOT EXISTS (SELECT 1 FROM terms WHERE list = 'standard');
INSERT INTO terms (list, code, parent, name_zh, name_en, position, active, data, version, updated_at)
 SELECT 'control_area', o.code, o.parent, o.zh, o.en, o.place, 1, o.data, 1, '2026-01-01 00:00:00.000000' FROM (
  SELECT 'security' AS code, '' AS parent, '信息安全' AS zh, 'Information security' AS en, 1 AS place, '' AS data
  UNION ALL SELECT 'physical', 'security', '物理安全', 'Physical security', 2, ''
  UNION ALL SELECT 'system', 'security', '系统安全', 'System security', 3, ''
  UNION ALL SELECT 'network', 'security', '网络安全', 'Network security', 4, ''
  UNION ALL SELECT 'application', 'security', '应用安全', 'Application security', 5, ''
  UNION ALL SELECT 'encryption', 'security', '加密', 'Encryption', 6, ''
  UNION ALL SELECT 'authentication', 'security', '身份认证', 'Authentication', 7, ''
  UNION ALL SELECT 'access', 'security', '访问控制与防火墙', 'Access lists and firewalls', 8, ''
  UNION ALL SELECT 'audit_trail', 'security', '审计日志', 'Audit trail', 9, ''
  UNION ALL SELECT 'anti_virus', 'security', '防病毒', 'Anti-virus', 10, ''
  UNION ALL SELECT 'continuity', 'security', '备份与业务连续性', 'Backup and continuity', 11, ''
  UNION ALL SELECT 'collection', '', '信息收集', 'Information collection', 12, ''
  UNION ALL SELECT 'completeness', 'collection', '台账完整性', 'Completeness of registers', 13, ''
  UNION ALL SELECT 'archiving', 'collection', '归档与借阅', 'Filing and lending', 14, ''
  UNION ALL SELECT 'disclosure', 'collection', '信息提供与发布', 'Disclosure and publication', 15, ''
 ) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes) AND NOT EXISTS (SELECT 1 FROM terms WHERE list = 'control_area');
INSERT INTO terms (list, code, parent, name_zh, name_en, position, active, data, version, updated_at)
 SELECT 'collect_channel', o.code, o.parent, o.zh, o.en, o.place, 1, o.data, 1, '2026-01-01 00:00:00.000000' FROM (
  SELECT 'portal' AS code, '' AS parent, '本系统登记' AS zh, 'Entered in this portal' AS en, 1 AS place, '' AS data
  UNION ALL SELECT 'telephone', '', '电话', 'Telephone', 2, ''
  UNION ALL SELECT 'paper', '', '纸质单据', 'Paper form', 3, ''
  UNION ALL SELECT 'mail', '', '邮件', 'E-mail', 4, ''
  UNION ALL SELECT 'platform', '', '电商平台后台', 'Marketplace platform', 5, ''
  UNION ALL SELECT 'system_export', '', '其他系统导出', 'Export from another system', 6, ''
  UNION ALL SELECT 'visit', '', '走访与会议', 'Visits and meetings', 7, ''
 ) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes) AND NOT EXISTS (SELECT 1 FROM terms WHERE list = 'collect_channel');
INSERT INTO terms (list, code, parent, name_zh, name_en, position, active, data, version, updated_at)
 SELECT 'frequency', o.code, o.parent, o.zh, o.en, o.place, 1, o.data, 1, '2026-01-01 00:00:00.000000' FROM (
  SELECT 'as_it_happens' AS code, '' AS parent, '随发生随登记' AS zh, 'As it happens' AS en, 1 AS place, '' AS data
  UNION ALL SELECT 'daily', '', '每日', 'Daily', 2, ''
  UNION ALL SELECT 'weekly', '', '每周', 'Weekly', 3, ''
  UNION ALL SELECT 'monthly', '', '每月', 'Monthly', 4, ''
  UNION ALL SELECT 'quarterly', '', '每季度', 'Quarterly', 5, ''
  UNION ALL SELECT 'yearly', '', '每年', 'Yearly', 6, ''
 ) AS o WHERE EXISTS (SELECT 1 FROM deadline_classes) AND NOT EXISTS (SELECT 1 FROM terms WHERE list = 'frequency');
