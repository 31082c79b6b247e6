// Every instruction of pickle protocols 0 to 5, as one table (Python's pickletools documents them).
import { PickleError, type ByteCursor } from './byte-cursor.ts'
import type { Machine } from './machine.ts'
import { isTagged, type PicklePair, type PickleSequence, type PickleValue } from './values.ts'

type Opcode = (machine: Machine) => void

const sequence = (type: PickleSequence['type'], items: PickleValue[]): PickleSequence => ({ type, items })
const tuple = (...items: PickleValue[]): PickleSequence => sequence('tuple', items)
const global = ({ globals }: Machine, module: string, name: string): PickleValue => {
  const full = `${module}.${name}`
  globals.add(full)
  return { type: 'global', name: full }
}
const call = (callable: PickleValue, args: PickleValue): PickleValue => ({
  type: 'object',
  callable,
  args,
  items: [],
  pairs: [],
})

/** An instruction that pushes what its operand says. */
const constant =
  (read: (cursor: ByteCursor) => PickleValue): Opcode =>
  (m) =>
    m.push(read(m.cursor))

const persistent = (m: Machine, id: PickleValue): void => {
  m.persistentIds.push(id)
  m.push({ type: 'persistent', id })
}

const recall = (m: Machine, index: number): void => {
  const value = m.memo.get(index)
  if (value === undefined) throw new PickleError(`it recalls ${index}, which it never kept`)
  m.push(value)
}

const unsupported =
  (what: string): Opcode =>
  () => {
    throw new PickleError(`it uses ${what}, which torch never writes`)
  }

// prettier-ignore
const table: readonly (readonly [string | number, Opcode])[] = [
  // Frames and protocol numbers change nothing for who reads it all.
  [0x80, (m) => { m.cursor.u8() }],                                                  // PROTO
  [0x95, (m) => { m.cursor.length64() }],                                            // FRAME
  // The stack and the memo.
  ['(', (m) => m.mark()],                                                            // MARK
  ['0', (m) => { m.pop() }],                                                         // POP
  ['1', (m) => { m.popToMark() }],                                                   // POP_MARK
  ['2', (m) => m.push(m.top())],                                                     // DUP
  ['p', (m) => { m.memo.set(wholeNumber(m.cursor.line()), m.top()) }],               // PUT
  ['q', (m) => { m.memo.set(m.cursor.u8(), m.top()) }],                              // BINPUT
  ['r', (m) => { m.memo.set(m.cursor.u32(), m.top()) }],                             // LONG_BINPUT
  [0x94, (m) => { m.memo.set(m.memo.size, m.top()) }],                               // MEMOIZE
  ['g', (m) => recall(m, wholeNumber(m.cursor.line()))],                             // GET
  ['h', (m) => recall(m, m.cursor.u8())],                                            // BINGET
  ['j', (m) => recall(m, m.cursor.u32())],                                           // LONG_BINGET
  // Plain values.
  ['N', constant(() => null)],                                                       // NONE
  [0x88, constant(() => true)],                                                      // NEWTRUE
  [0x89, constant(() => false)],                                                     // NEWFALSE
  ['I', constant((c) => intOrBoolean(c.line()))],                                    // INT
  ['J', constant((c) => c.i32())],                                                   // BININT
  ['K', constant((c) => c.u8())],                                                    // BININT1
  ['M', constant((c) => c.u16())],                                                   // BININT2
  ['L', constant((c) => wholeNumber(c.line().replace(/L$/, '')))],                   // LONG
  [0x8a, constant((c) => littleEndian(c.bytes(c.u8())))],                            // LONG1
  [0x8b, constant((c) => littleEndian(c.bytes(c.u32())))],                           // LONG4
  ['F', constant((c) => float(c.line()))],                                           // FLOAT
  ['G', constant((c) => c.f64())],                                                   // BINFLOAT
  ['S', constant((c) => quoted(c.line()))],                                          // STRING
  ['T', constant((c) => c.text(c.u32()))],                                           // BINSTRING
  ['U', constant((c) => c.text(c.u8()))],                                            // SHORT_BINSTRING
  ['V', constant((c) => c.line())],                                                  // UNICODE
  ['X', constant((c) => c.text(c.u32()))],                                           // BINUNICODE
  [0x8c, constant((c) => c.text(c.u8()))],                                           // SHORT_BINUNICODE
  [0x8d, constant((c) => c.text(c.length64()))],                                     // BINUNICODE8
  ['B', constant((c) => c.bytes(c.u32()))],                                          // BINBYTES
  ['C', constant((c) => c.bytes(c.u8()))],                                           // SHORT_BINBYTES
  [0x8e, constant((c) => c.bytes(c.length64()))],                                    // BINBYTES8
  [0x96, constant((c) => c.bytes(c.length64()))],                                    // BYTEARRAY8
  // Containers.
  [')', (m) => m.push(tuple())],                                                     // EMPTY_TUPLE
  [0x85, (m) => m.push(tuple(m.pop()))],                                             // TUPLE1
  [0x86, (m) => { const [b, a] = [m.pop(), m.pop()]; m.push(tuple(a, b)) }],         // TUPLE2
  [0x87, (m) => { const [c, b, a] = [m.pop(), m.pop(), m.pop()]; m.push(tuple(a, b, c)) }], // TUPLE3
  ['t', (m) => m.push(sequence('tuple', m.popToMark()))],                            // TUPLE
  [']', (m) => m.push(sequence('list', []))],                                        // EMPTY_LIST
  ['l', (m) => m.push(sequence('list', m.popToMark()))],                             // LIST
  ['a', (m) => { const item = m.pop(); append(m.top(), [item]) }],                   // APPEND
  ['e', (m) => { const items = m.popToMark(); append(m.top(), items) }],             // APPENDS
  ['}', (m) => m.push({ type: 'dict', pairs: [] })],                                 // EMPTY_DICT
  ['d', (m) => m.push({ type: 'dict', pairs: inPairs(m.popToMark()) })],             // DICT
  ['s', (m) => { const [value, key] = [m.pop(), m.pop()]; assign(m.top(), [[key, value]]) }], // SETITEM
  ['u', (m) => { const items = m.popToMark(); assign(m.top(), inPairs(items)) }],    // SETITEMS
  [0x8f, (m) => m.push(sequence('set', []))],                                        // EMPTY_SET
  [0x90, (m) => { const items = m.popToMark(); append(m.top(), items) }],            // ADDITEMS
  [0x91, (m) => m.push(sequence('set', m.popToMark()))],                             // FROZENSET
  // Globals and what would be made of them.
  ['c', (m) => m.push(global(m, m.cursor.line(), m.cursor.line()))],                 // GLOBAL
  [0x93, (m) => { const [name, module] = [m.pop(), m.pop()]; m.push(global(m, text(module), text(name))) }], // STACK_GLOBAL
  ['R', (m) => { const [args, callable] = [m.pop(), m.pop()]; m.push(call(callable, args)) }], // REDUCE
  [0x81, (m) => { const [args, type] = [m.pop(), m.pop()]; m.push(call(type, args)) }], // NEWOBJ
  [0x92, (m) => { const [, args, type] = [m.pop(), m.pop(), m.pop()]; m.push(call(type, args)) }], // NEWOBJ_EX
  ['i', (m) => { const type = global(m, m.cursor.line(), m.cursor.line()); m.push(call(type, sequence('tuple', m.popToMark()))) }], // INST
  ['o', (m) => { const [type = null, ...args] = m.popToMark(); m.push(call(type, sequence('tuple', args))) }], // OBJ
  ['b', (m) => { const state = m.pop(); build(m.top(), state) }],                    // BUILD
  ['P', (m) => persistent(m, m.cursor.line())],                                      // PERSID
  ['Q', (m) => persistent(m, m.pop())],                                              // BINPERSID
  // What a file of weights has no use for.
  [0x82, unsupported('the extension registry')],                                     // EXT1
  [0x83, unsupported('the extension registry')],                                     // EXT2
  [0x84, unsupported('the extension registry')],                                     // EXT4
  [0x97, unsupported('buffers outside the pickle')],                                 // NEXT_BUFFER
  [0x98, unsupported('buffers outside the pickle')],                                 // READONLY_BUFFER
]

