-- Auditors read the trail by time, narrowed by one or more of these. Ids are not in the order of time (a job may
-- tell of the past), so each index goes on with the time; it ends with the id by itself.
CREATE INDEX events_actor_at ON events (actor_id, at_us);
CREATE INDEX events_role_at ON events (actor_role, at_us);
CREATE INDEX events_kind_at ON events (kind, at_us);
CREATE INDEX events_record_kind_at ON events (record_kind, at_us);
CREATE INDEX events_number_at ON events (record_number, at_us);
