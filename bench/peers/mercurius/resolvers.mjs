// The root, and the fields that are not a column.
import { TypeID } from 'typeid-js'

import { html } from '../markdown.mjs'
import { cursorOf, placeOf } from './cursor.mjs'
import { groups } from './groups.mjs'
import { tables } from './tables.mjs'
import { visibility, visible } from './visible.mjs'

/** A type whose id is the name of its table and its primary key. */
const identified = (table) => ({ id: ({ id }) => TypeID.fromUUID(table, id).toString() })

/** A page of the root; `condition` begins to count at `$2`. One row more is read, which tells of a next page. */
async function page({ database, viewer }, { table, name, keys, condition, values }, { first, after }) {
  const { columns, order } = tables[table]
  const place = after ? placeOf(after) : null
  const rows = await database.rows(
    `root ${name} ${viewer} ${place ? 'after' : ''}`,
    `SELECT ${columns} FROM ${table} WHERE ${visible(table, viewer)} AND ${condition}
      ${place ? `AND (${keys.join(', ')}) < ($${values.length + 2}, $${values.length + 3})` : ''}
      ORDER BY ${order} LIMIT $1`,
    [first + 1, ...values, ...(place ?? [])],
  )
  const nodes = rows.slice(0, first)
  const last = nodes.at(-1)
  return {
    nodes,
    pageInfo: {
      hasNextPage: rows.length > first,
      endCursor: last && keys ? cursorOf(keys.map((key) => last[key])) : null,
    },
  }
}

export const resolvers = {
  Query: {
    news: (_, { first, where }, context) =>
      page(context, {
        table: 'news',
        name: 'news',
        // What is scheduled is published by the clock alone; what is not yet due is not visible.
        condition: `CASE status WHEN 'SCHEDULED' THEN 'PUBLISHED' ELSE status END = $2`,
        values: [where.status.eq],
      }, { first }),
    events: (_, { first, where }, context) =>
      page(context, {
        table: 'event',
        name: 'events',
        condition: 'starts_at >= $2 AND status = $3',
        values: [where.startsAt.gte, where.status.eq],
      }, { first }),
    focusAreas: (_, { first }, context) =>
      page(context, { table: 'focus_area', name: 'focusAreas', condition: 'TRUE', values: [] }, { first }),
    initiatives: (_, { first, after, where }, context) =>
      page(context, {
        table: 'initiative',
        name: where ? 'initiatives by status' : 'initiatives',
        keys: ['created_at', 'id'],
        condition: where ? 'status = ANY($2)' : 'TRUE',
        values: where ? [where.status.oneOf] : [],
      }, { first, after }),
    async initiative(_, { id }, { database, viewer }) {
      const [row] = await database.rows(
        `root initiative ${viewer}`,
        `SELECT ${tables.initiative.columns} FROM initiative WHERE id = $1 AND ${visible('initiative', viewer)}`,
        [TypeID.fromString(id, 'initiative').toUUID()],
      )
      return row ?? null
    },
    initiativeGroups: (_, { by }, context) => groups(by, context),
  },
  AgendaGoal: identified('agenda_goal'),
  AgendaTarget: identified('agenda_target'),
  Challenge: identified('challenge'),
  Contribution: identified('contribution'),
  Criterion: identified('criterion'),
  Decision: identified('decision'),
  Document: identified('document'),
  Evaluation: identified('evaluation'),
  Event: identified('event'),
  FocusArea: identified('focus_area'),
  Initiative: {
    ...identified('initiative'),
    bodyHtml: (initiative) => html(initiative.body_sv),
    visibility: (initiative) => visibility(initiative.audience_id),
  },
  Learning: identified('learning'),
  Mission: identified('mission'),
  News: identified('news'),
  Organisation: identified('organisation'),
  Person: {
    ...identified('person'),
    // For persons with a role of their own; neither of the viewers has one.
    email: () => null,
  },
  ProgressReport: identified('progress_report'),
  Representative: identified('representative'),
  RootCause: identified('root_cause'),
  Screening: identified('screening'),
  ScreeningAnswer: identified('screening_answer'),
  SocietalGoal: identified('societal_goal'),
  Team: identified('team'),
}