export const opcodes: readonly (Opcode | undefined)[] = table.reduce<(Opcode | undefined)[]>(
  (all, [code, act]) => {
    all[typeof code === 'string' ? code.charCodeAt(0) : code] = act
    return all
  },
  Array.from({ length: 256 }, () => undefined),
)

/** A size is never this long, and turning longer numbers into text or back would take quadratic time. */
const longestNumber = 64

function wholeNumber(digits: string): number {
  if (!/^-?\d{1,17}$/.test(digits)) throw new PickleError('a number cannot be read')
  return Number(digits)
}

function intOrBoolean(line: string): number | boolean {
  if (line === '00' || line === '01') return line === '01'
  return wholeNumber(line)
}

function float(line: string): number {
  if (line.length > longestNumber) throw new PickleError('a number cannot be read')
  return Number(line)
}

/** Two's complement, any number of bytes; a safe integer as a number. */
function littleEndian(bytes: Uint8Array): number | bigint {
  if (bytes.length > longestNumber) throw new PickleError('a number is absurdly long')
  let value = 0n
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte)
  value = BigInt.asIntN(bytes.length * 8, value)
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}

/** Protocol 0 writes text as a Python literal; escapes stay as they are. */
function quoted(line: string): string {
  const mark = line[0]
  if (line.length < 2 || (mark !== "'" && mark !== '"') || !line.endsWith(mark))
    throw new PickleError('a text is not quoted')
  return line.slice(1, -1)
}

function text(value: PickleValue): string {
  if (typeof value !== 'string') throw new PickleError('a global is named by something other than text')
  return value
}

function inPairs(items: readonly PickleValue[]): PicklePair[] {
  if (items.length % 2 !== 0) throw new PickleError('a dictionary has a key without a value')
  return Array.from({ length: items.length / 2 }, (_, i): PicklePair => [items[2 * i]!, items[2 * i + 1]!])
}

function append(target: PickleValue, items: readonly PickleValue[]): void {
  const grows = isTagged(target, 'list') || isTagged(target, 'set') || isTagged(target, 'object')
  if (!grows) throw new PickleError('it appends to something that is not a list')
  for (const item of items) target.items.push(item)
}

function assign(target: PickleValue, pairs: readonly PicklePair[]): void {
  if (!isTagged(target, 'dict') && !isTagged(target, 'object'))
    throw new PickleError('it assigns to something that is not a dictionary')
  for (const pair of pairs) target.pairs.push(pair)
}

/**
 * State becomes items of what it is put into, so that globals in it are found. Attributes of dicts carry no tensors.
 */
function build(target: PickleValue, state: PickleValue): void {
  if (isTagged(target, 'object')) target.items.push(state)
}
