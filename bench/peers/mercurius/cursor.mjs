// Cursors: the place of a row in an order.

export function cursorOf(values) {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

export function placeOf(cursor) {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString())
}
