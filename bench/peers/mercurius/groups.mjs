// How many initiatives there are of each kind.
import { TypeID } from 'typeid-js'

import { visible } from './visible.mjs'

const idOf = (table) => (key) => key && TypeID.fromUUID(table, key).toString()

const keys = {
  FOCUS_AREA: { column: 'focus_area_id', value: idOf('focus_area') },
  STATUS: { column: 'status', value: (status) => status },
  TARGETS: {
    column: 'target_id',
    value: idOf('agenda_target'),
    join: 'LEFT JOIN initiative_target ON initiative_target.initiative_id = initiative.id',
  },
}

export async function groups(by, { database, viewer }) {
  const used = by.map((name) => keys[name])
  const columns = used.map(({ column }, place) => `${column} AS key${place}`).join(', ')
  const rows = await database.rows(
    `groups ${by} ${viewer}`,
    `SELECT ${columns}, count(*)::integer AS count FROM initiative ${used.map(({ join }) => join ?? '').join(' ')}
      WHERE ${visible('initiative', viewer)} GROUP BY ${used.map((_, place) => place + 1).join(', ')}`,
    [],
  )
  return rows.map((row) => ({
    keys: used.map(({ value }, place) => ({ value: value(row[`key${place}`]) })),
    count: row.count,
  }))
}
