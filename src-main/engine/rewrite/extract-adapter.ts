// `extract`: what a tuned checkpoint has learned over its base, as a LoRA.
import { remark, type Remark } from '../../messages/table.ts'
import { baseModules } from '../../adapters/reading/base-modules.ts'
import { truncate, type Pair } from '../../adapters/rewriting/low-rank-factors.ts'
import { matrixShape } from '../../adapters/kinds/matrix.ts'
import { targetModules, type TargetModule } from '../../adapters/names/target-sets.ts'
import { pairParts, type OutModule } from '../../adapters/rewriting/write-adapter.ts'
import { roleOf } from '../../architectures/families/component.ts'
import { modelOf } from '../../architectures/recognising/detect.ts'
import { AppError } from '../../base/errors.ts'
import type { AdapterRewrite, RewrittenModule } from '../../contract/rewrite.ts'
import type { RewriteBase } from './adapter-source.ts'
import type { Spectra } from './dense-spectrum.ts'
import type { OpenCheckpoint } from './open-checkpoint.ts'
import type { RewriteRun } from './run.ts'

type Extraction = Extract<AdapterRewrite, { kind: 'extract' }>
type Checkpoints = { readonly base: OpenCheckpoint; readonly tuned: OpenCheckpoint }

export type Extracted = {
  readonly modules: OutModule[]
  readonly kept: ReadonlyMap<string, RewrittenModule>
  readonly warnings: readonly Remark[]
}

/** W_tuned − W_base of one parameter, row-major. */
export async function difference({ base, tuned }: Checkpoints, name: string): Promise<Float32Array> {
  const [before, after] = [await base.source.read(name), await tuned.source.read(name)]
  const change = new Float32Array(before.length)
  for (let index = 0; index < change.length; index++) {
    change[index] = after[index]! - before[index]!
    if (!Number.isFinite(change[index])) throw new AppError('checkpoint/not-finite', { name })
  }
  return change
}

export function checkAlike({ base, tuned }: Checkpoints): void {
  const table = ({ detection }: OpenCheckpoint): string =>
    JSON.stringify(
      [...baseModules(detection.family, modelOf(detection)).modules].map(([component, list]) => [
        component,
        list.map(({ path, weight }) => [path, weight]),
      ]),
    )
  if (table(base) === table(tuned)) return
  throw new AppError('rewrite/different-networks', {
    base: base.detection.family.label,
    tuned: tuned.detection.family.label,
  })
}

export async function extractModules(
  checkpoints: Checkpoints,
  call: Extraction,
  { base, spectra, run }: { base: RewriteBase; spectra: Spectra; run: RewriteRun },
): Promise<Extracted> {
  const warnings: Remark[] = []
  let targets = targetModules(call.convolutions ? 'kohya_conv' : 'kohya', base.modules)
  const text = targets.filter(({ component }) => roleOf(component) === 'encoder')
  if (text.length > 0 && !(await anyBeyond(checkpoints, text, call.textThreshold, run))) {
    targets = targets.filter(({ component }) => roleOf(component) === 'denoiser')
    warnings.push(remark('rewrite/text-encoder-left-out', { threshold: call.textThreshold }))
  }
  const modules: OutModule[] = []
  const kept = new Map<string, RewrittenModule>()
  for (const [index, { component, module }] of targets.entries()) {
    const name = `${component}.${module.path}`
    const change = await difference(checkpoints, `${name}.weight`)
    if (change.some((value) => value !== 0)) {
      const [rows, columns] = matrixShape(module.weight)
      const spectrum = await spectra.spectrum(change, { rows, columns }, call.rank)
      const { pair, kept: share } = truncate(spectrum, { most: call.rank, criterion: call.criterion })
      const limited = call.clamp === null ? pair : clamped(pair, call.clamp)
      modules.push({ component, module, kind: 'lora', parts: pairParts(limited, module, limited.rank) })
      kept.set(name, { name, kind: 'lora', rank: pair.rank, kept: share })
    }
    await run.done(index + 1, targets.length, 'extract')
  }
  if (modules.length === 0) throw new AppError('rewrite/no-difference')
  return { modules, kept, warnings }
}

async function anyBeyond(
  checkpoints: Checkpoints,
  modules: readonly TargetModule[],
  threshold: number,
  run: RewriteRun,
): Promise<boolean> {
  for (const [index, { component, module }] of modules.entries()) {
    const change = await difference(checkpoints, `${component}.${module.path}.weight`)
    if (change.some((value) => Math.abs(value) > threshold)) return true
    await run.done(index + 1, modules.length, 'text')
  }
  return false
}

/** kohya's way against outliers: what lies beyond the quantile of all factors' values is cut off on both sides. */
function clamped(pair: Pair, quantile: number): Pair {
  const values = new Float32Array(pair.up.length + pair.down.length)
  values.set(pair.up)
  values.set(pair.down, pair.up.length)
  values.sort()
  const place = quantile * (values.length - 1)
  const [below, above] = [values[Math.floor(place)]!, values[Math.ceil(place)]!]
  const limit = below + (above - below) * (place - Math.floor(place))
  const cut = (data: Float32Array): Float32Array =>
    data.map((value) => Math.max(-limit, Math.min(limit, value)))
  return { ...pair, up: cut(pair.up), down: cut(pair.down) }
}
