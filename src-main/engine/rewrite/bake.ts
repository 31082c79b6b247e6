// Bakes a stack into a checkpoint: a copy, byte for byte, of everything but the parameters the stack changes.
import { stat } from 'node:fs/promises'
import { sourcesKey, sourcesText } from '../../adapters/about/made-from.ts'
import { asStored, takeParameter, touchedTensors } from '../../adapters/rewriting/checkpoint-rewrite.ts'
import type { ResolvedParameter } from '../../architectures/recognising/resolve.ts'
import { contributionsAt, touchedParameters, type StackedAdapter } from '../../adapters/acting/stack.ts'
import { bytesPerElement } from '../../base/dtype.ts'
import { AppError, invariant } from '../../base/errors.ts'
import { widen } from '../../base/half.ts'
import { firstOverflow, isFloatType, narrow } from '../../base/narrow.ts'
import type { MadeFrom } from '../../contract/made-from.ts'
import type { BakeCall, BakeReport } from '../../contract/rewrite.ts'
import { openFileSource } from '../../files/file-source.ts'
import { headerWithMetadata } from '../../formats/safetensors-metadata.ts'
import { readSafetensorsHeader } from '../../formats/safetensors-header.ts'
import { planSafetensors } from '../../formats/safetensors-writer.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { createAdapterShelf } from '../stack/loaded-adapter.ts'
import { adapterWarnings } from '../stack/open-adapter.ts'
import { checkOutput, writerOf } from './adapter-source.ts'
import { createDeltas, type Deltas } from './deltas.ts'
import { openCheckpoint } from './open-checkpoint.ts'
import type { RewriteRun } from './run.ts'

/** What is copied at a time. */
const pieceBytes = 8 * 2 ** 20

type Parameters = readonly (readonly [parameter: string, at: ResolvedParameter])[]
/** The bytes of one touched tensor as they are to be. */
type Merge = (tensor: string, parameters: Parameters) => Promise<Uint8Array>

/** Memory: the adapters' factors and the largest tensor, never the file. Errors as in `rewriteAdapter`. */
export async function bake(call: BakeCall, run: RewriteRun): Promise<BakeReport> {
  const started = performance.now()
  const on = call.stack.filter((entry) => entry.on)
  await checkOutput(call.output, [call.model, ...on.map(({ adapter }) => adapter)])
  const { file, detection, base } = await openCheckpoint(call.model)
  const deltas = createDeltas()
  try {
    if (file.kind === 'folder') throw new AppError('bake/folder')
    const shelf = createAdapterShelf(base)
    const raw = isOneFile(file)
    const unread = raw ? [] : [...file.problems]
    const warnings: Remark[] = unread.map(([name, why]) => remark('bake/left-out', { name, why }))
    const stack: StackedAdapter[] = []
    for (const entry of on) {
      const { contents, contributions } = await shelf.load(entry.adapter, entry.dynamicRank)
      warnings.push(...adapterWarnings(entry.name, contents))
      if (contents.embeddings.length > 0) warnings.push(remark('bake/tokens-left-out', { name: entry.name }))
      if (entry.schedule !== null) warnings.push(remark('bake/schedule-ignored', { name: entry.name }))
      stack.push({ entry: { ...entry, schedule: null }, contributions })
    }
    const acting = [...touchedParameters(stack)].filter((name) => contributionsAt(stack, name, 0).length > 0)
    const touched = touchedTensors(detection.tensors.used, acting)
    const scaled = [...touched.values()].flat().find(([, { scale }]) => scale !== undefined)
    if (scaled !== undefined) throw new AppError('bake/scaled', { tensor: scaled[1].tensor })
    let done = 0
    const merge: Merge = async (tensor, parameters) => {
      const bytes = await mergedBytes(file, tensor, parameters, stack, deltas)
      done += parameters.length
      await run.done(done, acting.length, 'bake')
      return bytes
    }
    const words = changedWords(call.sources)
    await writerOf(call)(
      call.output,
      raw ? copied(file, words, touched, merge, run) : laidOutAnew(file, words, touched, merge, run),
    )
    invariant(done === acting.length, 'every parameter that a stack changes is written')
    return {
      output: call.output,
      changed: done,
      kept: file.tensors.size + (raw ? file.problems.size : 0) - touched.size,
      sizeBytes: (await stat(call.output)).size,
      seconds: (performance.now() - started) / 1000,
      warnings,
    }
  } finally {
    await deltas.release()
    await file.close()
  }
}

