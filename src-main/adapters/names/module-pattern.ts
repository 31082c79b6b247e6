// Python's regular expressions as far as PEFT's configurations use them,
// matched in a time that no pattern can drive up.
// All ways of matching are followed at once, step by step (Thompson 1968), so that nothing is ever tried again.
import { AppError } from '../../base/errors.ts'
import { parsePattern, UnsupportedPattern, type PatternNode, type Test } from './python-pattern.ts'

/**
 * Whether a module's path is one that the pattern means. Throws `adapter/hostile-patterns` when the work is used up.
 */
export type ModulePattern = (path: string) => boolean

/** What the patterns of one configuration may cost together; well-meant ones take a thousandth. */
export type PatternWork = { left: number }
const mostWork = 20_000_000
export const patternWork = (): PatternWork => ({ left: mostWork })

const mostInstructions = 5000

type Instruction =
  | { readonly kind: 'character'; readonly test: Test }
  | { readonly kind: 'fork'; to: readonly number[] }
  | { readonly kind: 'start' | 'end' | 'match' }

/** Comparing characters costs less than a step of a program; building one costs more. */
const comparedAtOnce = 16
const buildingCost = 20
const refusingCost = 1000

/**
 * The pattern as PEFT asks it: `(.*\.)?(pattern)$` (peft/utils/other.py, `get_pattern_key`). Null for one that needs
 * what only trying again could answer (looking around, what a group held) or that is malformed.
 */
export function modulePattern(written: string, work: PatternWork): ModulePattern | null {
  try {
    const root = parsePattern(written)
    const plain = plainTests(root)
    if (plain !== null) return (path) => endsIn(path, plain, (cost) => spend(work, cost, written))
    const program = compile(root)
    spend(work, buildingCost * program.length, written)
    return (path) => matches(program, path, (cost) => spend(work, cost, written))
  } catch (error) {
    if (!(error instanceof UnsupportedPattern)) throw error
    spend(work, refusingCost, written)
    return null
  }
}

/** Most patterns are a path, a character after the other, and there are as many of them as modules. */
function plainTests(root: PatternNode): readonly Test[] | null {
  if (root.kind !== 'sequence') return null
  const tests = root.nodes.flatMap((node) => (node.kind === 'character' ? [node.test] : []))
  return tests.length === root.nodes.length ? tests : null
}

function endsIn(path: string, tests: readonly Test[], spent: (cost: number) => void): boolean {
  const start = path.length - tests.length
  if (start < 0 || (start > 0 && path[start - 1] !== '.')) return false
  const differs = tests.findIndex((test, index) => !test(path[start + index]!))
  spent(1 + Math.floor((differs < 0 ? tests.length : differs) / comparedAtOnce))
  return differs < 0
}

function spend(work: PatternWork, cost: number, pattern: string): void {
  work.left -= cost
  if (work.left < 0) throw new AppError('adapter/hostile-patterns', { pattern })
}

function matches(program: readonly Instruction[], path: string, spent: (cost: number) => void): boolean {
  let states = new Set<number>()
  const enter = (into: Set<number>, first: number, at: number): void => {
    const waiting = [first]
    for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
      if (into.has(state)) continue
      into.add(state)
      const instruction = program[state]!
      if (instruction.kind === 'fork') waiting.push(...instruction.to)
      if (instruction.kind === 'start' && at === 0) waiting.push(state + 1)
      if (instruction.kind === 'end' && at === path.length) waiting.push(state + 1)
    }
  }
  for (let at = 0; at <= path.length; at++) {
    // A name may begin wherever a part of the path does.
    if (at === 0 || path[at - 1] === '.') enter(states, 0, at)
    spent(1 + states.size)
    if (at === path.length) break
    const next = new Set<number>()
    for (const state of states) {
      const instruction = program[state]!
      if (instruction.kind === 'character' && instruction.test(path[at]!)) enter(next, state + 1, at + 1)
    }
    states = next
  }
  return states.has(program.length - 1)
}

function compile(root: PatternNode): Instruction[] {
  const program: Instruction[] = []
  let steps = 0
  const push = (instruction: Instruction): number => {
    if (program.length >= mostInstructions) throw new UnsupportedPattern('too long')
    return program.push(instruction) - 1
  }
  const fork = (): { to: readonly number[] } => {
    const instruction: { kind: 'fork'; to: readonly number[] } = { kind: 'fork', to: [] }
    push(instruction)
    return instruction
  }
  function emit(node: PatternNode): void {
    // Repetitions of nothing make no instructions, and still take time.
    if (++steps > mostInstructions) throw new UnsupportedPattern('too long')
    switch (node.kind) {
      case 'sequence':
        for (const one of node.nodes) emit(one)
        return
      case 'choice': {
        const ways = fork()
        const starts: number[] = []
        const ends: { to: readonly number[] }[] = []
        for (const one of node.nodes) {
          starts.push(program.length)
          emit(one)
          ends.push(fork())
        }
        ways.to = starts
        for (const end of ends) end.to = [program.length]
        return
      }
      case 'repeat': {
        for (let count = 0; count < node.least; count++) emit(node.node)
        if (node.most === Infinity) {
          const again = program.length
          const ways = fork()
          emit(node.node)
          fork().to = [again]
          ways.to = [again + 1, program.length]
          return
        }
        const ways: { to: readonly number[] }[] = []
        for (let count = node.least; count < node.most; count++) {
          const way = fork()
          way.to = [program.length]
          ways.push(way)
          emit(node.node)
        }
        for (const way of ways) way.to = [...way.to, program.length]
        return
      }
      default:
        push(node)
    }
  }
  emit(root)
  push({ kind: 'end' })
  push({ kind: 'match' })
  return program
}
