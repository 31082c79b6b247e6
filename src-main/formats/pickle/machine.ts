// A pickle machine without hands: it follows the stack program, but globals stay names and calls stay descriptions.
import { byteCursor, PickleError, type ByteCursor } from './byte-cursor.ts'
import { opcodes } from './opcodes.ts'
import type { PickleValue } from './values.ts'

export type Unpickled = {
  readonly value: PickleValue
  /** Where the pickle ended; another may follow. */
  readonly end: number
  /** The ids of everything kept outside, in the order in which they came. */
  readonly persistentIds: readonly PickleValue[]
  /** Every class and function that it names anywhere, whether or not anything of it is left in `value`. */
  readonly globals: ReadonlySet<string>
}

/** What the opcodes work on. */
export type Machine = {
  readonly cursor: ByteCursor
  readonly memo: Map<number, PickleValue>
  readonly persistentIds: PickleValue[]
  readonly globals: Set<string>
  push(value: PickleValue): void
  pop(): PickleValue
  top(): PickleValue
  mark(): void
  /** Everything since the last mark, which goes away. */
  popToMark(): PickleValue[]
}

// A state dict of a thousand tensors takes about fifty thousand steps. Each step makes at most one small object.
const mostSteps = 2_000_000

/** Throws `PickleError` for anything that is not a whole, well-formed pickle. */
export function unpickle(bytes: Uint8Array, start = 0): Unpickled {
  const cursor = byteCursor(bytes, start)
  const machine = createMachine(cursor)
  for (let step = 0; step < mostSteps; step++) {
    const code = cursor.u8()
    if (code === stop) {
      const { persistentIds, globals } = machine
      return { value: machine.pop(), end: cursor.position(), persistentIds, globals }
    }
    const act = opcodes[code]
    if (act === undefined) throw new PickleError(`byte ${cursor.position() - 1} is no instruction (${code})`)
    act(machine)
  }
  throw new PickleError('it has more instructions than any model needs')
}

const stop = 0x2e

function createMachine(cursor: ByteCursor): Machine {
  const marked: PickleValue[][] = []
  let stack: PickleValue[] = []
  return {
    cursor,
    memo: new Map(),
    persistentIds: [],
    globals: new Set(),
    push(value) {
      stack.push(value)
    },
    pop() {
      const value = stack.pop()
      if (value === undefined) throw new PickleError('it takes from an empty stack')
      return value
    },
    top() {
      const value = stack.at(-1)
      if (value === undefined) throw new PickleError('it looks at an empty stack')
      return value
    },
    mark() {
      marked.push(stack)
      stack = []
    },
    popToMark() {
      const items = stack
      const below = marked.pop()
      if (below === undefined) throw new PickleError('it goes back to a mark that it never made')
      stack = below
      return items
    },
  }
}
