// Programs with the parameters of one source as constants: a whole network each, gone with the source.
import { addLowRankBranches } from '../../adapters/acting/low-rank-branches.ts'
import { createKept } from '../../base/kept.ts'
import { elementCount } from '../../base/shape.ts'
import type { ParameterSource } from '../../graph/parameter-source.ts'
import type { StackShape } from '../stack/stack-parameters.ts'
import type { DevicePlan } from './devices.ts'
import { buildNetwork, componentOf, type NetworkKey } from './networks.ts'
import type { ProgramEndings } from './program-endings.ts'
import type { compileProgram, Program } from './program.ts'

export type OwnedPrograms = {
  get(
    key: NetworkKey,
    plan: DevicePlan,
    source: ParameterSource,
    stack: StackShape | undefined,
  ): Promise<Program>
  /** Lets go of all that were made for this source. */
  release(source: ParameterSource): void
  /** Lets go of those that an earlier stack was made with. */
  releaseSpare(): void
}

/** A program for one stack over one source. */
type Owned = { readonly program: Promise<Program>; readonly over: string; readonly constantBytes: number }
type Owner = {
  readonly number: number
  /** By network: the one that was last asked for. */
  readonly last: Map<string, Owned>
}

/** What of a stack concerns one component, as plain data. */
type ComponentStack = { readonly fed: string[]; readonly branches: [string, readonly number[]][] }

/** `spareBytes`: constants in programs of earlier stacks that are kept in case one comes back. */
export function createOwnedPrograms(
  compile: typeof compileProgram,
  endings: ProgramEndings,
  spareBytes: number,
): OwnedPrograms {
  const owners = new Map<ParameterSource, Owner>()
  const spare = createKept<string, Owned>({
    limit: spareBytes,
    weigh: ({ constantBytes }) => constantBytes,
    letGo: ({ program }) => endings.end(program),
  })
  let ownerCount = 0

  function ownerOf(source: ParameterSource): Owner {
    const owner = owners.get(source) ?? { number: ++ownerCount, last: new Map() }
    owners.set(source, owner)
    return owner
  }

  function make(key: NetworkKey, plan: DevicePlan, source: ParameterSource, stack: ComponentStack): Owned {
    const graph = addLowRankBranches(buildNetwork(key), componentOf(key), new Map(stack.branches))
    const added = graph.parameters.map((parameter) => parameter.name).filter((name) => name.includes('#'))
    const inputs = new Set([...stack.fed, ...added])
    const constants = graph.parameters.filter(({ name }) => !inputs.has(name))
    return {
      program: compile(graph, { ...plan, source, inputs }),
      over: JSON.stringify(stack),
      constantBytes: constants.reduce((sum, { shape }) => sum + 4 * elementCount(shape.map(Number)), 0),
    }
  }

  return {
    get(key, plan, source, stack) {
      const owner = ownerOf(source)
      const network = JSON.stringify([key, plan])
      const own = stackOf(componentOf(key), stack)
      const over = JSON.stringify(own)
      const last = owner.last.get(network)
      if (last?.over === over) return last.program
      const known = spare.take(spareName(owner, network, over))
      if (last) spare.put(spareName(owner, network, last.over), last)
      const next = known ?? make(key, plan, source, own)
      owner.last.set(network, next)
      next.program.catch(() => {
        if (owner.last.get(network) === next) owner.last.delete(network)
      })
      return next.program
    },
    release(source) {
      const owner = owners.get(source)
      if (!owner) return
      owners.delete(source)
      for (const { program } of owner.last.values()) endings.end(program)
      for (const [name] of spare.entries()) if (name.startsWith(spareName(owner))) spare.delete(name)
    },
    releaseSpare: () => spare.clear(),
  }
}

function spareName(owner: Owner, ...rest: string[]): string {
  return [`${owner.number}:`, ...rest].join(' ')
}

function stackOf(component: string, stack: StackShape | undefined): ComponentStack {
  const own = (name: string): boolean => name.startsWith(`${component}.`)
  return {
    fed: [...(stack?.fed ?? [])].filter(own),
    branches: [...(stack?.branches ?? [])].filter(([name]) => own(name)),
  }
}
