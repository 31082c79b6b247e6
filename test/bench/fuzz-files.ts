// Damaged files, 15,600 and the bombs, through the process that reads strangers' files: each is read or refused by name,
// soon, in bounded memory. What is not is a fault; prints them and their seeds.
// Not part of the tests: it takes minutes.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { publishedModules } from '../../src-main/adapters/reading/base-modules.ts'

import { reportError } from '../../src-main/base/errors.ts'
import type { FileReading } from '../../src-main/catalog/library-reader.ts'
import { libraryProcesses } from '../../src-main/catalog/worker/library-processes.ts'
import { writeTensorFile } from '../../src-main/files/write-tensor-file.ts'
import { draws } from '../../src-main/training/data/draws.ts'
import { writeBombs } from '../support/bombs.ts'
import { families } from '../support/families.ts'
import { madeUpAdapterFile } from '../support/made-up-adapter.ts'
import { bytesOf, p, zipOf } from '../support/write-pickle.ts'

const perKind = 1200
const atOnce = 16
const mostMs = 2_000
const folder = mkdtempSync(join(tmpdir(), 'lamina-fuzz-'))
const golden = join(import.meta.dirname, '../golden/torch')
const few = (_: unknown, { path }: { path: string }): boolean => /blocks\.0\.attn2\.to_q$/.test(path)

async function written(write: (path: string) => Promise<unknown>): Promise<Buffer> {
  const path = join(folder, 'whole.safetensors')
  await write(path)
  return readFileSync(path)
}
const vector = (width: number) => ({
  dtype: 'f32' as const,
  shape: [2, width],
  data: new Float32Array(2 * width),
})
const adapter = (dialect: 'kohya' | 'peft' | 'cloneofsimo'): Promise<Buffer> =>
  written(() =>
    madeUpAdapterFile(
      folder,
      { base: publishedModules(families.sd1), rank: 2, modules: few, dialect },
      { name: 'whole.safetensors', metadata: new Map([['ss_tag_frequency', '{"10_a":{"b":3}}']]) },
    ),
  )
const embeddingPickle = zipOf([
  {
    name: 'e/data.pkl',
    bytes: bytesOf(
      p.proto(),
      p.dict([
        'string_to_param',
        p.dict(['*', p.tensor(p.storage('FloatStorage', '0', 16), 0, [2, 8], [8, 1])]),
      ]),
      p.end,
    ),
  },
  { name: 'e/data/0', bytes: new Uint8Array(64), deflated: true },
])
const kohya = await adapter('kohya')

/** A whole file, and what lies whole beside the one that is damaged. */
type Kind = { path: string; whole: Buffer; beside?: { path: string; bytes: Buffer } }
const text = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
const kinds: Readonly<Record<string, Kind>> = {
  'a kohya adapter': { path: 'lora/ink.safetensors', whole: kohya },
  'a PEFT adapter': { path: 'lora/ink.safetensors', whole: await adapter('peft') },
  'a bare list of factors': { path: 'lora/ink.safetensors', whole: await adapter('cloneofsimo') },
  'a checkpoint, zip': { path: 'model.ckpt', whole: readFileSync(join(golden, 'torch-zip.ckpt')) },
  'a checkpoint, old': { path: 'model.pt', whole: readFileSync(join(golden, 'torch-legacy.ckpt')) },
  'tensors of everything': {
    path: 'model.safetensors',
    whole: readFileSync(join(golden, 'expected.safetensors')),
  },
  'an adapter as .bin': {
    path: 'lora/adapter_model.bin',
    whole: readFileSync(join(golden, 'torch-zip.ckpt')),
  },
  'an embedding': {
    path: 'embeddings/ink.safetensors',
    whole: await written((path) => writeTensorFile(path, new Map([['emb_params', vector(8)]]))),
  },
  'an embedding as pickle': { path: 'embeddings/ink.pt', whole: embeddingPickle },
  'what A1111 says': {
    path: 'lora/ink.json',
    whole: text({ 'activation text': 'ink, wash', 'preferred weight': 0.7, notes: 'x', 'sd version': 'SD1' }),
    beside: { path: 'lora/ink.safetensors', bytes: kohya },
  },
  'what Civitai says': {
    path: 'lora/ink.civitai.info',
    whole: text({ baseModel: 'SD 1.5', trainedWords: ['ink', 'wash'], model: { name: 'Ink' } }),
    beside: { path: 'lora/ink.safetensors', bytes: kohya },
  },
  'a PEFT configuration': {
    path: 'lora/adapter_config.json',
    whole: text({
      r: 4,
      lora_alpha: 2,
      rank_pattern: { '^unet.*q$': 8 },
      alpha_pattern: {},
      use_dora: false,
    }),
    beside: { path: 'lora/ink.safetensors', bytes: kohya },
  },
  'a diffusers index': {
    path: 'dream/model_index.json',
    whole: text({ _class_name: 'StableDiffusionPipeline', unet: ['diffusers', 'UNet2DConditionModel'] }),
    beside: { path: 'dream/unet/diffusion_pytorch_model.safetensors', bytes: kohya },
  },
}

