// Where sliders mark the weights of adapters on a base: what was measured of both is kept by their contents, and what is not
// known yet is measured piece by piece while no picture is made.
import {
  calibrationOf,
  relativeStrength,
  type RelativeStrength,
} from '../../adapters/strength/calibration.ts'
import type { ModuleEnergy } from '../../adapters/strength/module-energies.ts'
import { isCancelled } from '../../base/cancel.ts'
import { createKept } from '../../base/kept.ts'
import { factsOfFamily } from '../../contract/families.ts'
import type { Publish } from '../../contract/studio.ts'
import type { WeightMark, WeightMarks, WeightMarksWish } from '../../contract/weight-mark.ts'
import type { StrengthTable } from '../../database/strengths.ts'
import type { AdapterCatalog } from '../adapters/adapter-catalog.ts'
import { idlePace } from '../../files/idle-pace.ts'
import type { ModelCatalog } from '../models/model-catalog.ts'
import type { EnergyWork } from './energy-work.ts'
import { energyStore } from './stored-energies.ts'
import { responseOf } from './stored-response.ts'
import { usualAdapters } from './usual-adapters.ts'

export type Marks = {
  /** What is known now; the rest is measured and told of. Nothing of a model that cannot be used. */
  of(wish: WeightMarksWish): Promise<WeightMarks>
  /** Something else is known of adapters on the model. */
  note(model: string): void
  close(): Promise<void>
}

export type MarksOptions = {
  readonly table: StrengthTable
  readonly work: EnergyWork
  readonly models: Pick<ModelCatalog, 'usable' | 'knownHash' | 'hash'>
  readonly adapters: Pick<AdapterCatalog, 'rowOf' | 'hash' | 'fitting'>
  /** Id of the model's family; null where nobody knows. */
  architectureOf(model: string): string | null
  /** Pictures are made, or nothing can be written. */
  isBusy(): boolean
  /** Writes what is only remembered, if the disk takes it. */
  attempt(write: () => void): void
  publish: Publish<'weight-marks'>
}

type Base = {
  readonly id: string
  readonly path: string
  readonly architecture: string
  readonly modulesHash: string
}
type Piece = { readonly key: string; run(): Promise<void> }

/** Of a file that nobody waits for. */
const patienceMs = 3_600_000
const rests = { restsPerWork: 0.5, leastRestMs: 5, busyRestMs: 2_000 }

