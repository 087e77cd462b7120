// Where two answers differ.

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** What is said, however it is spelt: moments have more or fewer zeros, cursors are each server's own. */
function said(key, value) {
  if (typeof value !== 'string') return value
  if (key === 'endCursor') return 'a cursor'
  const moment = MOMENT.exec(value)
  if (!moment) return value
  const fraction = (moment[1] ?? '.').slice(1).padEnd(6, '0')
  return `${new Date(value.replace(/\.\d+/, '')).toISOString().slice(0, 19)}.${fraction}Z`
}

/** The differences, each with its place. Counts the values that were compared in `tally.values`. */
export function differences(ours, theirs, tally, path = '', key = '') {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    const length = ours.length === theirs.length ? [] : [`${path}: ${ours.length} rows, not ${theirs.length}`]
    const rows = ours.slice(0, theirs.length)
    return [...length, ...rows.flatMap((row, place) => differences(row, theirs[place], tally, `${path}[${place}]`))]
  }
  if (isObject(ours) && isObject(theirs)) {
    const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)])
    return [...keys].flatMap((name) => differences(ours[name], theirs[name], tally, `${path}.${name}`, name))
  }
  tally.values += 1
  const [one, other] = [said(key, ours), said(key, theirs)]
  return one === other ? [] : [`${path}: ours ${shown(one)}, theirs ${shown(other)}`]
}

/** A value in a line that can be read. */
function shown(value) {
  const json = JSON.stringify(value) ?? 'nothing'
  return json.length > 100 ? `${json.slice(0, 100)}…` : json
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