/** Bytes changed, cut off, doubled, zeroed, or numbers made huge, as the seed says. */
function damaged(whole: Buffer, seed: number): Buffer {
  const { below } = draws(seed, 'fuzz')
  let bytes = Buffer.from(whole)
  for (let times = below(4); times >= 0; times--) {
    const at = below(Math.max(1, bytes.length))
    const length = Math.min(bytes.length - at, 1 + below(64))
    const way = below(6)
    if (way === 0) bytes[at] = below(256)
    else if (way === 1) bytes = bytes.subarray(0, at)
    else if (way === 2) bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
    else if (way === 3) bytes.fill(0, at, at + length)
    else if (way === 4) bytes.fill(0xff, at, at + Math.min(8, length))
    else
      bytes = Buffer.from(
        bytes.toString('latin1').replace(/\d+/, (digits) => `${digits}9999`),
        'latin1',
      )
  }
  return bytes
}

const processes = libraryProcesses()
const faults: string[] = []
const tally = new Map<string, number>()
let slowest = 0
/** Slow among others may be the machine: these are read once more, alone. */
const slow: (() => Promise<void>)[] = []

async function read(path: string, about: string, most: number, again?: () => Promise<void>): Promise<void> {
  const beside = { preview: null, said: { civitai: 'ink.civitai.info', a1111: 'ink.json' } }
  const start = performance.now()
  let reading: FileReading | null = null
  try {
    reading = await processes.read(path, beside)
  } catch (error) {
    faults.push(`${about}: the thread: ${JSON.stringify(reportError(error))}`)
  }
  const ms = performance.now() - start
  if (ms > most && again !== undefined) slow.push(again)
  else slowest = Math.max(slowest, ms)
  if (ms > most && again === undefined) faults.push(`${about}: ${ms.toFixed(0)} ms`)
  const codes = [reading?.model?.problem?.code, reading?.adapter?.problem?.code].flatMap((code) => code ?? [])
  for (const code of codes.length === 0 ? ['read'] : codes) tally.set(code, (tally.get(code) ?? 0) + 1)
  if (codes.includes('internal/unexpected')) faults.push(`${about}: ${JSON.stringify(reading)}`)
}

/** The file whose reading is looked at: the damaged one, or the one it lies beside. */
async function one(kind: Kind, name: string, seed: number, isAlone = false): Promise<void> {
  const own = join(folder, 'files', `${name.replaceAll(/\W/g, '-')}-${seed}`)
  for (const file of [
    { path: kind.path, bytes: damaged(kind.whole, seed) },
    ...(kind.beside ? [kind.beside] : []),
  ]) {
    mkdirSync(dirname(join(own, file.path)), { recursive: true })
    writeFileSync(join(own, file.path), file.bytes)
  }
  const target = kind.path.startsWith('dream/') ? 'dream' : (kind.beside?.path ?? kind.path)
  const again = isAlone ? undefined : (): Promise<void> => one(kind, name, seed, true)
  await read(join(own, target), `${name}, seed ${seed}`, mostMs, again)
  rmSync(own, { recursive: true })
}

try {
  let count = 0
  let peak = 0
  for (const [name, kind] of Object.entries(kinds)) {
    for (let start = 0; start < perKind; start += atOnce) {
      const seeds = Array.from({ length: Math.min(atOnce, perKind - start) }, (_, at) => start + at)
      await Promise.all(seeds.map((seed) => one(kind, name, seed)))
      count += seeds.length
      peak = Math.max(peak, process.memoryUsage().rss)
    }
    console.log(`${name}: ${perKind} files, ${faults.length} faults until now`)
  }
  console.log(`${slow.length} were slow among others, and are read once more alone`)
  for (const again of slow) await again()
  const bombs = join(folder, 'bombs')
  for (const name of writeBombs(bombs)) {
    await read(join(bombs, name), name, 20_000)
    count += 1
    peak = Math.max(peak, process.memoryUsage().rss)
  }
  const often = [...tally].toSorted(([, a], [, b]) => b - a).map(([code, times]) => `${code} ${times}`)
  console.log(`${count} files: ${often.join(', ')}`)
  console.log(`slowest ${slowest.toFixed(0)} ms, peak of the whole process ${(peak / 1e6).toFixed(0)} MB`)
  console.log(`${faults.length} faults; at most 0`)
  for (const fault of faults.slice(0, 20)) console.log(fault.slice(0, 500))
  if (faults.length > 0) process.exitCode = 1
} finally {
  await processes.close()
  rmSync(folder, { recursive: true, force: true })
}
