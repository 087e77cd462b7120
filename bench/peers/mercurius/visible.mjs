// Who sees which rows of a table, as conditions in SQL. What is not named here is seen by everybody.

// Days begin and end by Swedish time.
const today = `(now() AT TIME ZONE 'Europe/Stockholm')::date`

/** A term that runs today. */
export const current = `(since IS NULL OR since <= ${today}) AND (until IS NULL OR until > ${today})`

const PUBLIC = '00000000-0000-0000-0000-000000000001'
const INTERNAL = '00000000-0000-0000-0000-000000000002'

const audience = {
  anonymous: `audience_id = '${PUBLIC}'`,
  member: `audience_id IN ('${PUBLIC}', '${INTERNAL}')`,
}

function rulesOf(viewer) {
  const own = audience[viewer]
  const isMember = viewer === 'member'
  const standing = `'PROPOSED', 'SCREENED', 'IN_PORTFOLIO', 'APPROVED', 'RUNNING', 'PAUSED', 'COMPLETED', 'REMOVED'`
  return {
    challenge: own,
    decision: own,
    document: own,
    event: own,
    initiative: `${own} AND status IN (${standing})`,
    mission: `${own} AND status IN ('DECIDED', 'ACTIVE', 'ACHIEVED', 'ENDED')`,
    news: `${own} AND status IN ('SCHEDULED', 'PUBLISHED', 'ARCHIVED') AND published_at <= now()`,
    person: isMember
      ? 'TRUE'
      : `EXISTS (SELECT FROM representative WHERE representative.person_id = person.id AND ${current})`,
    representative: isMember ? 'TRUE' : current,
  }
}

const rules = { anonymous: rulesOf('anonymous'), member: rulesOf('member') }

/** The condition for the rows of the table that the viewer sees. */
export function visible(table, viewer) {
  return rules[viewer][table] ?? 'TRUE'
}

/** PUBLIC or INTERNAL: nobody whom a peer knows sees more. */
export function visibility(audienceId) {
  return audienceId === PUBLIC ? 'PUBLIC' : 'INTERNAL'
}
