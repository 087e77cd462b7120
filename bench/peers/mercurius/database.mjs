// The pool, and how values of the database become values of GraphQL.
import pg from 'pg'

const { types } = pg

// A day stays the text that it is.
types.setTypeParser(types.builtins.DATE, (text) => text)
// A moment becomes RFC 3339; a Date of JavaScript would round it to milliseconds.
types.setTypeParser(types.builtins.TIMESTAMPTZ, (text) => text.replace(' ', 'T').replace('+00', 'Z'))

/**
 * A row. A loader of mercurius knows its parent by the parent's JSON, made anew for each field: the key says the same
 * in less time than all texts of the row. Loaders are told apart by type and field, so the key needs no type.
 */
class Row {
  constructor(columns) {
    Object.assign(this, columns)
  }

  toJSON() {
    return this.id
  }
}

export function makeDatabase({ databaseUrl, databaseConnections }) {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: databaseConnections,
    options: '-c timezone=UTC',
  })
  return {
    /** The rows of a statement, which is prepared under its name once for each connection. */
    async rows(name, text, values) {
      const { rows } = await pool.query({ name, text, values })
      return rows.map((columns) => new Row(columns))
    },
    end: () => pool.end(),
  }
}
