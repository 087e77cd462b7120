// Between our shapes and those of PostGraphile, where no alias in the document makes them the same: for the check of
// answers, never while timing.
import { TypeID } from 'typeid-js'

/** The primary key in one of our ids. */
export function uuid(id) {
  return TypeID.fromString(id).toUUID()
}

/** One of our answers with primary keys in place of ids. */
export function withUuids(value) {
  return mapped(value, (key, inner) => [key, isId(key, inner) ? uuid(inner) : withUuids(inner)])
}

function isId(key, value) {
  return key === 'id' || (key === 'value' && /^[a-z_]+_[0-9a-z]{26}$/.test(value))
}

/** An answer of PostGraphile in our shapes. */
export function inOurShapes(value) {
  return mapped(value, (key, inner) => {
    switch (key) {
      case 'audience':
        return ['visibility', inner.visibility]
      case 'answers':
        return [key, inOurShapes(inner.nodes)]
      case 'groups':
        return ['initiativeGroups', inner.nodes.map(groupInOurShape)]
      case 'decisions':
        return ['decision', inOurShapes(inner.nodes[0] ?? null)]
      default:
        return [key, inOurShapes(inner)]
    }
  })
}

function groupInOurShape({ count, ...keys }) {
  return { keys: Object.values(keys).map((value) => ({ value })), count }
}

function mapped(value, entry) {
  if (Array.isArray(value)) return value.map((inner) => mapped(inner, entry))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => entry(key, inner)))
}
