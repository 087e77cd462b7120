// Operations by the schema: fields, arguments and variables that fit it, with values that may not.
import {
  GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, getNamedType, isAbstractType, isCompositeType, isLeafType,
} from 'graphql'
import { dates, moments, numbers, sound, texts } from './texts.mjs'

const DEEPEST = 6

const snake = (name) => name.replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase())

/** Makes operations of a schema. `ids` holds ids that the server has told, by their prefixes. */
export function documents(schema, random, ids) {
  const { below, often, one } = random
  const all = () => [...ids.values()].flatMap((known) => [...known])

  // in one of five operations values may be of another kind than their type; texts are hostile in all of them
  let wild = false
  const stray = (percent) => wild && often(percent)

  const id = (hint) => {
    if (stray(20)) return one(texts)
    const known = ids.get(snake(hint.replace(/Ids?$/, '')).replace(/^_/, ''))
    const from = known?.size && often(90) ? [...known] : all()
    return from.length ? one(from) : 'initiative_01h455vb4pex5vsknk084sn02q'
  }

  const paging = { first: () => 1 + below(30), last: () => 1 + below(30), version: () => 1 + below(3) }

  const scalar = (type, hint) => {
    switch (type.name) {
      case 'ID': return id(hint)
      case 'Int': return stray(20) ? one(texts) : (paging[hint] ?? (() => one(numbers.filter((n) => wild || (Number.isInteger(n) && Math.abs(n) < 2 ** 31)))))()
      case 'Float': return one(numbers)
      case 'Boolean': return often(50)
      case 'Date': return one(stray(20) ? texts : wild ? dates : sound.dates)
      case 'DateTime': return one(stray(20) ? texts : wild ? moments : sound.moments)
      case 'String': return often(60) ? one(sound.texts) : one(texts)
      default: return one([one(texts), one(numbers), [], {}, { [one(texts)]: one(numbers) }])
    }
  }

  const list = (type, hint, depth) => Array.from({ length: often(2) ? 300 : below(4) }, () => value(type, hint, depth))

  /** A value for an input of the type, as JSON. */
  const value = (type, hint, depth = 0) => {
    if (type instanceof GraphQLNonNull) return stray(4) ? null : present(type.ofType, hint, depth)
    return often(4) || depth > 12 ? null : present(type, hint, depth)
  }

  const present = (type, hint, depth) => {
    if (type instanceof GraphQLList) return often(5) ? value(type.ofType, hint, depth + 1) : list(type.ofType, hint, depth + 1)
    if (type instanceof GraphQLEnumType) return stray(10) ? one(texts) : one(type.getValues()).name
    if (type instanceof GraphQLInputObjectType) return input(type, depth)
    return scalar(type, hint)
  }

  const isRequired = (given) => given.type instanceof GraphQLNonNull && given.defaultValue === undefined

  const input = (type, depth) => {
    const fields = Object.values(type.getFields())
    if (type.isOneOf && !stray(20)) {
      const field = one(fields)
      return { [field.name]: value(new GraphQLNonNull(field.type), field.name, depth + 1) }
    }
    // about two fields of a large input, fewer the deeper it is
    const share = Math.min(60, 250 / fields.length) / (1 + depth / 2)
    const given = fields.filter((field) => (isRequired(field) ? !stray(5) : often(share)))
    return Object.fromEntries(given.map((field) => [field.name, value(field.type, field.name, depth + 1)]))
  }

  /** A value as it stands in a document. */
  const literal = (type, given) => {
    if (type instanceof GraphQLNonNull) return literal(type.ofType, given)
    if (given === null) return 'null'
    if (Array.isArray(given)) return `[${given.map((item) => literal(type instanceof GraphQLList ? type.ofType : type, item)).join(', ')}]`
    if (type instanceof GraphQLList) return literal(type.ofType, given)
    if (type instanceof GraphQLEnumType) return /^[A-Z0-9_]+$/.test(given) ? given : JSON.stringify(given)
    if (type instanceof GraphQLInputObjectType && typeof given === 'object') {
      const of = (key) => type.getFields()[key]?.type ?? type
      return `{ ${Object.entries(given).map(([key, inner]) => `${key}: ${literal(of(key), inner)}`).join(', ')} }`
    }
    if (typeof given === 'object') return `{ ${Object.keys(given).filter((key) => /^\w+$/.test(key)).map((key) => `${key}: 1`).join(', ')} }`
    return JSON.stringify(given)
  }

  const argumentsOf = (field, operation) => {
    // a lookup takes one of its keys; a page is seldom one after a cursor
    const key = field.args.every((argument) => !isRequired(argument) && isLeafType(getNamedType(argument.type))) && field.args.find(({ name }) => name === 'id')
    const share = ({ name }) => (name === 'after' || name === 'before' || name === 'last' ? 4 : 25)
    const chosen = key && !stray(30) ? [key] : field.args.filter((argument) => (isRequired(argument) ? !stray(3) : often(share(argument))))
    const written = chosen.map((argument) => {
      const hint = argument.name === 'id' || argument.name === 'ids' ? getNamedType(field.type).name : argument.name
      const chosen = argument === key ? id(hint) : value(argument.type, hint)
      if (often(40)) return `${argument.name}: ${literal(argument.type, chosen)}`
      const name = `v${operation.declared.length}`
      operation.declared.push(`$${name}: ${argument.type}`)
      operation.variables[name] = chosen
      return `${argument.name}: $${name}`
    })
    return written.length ? `(${written.join(', ')})` : ''
  }

  const selection = (type, operation, depth) => {
    if (isLeafType(type)) return ''
    if (isAbstractType(type)) {
      const concrete = Array.from({ length: 1 + below(3) }, () => one(schema.getPossibleTypes(type)))
      return ` { __typename ${concrete.map((each) => `... on ${each.name}${selection(each, operation, depth)}`).join(' ')} }`
    }
    const fields = Object.values(type.getFields())
    const near = depth >= DEEPEST ? fields.filter((field) => !isCompositeType(getNamedType(field.type))) : fields
    const chosen = Array.from({ length: 1 + below(5) }, () => one(near.length ? near : fields))
    return ` { __typename ${chosen.map((field) => chosenField(field, operation, depth)).join(' ')} }`
  }

  const chosenField = (field, operation, depth) => {
    if (operation.left-- < 0) return '__typename'
    const alias = stray(10) ? '' : `a${operation.aliases++}: `
    const directive = stray(10) ? ' @include(if: true)' : ''
    return `${alias}${field.name}${argumentsOf(field, operation)}${directive}${selection(getNamedType(field.type), operation, depth + 1)}`
  }

  /** An operation: a document and its variables. */
  const make = (kind) => {
    const root = kind === 'mutation' ? schema.getMutationType() : schema.getQueryType()
    wild = often(20)
    const operation = { declared: [], variables: {}, aliases: 0, left: 40 }
    const fields = Object.values(root.getFields())
    const count = kind === 'mutation' ? 1 : 1 + below(3)
    const body = Array.from({ length: count }, () => chosenField(one(fields), operation, 0)).join(' ')
    const declared = operation.declared.length ? `(${operation.declared.join(', ')})` : ''
    return { query: `${kind} F${declared} { ${body} }`, variables: operation.variables }
  }

  return make
}

/** A text with some of it gone, twice, or elsewhere. */
export function mangled(text, { below, often, one }) {
  let result = text
  for (let times = 1 + below(3); times > 0; times--) {
    const at = below(result.length + 1)
    const end = at + below(12)
    const replaced = often(40) ? one(texts).slice(0, 200) : often(50) ? result.slice(at, end).repeat(2) : ''
    result = result.slice(0, at) + replaced + result.slice(end)
  }
  return result
}
