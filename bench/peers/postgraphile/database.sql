-- What PostGraphile needs in the database, once it is filled: who sees which row, as row level security for two roles,
-- between which it chooses for each request. Our server owns the tables, so nothing of this concerns it.

-- Roles belong to the whole cluster, and may be there from another database.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'peer_anonymous') THEN
    CREATE ROLE peer_anonymous NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'peer_member') THEN
    CREATE ROLE peer_member NOLOGIN;
  END IF;
END $$;

GRANT USAGE ON SCHEMA public TO peer_anonymous, peer_member;

-- What everybody sees whole.
GRANT SELECT ON
  agenda_goal, agenda_target, contribution, criterion, evaluation, focus_area, initiative_document, initiative_event,
  initiative_mission, initiative_owner, initiative_participant, initiative_societal_goal, initiative_target, learning,
  news_focus_area, news_initiative, organisation, progress_report, root_cause, screening, screening_answer,
  societal_goal, team
TO peer_anonymous, peer_member;

-- Quantities are kept in thousandths; fields.mjs has them as they are told.
COMMENT ON COLUMN contribution.quantity IS '@name thousandths';

-- What is restricted, row by row.
GRANT SELECT ON
  audience, challenge, decision, document, event, initiative, mission, news, representative
TO peer_anonymous, peer_member;
-- Contact details are for persons with a role of their own; neither of the viewers has one.
GRANT SELECT (id, name, name_folded, organisation_id, created_at, updated_at) ON person TO peer_anonymous, peer_member;

ALTER TABLE audience ENABLE ROW LEVEL SECURITY;
ALTER TABLE challenge ENABLE ROW LEVEL SECURITY;
ALTER TABLE decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE document ENABLE ROW LEVEL SECURITY;
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
ALTER TABLE initiative ENABLE ROW LEVEL SECURITY;
ALTER TABLE mission ENABLE ROW LEVEL SECURITY;
ALTER TABLE news ENABLE ROW LEVEL SECURITY;
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE representative ENABLE ROW LEVEL SECURITY;

-- The audiences of everything PUBLIC and of everything INTERNAL have known keys. Written out for each role, so that the
-- planner sees constants.
CREATE POLICY public ON audience FOR SELECT TO peer_anonymous
  USING (id = '00000000-0000-0000-0000-000000000001');
CREATE POLICY internal ON audience FOR SELECT TO peer_member
  USING (id IN ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'));

CREATE POLICY public ON challenge FOR SELECT TO peer_anonymous
  USING (audience_id = '00000000-0000-0000-0000-000000000001');
CREATE POLICY internal ON challenge FOR SELECT TO peer_member
  USING (audience_id IN ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'));

CREATE POLICY public ON decision FOR SELECT TO peer_anonymous
  USING (audience_id = '00000000-0000-0000-0000-000000000001');
CREATE POLICY internal ON decision FOR SELECT TO peer_member
  USING (audience_id IN ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'));

CREATE POLICY public ON document FOR SELECT TO peer_anonymous
  USING (audience_id = '00000000-0000-0000-0000-000000000001');
CREATE POLICY internal ON document FOR SELECT TO peer_member
  USING (audience_id IN ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'));

CREATE POLICY public ON event FOR SELECT TO peer_anonymous
  USING (audience_id = '00000000-0000-0000-0000-000000000001');
CREATE POLICY internal ON event FOR SELECT TO peer_member
  USING (audience_id IN ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'));

-- Neither rejected nor withdrawn.
CREATE POLICY public ON initiative FOR SELECT TO peer_anonymous
  USING (audience_id = '00000000-0000-0000-0000-000000000001'
    AND status IN ('PROPOSED', 'SCREENED', 'IN_PORTFOLIO', 'APPROVED', 'RUNNING', 'PAUSED', 'COMPLETED', 'REMOVED'));
CREATE POLICY internal ON initiative FOR SELECT TO peer_member
  USING (audience_id IN ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002')
    AND status IN ('PROPOSED', 'SCREENED', 'IN_PORTFOLIO', 'APPROVED', 'RUNNING', 'PAUSED', 'COMPLETED', 'REMOVED'));

-- Beyond a draft.
CREATE POLICY public ON mission FOR SELECT TO peer_anonymous
  USING (audience_id = '00000000-0000-0000-0000-000000000001'
    AND status IN ('DECIDED', 'ACTIVE', 'ACHIEVED', 'ENDED'));
CREATE POLICY internal ON mission FOR SELECT TO peer_member
  USING (audience_id IN ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002')
    AND status IN ('DECIDED', 'ACTIVE', 'ACHIEVED', 'ENDED'));

-- What is scheduled is published by the clock alone.
CREATE POLICY public ON news FOR SELECT TO peer_anonymous
  USING (audience_id = '00000000-0000-0000-0000-000000000001'
    AND status IN ('SCHEDULED', 'PUBLISHED', 'ARCHIVED') AND published_at <= now());
CREATE POLICY internal ON news FOR SELECT TO peer_member
  USING (audience_id IN ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002')
    AND status IN ('SCHEDULED', 'PUBLISHED', 'ARCHIVED') AND published_at <= now());

-- Terms that run today; days begin and end by Swedish time. Members see all terms and all people.
CREATE POLICY current ON representative FOR SELECT TO peer_anonymous
  USING ((since IS NULL OR since <= (now() AT TIME ZONE 'Europe/Stockholm')::date)
    AND (until IS NULL OR until > (now() AT TIME ZONE 'Europe/Stockholm')::date));
CREATE POLICY internal ON representative FOR SELECT TO peer_member USING (TRUE);
CREATE POLICY seated ON person FOR SELECT TO peer_anonymous
  USING (EXISTS (SELECT FROM representative WHERE representative.person_id = person.id));
CREATE POLICY internal ON person FOR SELECT TO peer_member USING (TRUE);

-- Who sits in a team today: a field of the team.
CREATE FUNCTION team_current_representatives(team team) RETURNS SETOF representative LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT * FROM representative
  WHERE representative.team_id = team.id
    AND (since IS NULL OR since <= (now() AT TIME ZONE 'Europe/Stockholm')::date)
    AND (until IS NULL OR until > (now() AT TIME ZONE 'Europe/Stockholm')::date)
  ORDER BY created_at, id;
END;

-- How many initiatives there are of each kind: fields of the root.
CREATE FUNCTION initiative_groups_by_status() RETURNS TABLE (focus_area_id uuid, status text, count integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT initiative.focus_area_id, initiative.status, count(*)::integer FROM initiative GROUP BY 1, 2;
END;

CREATE FUNCTION initiative_groups_by_target() RETURNS TABLE (focus_area_id uuid, target_id uuid, count integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT initiative.focus_area_id, initiative_target.target_id, count(*)::integer
  FROM initiative LEFT JOIN initiative_target ON initiative_target.initiative_id = initiative.id
  GROUP BY 1, 2;
END;
