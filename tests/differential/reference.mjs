// The reference: graphql-js over a mock of data.
//
// usage: node reference.mjs SCHEMA.graphql < requests.jsonl > answers.jsonl
//
// A request is {document, operationName, variables}; an answer is {verdict, answer}, where the verdict is "invalid"
// (a request error: nothing was executed) or "ok", and the answer then holds `data` and the paths of `errors`.
//
// The mock is a pure function of the parent's identity, the field and its coerced arguments. Its twin is
// tests/src/differential/mock.rs: change both or neither.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  TypeInfo, buildSchema, execute, getNamedType, getOperationAST, getVariableValues, isAbstractType, isEnumType, isListType,
  isNonNullType, isObjectType, parse, validate, visit, visitWithTypeInfo,
} from 'graphql';

const schema = buildSchema(readFileSync(process.argv[2], 'utf8'));
const encoder = new TextEncoder();

/** FNV-1a over UTF-8, 32 bits. */
function hash(text) {
  let value = 0x811c9dc5;
  for (const byte of encoder.encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

/** Another number for each salt. */
function mix(value, salt) {
  let mixed = (value ^ Math.imul(salt + 1, 0x9e3779b1)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** JSON with sorted keys. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, field]) => field !== undefined);
    entries.sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

function produce(type, seed) {
  if (isNonNullType(type)) return mix(seed, 1) % 50 === 0 ? null : produceSome(type.ofType, seed);
  return mix(seed, 2) % 7 === 0 ? null : produceSome(type, seed);
}

function produceSome(type, seed) {
  if (isListType(type)) {
    return Array.from({ length: mix(seed, 3) % 4 }, (_, index) => produce(type.ofType, mix(seed, 100 + index)));
  }
  if (isEnumType(type)) {
    const names = type.getValues().map((value) => value.name).sort();
    return names[mix(seed, 4) % names.length];
  }
  if (isObjectType(type)) return { type: type.name, identity: mix(seed, 5) };
  if (isAbstractType(type)) {
    const names = schema.getPossibleTypes(type).map((possible) => possible.name).sort();
    if (names.length === 0) return null;
    return { type: names[mix(seed, 6) % names.length], identity: mix(seed, 5) };
  }
  switch (type.name) {
    case 'Int': return (mix(seed, 7) % 1000) - 300;
    case 'Float': return (mix(seed, 7) % 1000) / 4;
    case 'Boolean': return mix(seed, 7) % 2 === 0;
    default: return `${type.name} ${mix(seed, 7) % 1000}`;
  }
}

function fieldResolver(source, args, _context, info) {
  const identity = source?.identity ?? 0;
  const seed = hash(`${identity} ${info.parentType.name}.${info.fieldName}${canonical(args)}`);
  if (mix(seed, 8) % 25 === 0) throw new Error('mock');
  return produce(info.returnType, seed);
}

/** A variable that decides what is skipped must not be null: the server refuses what graphql-js lets fail later. */
function hasNullCondition(document, variables) {
  let found = false;
  visit(document, {
    Directive(node) {
      if (node.name.value !== 'skip' && node.name.value !== 'include') return;
      for (const argument of node.arguments) {
        if (argument.value.kind === 'Variable' && variables[argument.value.name.value] === null) found = true;
      }
    },
  });
  return found;
}

/** September 2025 forbids conditions at the root of a subscription; version 16 allows some and stumbles over others. */
function hasConditionalEvents(document) {
  const fragments = new Map(document.definitions.filter((d) => d.kind === 'FragmentDefinition').map((d) => [d.name.value, d]));
  const seen = new Set();
  const conditional = (set) => (set?.selections ?? []).some((selection) => {
    if (selection.directives.some(({ name }) => name.value === 'skip' || name.value === 'include')) return true;
    if (selection.kind === 'Field') return false;
    if (selection.kind === 'InlineFragment') return conditional(selection.selectionSet);
    const name = selection.name.value;
    return !seen.has(name) && seen.add(name) && conditional(fragments.get(name)?.selectionSet);
  });
  return document.definitions.some((d) => d.operation === 'subscription' && conditional(d.selectionSet));
}

/**
 * A variable in a choice must be non-null; version 16 overlooks it where the choice itself is non-null.
 */
function hasNullableChoice(document) {
  const nullable = new Set();
  visit(document, {
    VariableDefinition(node) {
      if (node.type.kind !== 'NonNullType') nullable.add(node.variable.name.value);
    },
  });
  let found = false;
  const types = new TypeInfo(schema);
  visit(document, visitWithTypeInfo(types, {
    ObjectField({ value }) {
      if (value.kind === 'Variable' && nullable.has(value.name.value) && getNamedType(types.getParentInputType())?.isOneOf) found = true;
    },
  }));
  return found;
}

const invalid = (errors) => ({ verdict: 'invalid', messages: errors.map((error) => error.message) });

async function judge({ document: text, operationName, variables }) {
  let document;
  try {
    document = parse(text);
  } catch (error) {
    return invalid([error]);
  }
  if (hasConditionalEvents(document)) return invalid([new Error('conditional subscription')]);
  const errors = validate(schema, document);
  if (errors.length > 0) return invalid(errors);
  if (hasNullableChoice(document)) return invalid([new Error('nullable choice')]);
  const operation = getOperationAST(document, operationName);
  if (!operation || (operationName === undefined && document.definitions.filter((d) => d.kind === 'OperationDefinition').length > 1)) {
    return invalid([new Error('no such operation')]);
  }
  const values = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {});
  if (values.errors) return invalid(values.errors);
  if (hasNullCondition(document, values.coerced)) return invalid([new Error('null condition')]);
  // Streams of events are another matter; here only the verdict counts.
  if (operation.operation === 'subscription') return { verdict: 'ok' };
  const result = await execute({
    schema, document, operationName, variableValues: variables, fieldResolver, typeResolver: (value) => value.type,
  });
  if (!('data' in result)) return invalid(result.errors);
  return { verdict: 'ok', answer: { data: result.data, errors: (result.errors ?? []).map((error) => error.path ?? []) } };
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${JSON.stringify(await judge(JSON.parse(line)))}\n`);
}
