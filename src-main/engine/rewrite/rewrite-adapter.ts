// Writes an adapter anew: converted, merged, resized or extracted. It has its name when it was read again and compared.
import { stat } from 'node:fs/promises'
import { remark, type Remark } from '../../messages/table.ts'
import { metadataOut } from '../../adapters/rewriting/adapter-metadata-out.ts'
import { algorithmOf } from '../../adapters/kinds/algorithms.ts'
import type { WrittenDialect } from '../../adapters/names/write-names.ts'
import type { WeightedContribution } from '../../adapters/acting/stack.ts'
import { adapterTensors, type OutModule } from '../../adapters/rewriting/write-adapter.ts'
import { throwIfCancelled } from '../../base/cancel.ts'
import { invariant } from '../../base/errors.ts'
import type { RewriteCall, RewriteReport, RewrittenModule, WrittenType } from '../../contract/rewrite.ts'
import { adapterName } from '../stack/open-adapter.ts'
import {
  checkOutput,
  keptType,
  openBase,
  openSource,
  rewriteBase,
  writerOf,
  type RewriteBase,
  type SourceAdapter,
} from './adapter-source.ts'
import { bundledTensors, convertModules } from './convert-adapter.ts'
import { createDeltas, type Deltas } from './deltas.ts'
import { createSpectra, type Spectra } from './dense-spectrum.ts'
import { checkAlike, difference, extractModules } from './extract-adapter.ts'
import { mergeModules, weightedSum } from './merge-adapters.ts'
import { openCheckpoint } from './open-checkpoint.ts'
import { prove, wantedOf, type Proof, type Wanted } from './proof.ts'
import { resizeModules } from './resize-adapter.ts'
import type { RewriteRun } from './run.ts'
import { sourcesOf, type WeightedFile } from './sources.ts'
import { writeAdapterFile } from './write-adapter-file.ts'

/** What a kind of work leaves to be written and proved. */
type Outcome = {
  readonly modules: readonly OutModule[]
  readonly dialect: WrittenDialect
  readonly dtype: WrittenType
  readonly wanted: Wanted
  readonly kept?: ReadonlyMap<string, RewrittenModule>
  readonly sources: readonly SourceAdapter[]
  readonly mergedFrom: readonly string[]
  readonly warnings: readonly Remark[]
}

type Tools = { readonly deltas: Deltas; readonly spectra: Spectra; readonly run: RewriteRun }
/** Files to close when all is done, last opened first. */
type Closing = (close: () => Promise<void>) => void

/** Errors: those of opening the files, `adapter/…`, `rewrite/…`, `disk/…`, `job/cancelled`. */
export async function rewriteAdapter(call: RewriteCall, run: RewriteRun): Promise<RewriteReport> {
  const started = performance.now()
  const open: (() => Promise<void>)[] = []
  try {
    const { work, model } = call
    await checkOutput(call.output, [...inputsOf(call), ...(model === null ? [] : [model])])
    const tools: Tools = { deltas: createDeltas(), spectra: await createSpectra(), run }
    open.push(tools.deltas.release, tools.spectra.release)
    const closing: Closing = (close) => void open.push(close)
    const { base, outcome } =
      work.kind === 'extract'
        ? await extracted(call, work, tools, closing)
        : await fromAdapters(call, work, tools, closing)
    return await writeAndProve(call, base, outcome, tools, started)
  } finally {
    for (const close of open.reverse()) await close()
  }
}

function inputsOf({ work }: RewriteCall): string[] {
  if (work.kind === 'extract') return [work.base, work.tuned]
  return work.kind === 'merge' ? work.inputs.map(({ path }) => path) : [work.input]
}

/** Each with what it was added with. */
function weightedInputs({ work }: RewriteCall): WeightedFile[] {
  if (work.kind === 'extract')
    return [
      { path: work.tuned, weight: 1 },
      { path: work.base, weight: -1 },
    ]
  return work.kind === 'merge' ? work.inputs : [{ path: work.input, weight: 1 }]
}

async function fromAdapters(
  call: RewriteCall,
  work: Exclude<RewriteCall['work'], { kind: 'extract' }>,
  tools: Tools,
  closing: Closing,
): Promise<{ base: RewriteBase; outcome: Outcome }> {
  const paths = inputsOf(call)
  const base = await openBase(call.model, paths)
  closing(base.close)
  const sources: SourceAdapter[] = []
  for (const path of paths) {
    const source = await openSource(path, base)
    closing(source.file.close)
    sources.push(source)
  }
  const common = {
    dialect: work.kind === 'convert' ? work.to : ('kohya' as const),
    dtype: call.dtype ?? keptType(sources),
    sources,
    mergedFrom: work.kind === 'merge' ? sources.map(({ name }) => name) : [],
    warnings: sources.flatMap(({ warnings }) => warnings),
  }
  if (work.kind === 'merge') {
    const inputs = work.inputs.map((weights, index) => ({ adapter: sources[index]!, weights }))
    const wanted = weightedSum(inputs)
    return {
      base,
      outcome: { ...common, wanted, modules: await mergeModules(wanted, { base, ...tools }) },
    }
  }
  const [source] = sources
  invariant(source, 'there is one adapter')
  const wanted = wantedOf(source)
  if (work.kind === 'convert')
    return { base, outcome: { ...common, wanted, modules: await convertModules(source, base, work.to) } }
  const { modules, kept } = await resizeModules(source, work, { base, ...tools })
  return { base, outcome: { ...common, wanted, modules, kept } }
}