export function weightMarks(options: MarksOptions): Marks {
  const { table, work, models, adapters, publish } = options
  const energies = energyStore(table)
  const pace = idlePace({ isBusy: options.isBusy, ...rests })
  /** What could not be measured: not again in this run of the program. */
  const failed = new Set<string>()
  /** Adapters that were asked about, by model; the last that was asked about is the last. */
  const wanted = new Map<string, Set<string>>()
  /** Of bases: ‖W‖² by module, and the runs of one that is being measured. */
  const bases = createKept<string, ReadonlyMap<string, number>>({ limit: 2 })
  const strengths = createKept<string, RelativeStrength | null>({ limit: 2_000 })
  let begun: { readonly key: string; next: number; readonly modules: ModuleEnergy[] } | null = null
  let filling: Promise<void> | null = null

  async function baseOf(model: string): Promise<Base | null> {
    try {
      const { path } = models.usable(model)
      const fitting = await adapters.fitting(model)
      const architecture = options.architectureOf(model)
      return fitting && architecture !== null
        ? { id: model, path, architecture, modulesHash: fitting.modulesHash }
        : null
    } catch {
      // Whoever chose a model that cannot be used is told so where it was chosen.
      return null
    }
  }

  function ofBase({ id, modulesHash }: Base): ReadonlyMap<string, number> | null {
    const sha256 = models.knownHash(id)
    if (sha256 === null) return null
    const key = `${sha256} ${modulesHash}`
    const known = bases.get(key)
    if (known !== undefined) return known
    const modules = energies.find(sha256, modulesHash)
    if (modules === null) return null
    const byName = new Map(modules.map(({ name, energy }) => [name, energy ?? 0]))
    bases.put(key, byName)
    return byName
  }

  /** Null where it cannot be told, undefined while it is not known. */
  function strengthOf(id: string, base: Base): RelativeStrength | null | undefined {
    const [sha256, baseSha256] = [hashOf(id), models.knownHash(base.id)]
    if (sha256 === null || baseSha256 === null) return undefined
    const key = `${sha256} ${baseSha256}`
    const known = strengths.get(key)
    if (known !== undefined) return known
    const own = ofBase(base)
    const modules = own && energies.find(sha256, base.modulesHash)
    if (!own || !modules) return undefined
    const strength = relativeStrength(modules, own)
    strengths.put(key, strength)
    return strength
  }

  /** Null for what is not there, or was not hashed. */
  function hashOf(id: string): string | null {
    try {
      return adapters.rowOf(id).sha256
    } catch {
      return null
    }
  }

  function pieceOfBase({ id, path, modulesHash }: Base): Piece | null {
    const sha256 = models.knownHash(id)
    if (sha256 === null)
      return {
        key: `hash ${id}`,
        async run() {
          if ((await models.hash(id, patienceMs)) === null) failed.add(`hash ${id}`)
        },
      }
    const key = `base ${sha256} ${modulesHash}`
    return {
      key,
      async run() {
        if (begun?.key !== key) begun = { key, next: 0, modules: [] }
        const run = await work.baseEnergies(path, begun.next)
        begun.modules.push(...run.modules)
        if (run.next !== null) {
          begun.next = run.next
          return
        }
        const { modules } = begun
        begun = null
        options.attempt(() => energies.put(sha256, modulesHash, modules))
        if (energies.find(sha256, modulesHash) === null) failed.add(key)
      },
    }
  }

  function pieceOfAdapter(id: string, { path, modulesHash }: Base): Piece {
    const sha256 = hashOf(id)
    if (sha256 === null)
      return {
        key: `hash ${id}`,
        async run() {
          if ((await adapters.hash(id, patienceMs)) === null) failed.add(`hash ${id}`)
        },
      }
    const key = `adapter ${sha256} ${modulesHash}`
    return {
      key,
      async run() {
        const modules = await work.adapterEnergies(adapters.rowOf(id).path, path)
        options.attempt(() => energies.put(sha256, modulesHash, modules))
        if (energies.find(sha256, modulesHash) === null) failed.add(key)
      },
    }
  }

  const usualOf = ({ architecture }: Base): string[] => usualAdapters(table, architecture).map(({ id }) => id)

  /** What comes next before all of these are known on the base; null when nothing does. */
  function nextPiece(base: Base, ids: readonly string[]): Piece | null {
    if (ofBase(base) === null) {
      const piece = pieceOfBase(base)
      return piece !== null && failed.has(piece.key) ? null : piece
    }
    for (const id of ids) {
      if (strengthOf(id, base) !== undefined) continue
      const piece = pieceOfAdapter(id, base)
      if (!failed.has(piece.key)) return piece
    }
    return null
  }

  async function doPiece({ key, run }: Piece): Promise<void> {
    try {
      await run()
    } catch (error) {
      if (!isCancelled(error)) failed.add(key)
    }
  }

  async function fill(): Promise<void> {
    for (;;) {
      const model = [...wanted.keys()].at(-1)
      if (model === undefined) {
        pace.end()
        return
      }
      const base = await baseOf(model)
      const ids = [...(wanted.get(model) ?? [])]
      const piece = base && nextPiece(base, [...ids, ...usualOf(base)])
      if (piece === null) {
        wanted.delete(model)
        publish({ type: 'weight-marks', model })
        continue
      }
      await pace.turn()
      await doPiece(piece)
    }
  }

  function measure({ model, ids }: WeightMarksWish): void {
    const all = new Set([...(wanted.get(model) ?? []), ...ids])
    wanted.delete(model)
    wanted.set(model, all)
    filling ??= fill()
      // The end of the app.
      .catch(() => undefined)
      .finally(() => (filling = null))
  }

  function markOf(id: string, base: Base, usual: readonly number[] | null): WeightMark | null {
    const strength = strengthOf(id, base)
    if (strength === undefined) return null
    const response = responseOf(table, hashOf(id), models.knownHash(base.id))
    const calibration = strength && usual && calibrationOf(strength.total, usual)
    return {
      adapterId: id,
      strength: strength ? toldStrength(strength, base.architecture) : null,
      usual: calibration ? { ...calibration, of: usual.length } : null,
      response,
    }
  }

  return {
    async of(wish) {
      const base = await baseOf(wish.model)
      if (base === null) return { marks: [], isMeasuring: false }
      const compared = usualOf(base)
      const isMeasuring = nextPiece(base, [...wish.ids, ...compared]) !== null
      if (isMeasuring) measure(wish)
      // What is usual is told when all of it is known, and then stays where it is.
      const isUsualKnown = nextPiece(base, compared) === null
      const usual = compared.flatMap((id) => strengthOf(id, base)?.total ?? [])
      const marks = wish.ids.flatMap((id) => markOf(id, base, isUsualKnown ? usual : null) ?? [])
      return { marks, isMeasuring }
    },
    note: (model) => publish({ type: 'weight-marks', model }),
    async close() {
      pace.close()
      await filling
    },
  }
}

function toldStrength({ total, blocks }: RelativeStrength, architecture: string): WeightMark['strength'] {
  const names = factsOfFamily(architecture)?.blocks.names ?? []
  const [most] = [...blocks].sort(([, a], [, b]) => b - a)
  const block = most && names[most[0]]
  return { total, most: block === undefined ? null : { block, strength: most![1] } }
}