function isOneFile({ kind, path, tensors }: TensorFile): boolean {
  return kind === 'safetensors' && [...tensors.values()].every(({ location }) => location?.path === path)
}

/** What the metadata says otherwise: the hash in it is that of the old tensors. */
function changedWords(sources: readonly MadeFrom[] | undefined): Map<string, string | null> {
  if (sources === undefined) return new Map()
  return new Map([
    ['modelspec.hash_sha256', null],
    [sourcesKey, sourcesText(sources)],
  ])
}

/** The same header but for the words that change, the same order: only bytes inside touched tensors differ. */
async function* copied(
  { path, tensors }: TensorFile,
  words: ReadonlyMap<string, string | null>,
  touched: ReadonlyMap<string, Parameters>,
  merge: Merge,
  run: RewriteRun,
): AsyncGenerator<Uint8Array> {
  const places = [...touched]
    .map(([name, parameters]) => ({ name, parameters, location: tensors.get(name)?.location }))
    .sort((a, b) => (a.location?.offset ?? 0) - (b.location?.offset ?? 0))
  const { source } = await openFileSource(path)
  try {
    let at = 0
    if (words.size > 0) {
      const { dataOffset } = await readSafetensorsHeader(source)
      yield headerWithMetadata(await source.read(8, dataOffset - 8), words)
      at = dataOffset
    }
    async function* until(end: number): AsyncGenerator<Uint8Array> {
      for (; at < end; at += Math.min(pieceBytes, end - at)) {
        if (run.signal.aborted) await run.done(1, 1, 'copy')
        yield await source.read(at, Math.min(pieceBytes, end - at))
      }
    }
    for (const { name, parameters, location } of places) {
      invariant(location, `${name} lies in the file`)
      yield* until(location.offset)
      yield await merge(name, parameters)
      at = location.offset + location.sizeBytes
    }
    yield* until(source.sizeBytes)
  } finally {
    await source.close()
  }
}

/** Pickled and sharded checkpoints have no header to keep. */
async function* laidOutAnew(
  file: TensorFile,
  words: ReadonlyMap<string, string | null>,
  touched: ReadonlyMap<string, Parameters>,
  merge: Merge,
  run: RewriteRun,
): AsyncGenerator<Uint8Array> {
  const metadata = new Map(file.metadata)
  for (const [key, value] of words)
    if (value === null) metadata.delete(key)
    else metadata.set(key, value)
  const { header, order } = planSafetensors(file.tensors, metadata)
  yield header
  for (const { name } of order) {
    if (run.signal.aborted) await run.done(1, 1, 'copy')
    const parameters = touched.get(name)
    yield parameters === undefined ? await file.readBytes(name) : await merge(name, parameters)
  }
}

async function mergedBytes(
  file: TensorFile,
  tensor: string,
  parameters: Parameters,
  stack: readonly StackedAdapter[],
  deltas: Deltas,
): Promise<Uint8Array> {
  const bytes = await file.readBytes(tensor)
  const dtype = file.tensors.get(tensor)?.dtype
  invariant(dtype !== undefined && isFloatType(dtype), `${tensor} is floating-point`)
  const pristine = widen(bytes, dtype)
  const results: { start: number; values: Float32Array }[] = []
  for (const [name, at] of parameters) {
    const contributions = contributionsAt(stack, name, 0)
    const [first] = contributions
    invariant(first, `${name} is changed`)
    const merged = await deltas.merged(first.contribution.target, contributions, takeParameter(pristine, at))
    results.push(asStored(merged, at))
  }
  for (const { start, values } of results) {
    const stored = narrow(values, dtype)
    const overflow = firstOverflow(values, stored, dtype)
    if (overflow !== undefined) throw new AppError('bake/overflow', { tensor, value: overflow, dtype })
    bytes.set(
      new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength),
      start * bytesPerElement[dtype],
    )
  }
  return bytes
}