async function extracted(
  call: RewriteCall,
  work: Extract<RewriteCall['work'], { kind: 'extract' }>,
  tools: Tools,
  closing: Closing,
): Promise<{ base: RewriteBase; outcome: Outcome }> {
  const before = await openCheckpoint(work.base)
  closing(before.file.close)
  const tuned = await openCheckpoint(work.tuned)
  closing(tuned.file.close)
  const checkpoints = { base: before, tuned }
  checkAlike(checkpoints)
  const base = rewriteBase(before.base, before.source, () => Promise.resolve())
  const { modules, kept, warnings } = await extractModules(checkpoints, work, { base, ...tools })
  const wanted = new Map<string, WeightedContribution[]>()
  for (const { component, module } of modules) {
    const name = `${component}.${module.path}.weight`
    wanted.set(name, [await wholeDifference(name, module.weight)])
  }
  return {
    base,
    outcome: {
      modules,
      kept,
      wanted,
      warnings,
      dialect: 'kohya',
      dtype: call.dtype ?? checkpointType(),
      sources: [],
      mergedFrom: [adapterName(work.tuned), adapterName(work.base)],
    },
  }

  /** The change itself as an adapter of its own, to compare with. */
  async function wholeDifference(name: string, shape: readonly number[]): Promise<WeightedContribution> {
    const data = await difference(checkpoints, name)
    return {
      weight: 1,
      contribution: {
        algorithm: algorithmOf('full'),
        target: { kind: 'weight', shape },
        factors: new Map([['diff', { dtype: 'f32', shape, data }]]),
        scale: 1,
        component: name.slice(0, name.indexOf('.')),
        block: null,
      },
    }
  }

  function checkpointType(): WrittenType {
    const [first] = modules
    const name = first === undefined ? '' : `${first.component}.${first.module.path}.weight`
    const dtype = tuned.source.get(name)?.dtype
    return dtype === 'f16' || dtype === 'bf16' ? dtype : 'f32'
  }
}

async function writeAndProve(
  call: RewriteCall,
  base: RewriteBase,
  outcome: Outcome,
  tools: Tools,
  started: number,
): Promise<RewriteReport> {
  const { modules, dialect, dtype, sources } = outcome
  const { family } = base.modules
  const tensors = adapterTensors(modules, { dialect, family, dtype })
  const warnings = [...outcome.warnings]
  for (const source of sources) {
    const bundled = [...(await bundledTensors(source))]
    if (dialect === 'kohya') for (const [name, tensor] of bundled) tensors.set(name, tensor)
    else if (bundled.length > 0)
      warnings.push(remark('rewrite/tokens-left-out', { dialect, name: source.name }))
  }
  const ranks = new Set(modules.flatMap(({ parts }) => parts.get('down')?.shape[0] ?? []))
  const alphas = new Set(modules.flatMap(({ parts }) => parts.get('alpha')?.data[0] ?? []))
  const only = (set: ReadonlySet<number>): number | null => (set.size === 1 ? ([...set][0] ?? null) : null)
  const metadata = metadataOut({
    family,
    title: adapterName(call.output),
    from: sources.length === 1 ? sources[0]!.file.metadata : new Map(),
    plain: modules.every(({ kind, parts }) => kind === 'lora' && !parts.has('mid') && !parts.has('dora')),
    rank: only(ranks),
    alpha: only(alphas),
    mergedFrom: outcome.mergedFrom,
    sources: call.sources ?? (await sourcesOf(weightedInputs(call), tools.run)),
    date: new Date().toISOString().slice(0, 19),
  })
  // Whatever ends this before it was compared leaves no file under its name, and the one that it replaces.
  let proof = null as Proof | null
  await writeAdapterFile(call.output, tensors, metadata, (path, chunks) =>
    writerOf(call)(path, chunks, async (unnamed) => {
      proof = await proofOf(unnamed, path, base, outcome, tools)
      throwIfCancelled(tools.run.signal)
    }),
  )
  invariant(proof, 'what has its name was compared')
  return {
    output: call.output,
    kind: call.work.kind,
    dialect,
    dtype,
    modules: modules.map((module) => written(module, outcome.kept)),
    ...proof,
    sizeBytes: (await stat(call.output)).size,
    seconds: (performance.now() - started) / 1000,
    warnings,
  }
}

async function proofOf(
  path: string,
  named: string,
  base: RewriteBase,
  { wanted }: Outcome,
  tools: Tools,
): Promise<Proof> {
  const again = await openSource(path, base, named)
  try {
    return await prove(wanted, wantedOf(again), { base, ...tools })
  } finally {
    await again.file.close()
  }
}

function written({ component, module, kind, parts }: OutModule, kept: Outcome['kept']): RewrittenModule {
  const name = `${component}.${module.path}`
  const known = parts.has('down') ? kept?.get(name) : undefined
  return known ?? { name, kind, rank: algorithmOf(kind).rank(shapesOf(parts)), kept: 1 }
}

function shapesOf(parts: OutModule['parts']): Map<string, readonly number[]> {
  return new Map([...parts].map(([part, { shape }]) => [part, shape]))
}
