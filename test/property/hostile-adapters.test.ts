// Files that lie: every one is opened, recognised and read with a clear error or with a reason for every tensor.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AdapterContents } from '../../src-main/adapters/reading/adapter.ts'
import { algorithmOf } from '../../src-main/adapters/kinds/algorithms.ts'
import { publishedModules } from '../../src-main/adapters/reading/base-modules.ts'
import { graphFactors } from '../../src-main/adapters/kinds/factors.ts'
import { aliasesOf } from '../support/aliases-of.ts'
import { suffixes } from '../../src-main/adapters/names/suffixes.ts'
import { readAdapter } from '../../src-main/adapters/reading/read-adapter.ts'
import { recogniseAdapter } from '../../src-main/adapters/about/recognise.ts'
import { AppError } from '../../src-main/base/errors.ts'
import { elementCount } from '../../src-main/base/shape.ts'
import { type ByteSource } from '../../src-main/formats/byte-source.ts'
import { memorySource } from '../support/memory-source.ts'
import { safetensorsFile } from '../../src-main/formats/safetensors-file.ts'
import { safetensorsChunks } from '../../src-main/formats/safetensors-writer.ts'
import type { TensorFile } from '../../src-main/formats/tensor-file.ts'
import { madeUpTensors } from '../support/made-up-adapter.ts'
import { families } from '../support/families.ts'
import { threadMs } from '../support/processor-time.ts'

const sd1 = publishedModules(families.sd1)
const seed = 20_100

/** The whole journey; resolves to the refusal's code, or null for a file that could be read. */
async function journey(source: ByteSource, peftConfig?: unknown): Promise<string | null> {
  try {
    const file = await safetensorsFile({ source, path: 'hostile.safetensors', id: 'hostile' })
    const { family, otherKind, why } = recogniseAdapter(file)
    expect(why).not.toBe('')
    if (otherKind !== null) throw otherKind
    const contents = await readAdapter(file, publishedModules(family ?? families.sd1), { peftConfig })
    expectAccounted(file, contents)
    await useFactors(file, contents)
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.code).toMatch(/^(adapter|safetensors|tensor)\//)
    expect(error.message).toMatch(/[.!]$/)
    return error.code
  }
}

/** Every tensor acts, is an embedding, or is listed: by its own name, or under its module's. */
function expectAccounted(file: TensorFile, contents: AdapterContents): void {
  const acting = new Set([
    ...contents.modules.flatMap(({ tensors }) => [...tensors.values()]),
    ...contents.embeddings.flatMap(({ tensors }) => tensors),
  ])
  const listed = new Set(contents.unmatched.map(({ name }) => name))
  for (const tensor of file.tensors.keys()) {
    const own = acting.has(tensor) || listed.has(tensor) || stemsOf(tensor).some((stem) => listed.has(stem))
    expect(own, tensor).toBe(true)
  }
  for (const { reason } of contents.unmatched) expect(reason).not.toBe('')
}

/** The names of modules that a tensor's name may begin with. */
function stemsOf(tensor: string): string[] {
  return [...tensor.matchAll(/\.|:|_lora\./g)].map(({ index }) => tensor.slice(0, index))
}

/** What the engine does first with a module that fits: scale and factors, refused when they are not numbers. */
async function useFactors(file: TensorFile, { modules }: AdapterContents): Promise<void> {
  for (const { kind, component, path, tensors } of modules.slice(0, 3)) {
    const sizes = [...tensors.values()].map((name) => file.tensors.get(name)?.sizeBytes ?? 0)
    if (Math.max(...sizes) > 1_000_000) continue
    const factors = new Map(
      await Promise.all(
        [...tensors].map(async ([part, name]) => {
          const { shape = [] } = file.tensors.get(name) ?? {}
          return [part, { dtype: 'f32', shape, data: await file.read(name) } as const] as const
        }),
      ),
    )
    const algorithm = algorithmOf(kind)
    const module = sd1.modules.get(component)?.find((candidate) => candidate.path === path)
    expect(Number.isFinite(algorithm.scale(factors))).toBe(true)
    if (module !== undefined && algorithm.changes(new Set(tensors.keys())).includes('weight'))
      graphFactors(algorithm, factors, { kind: 'weight', shape: module.weight })
  }
}

/** A file that claims its size without having it: bytes beyond the header are all `fill`. */
function claimedFile(
  tensors: readonly Claimed[],
  metadata: Record<string, string>,
  fill: number,
): ByteSource {
  const members: string[] = [`"__metadata__":${JSON.stringify(metadata)}`]
  let end = 0
  for (const { name, shape } of tensors) {
    const begin = end
    end += 4 * elementCount(shape)
    members.push(
      `${JSON.stringify(name)}:{"dtype":"F32","shape":[${shape.join()}],"data_offsets":[${begin},${end}]}`,
    )
  }
  const json = new TextEncoder().encode(`{${members.join()}}`)
  const header = new Uint8Array(8 + json.length)
  new DataView(header.buffer).setBigUint64(0, BigInt(json.length), true)
  header.set(json, 8)
  return {
    sizeBytes: header.length + end,
    read(offset, length) {
      if (length > 100_000_000) return Promise.reject(new Error(`${length} bytes were asked for at once`))
      const bytes = new Uint8Array(length).fill(fill)
      if (offset < header.length) bytes.set(header.subarray(offset, offset + length))
      return Promise.resolve(bytes)
    },
    close: () => Promise.resolve(),
  }
}

type Claimed = { readonly name: string; readonly shape: readonly number[] }

const aliases = [...aliasesOf(sd1).keys()]
const endings = Object.values(suffixes).flat()
const oddNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '__proto__.lora_up.weight',
  'constructor.alpha',
  'lora_unet___proto__.lora_down.weight',
  'unet:0:up',
  'unet:9999:down',
  'text_encoder:0:up',
  'bundle_emb.__proto__.clip_l',
  'bundle_emb..x',
  '.alpha',
  'alpha',
  '..',
  '',
  '_lora.down.weight',
  '0',
  '1',
  `${'a.'.repeat(3000)}lora_up.weight`,
]
const name = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...aliases.slice(0, 40), ...aliases), fc.constantFrom(...endings))
      .map((both) => both.join('.')),
  },
  { weight: 1, arbitrary: fc.constantFrom(...oddNames) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => text.isWellFormed()),
  },
)
const extent = fc.constantFrom(0, 1, 1, 2, 3, 4, 320, 320, 768, 1280, 16_385, 1_000_000)
const shape = fc.oneof(
  fc.constantFrom(
    [4, 320],
    [320, 4],
    [320],
    [],
    [1],
    [1_000_000_000],
    [4, 320, 3, 3],
    [320, 4, 1, 1],
    [1, 320],
  ),
  fc.array(extent, { maxLength: 6 }).filter((list) => elementCount(list) < 2 ** 50),
)
/** Whole modules whose factors mostly fit, so that hostile ones are not alone. */
const nearlyRight = fc.constantFrom(...aliases).map((alias): Claimed[] => [
  { name: `${alias}.lora_down.weight`, shape: [4, 320] },
  { name: `${alias}.lora_up.weight`, shape: [320, 4] },
  { name: `${alias}.alpha`, shape: [] },
])
const tensors = fc
  .tuple(fc.array(fc.record({ name, shape }), { maxLength: 30 }), fc.array(nearlyRight, { maxLength: 4 }))
  .map(([strange, right]) => {
    const byName = new Map([...strange, ...right.flat()].map((claimed) => [claimed.name, claimed]))
    byName.delete('__metadata__')
    return [...byName.values()]
  })
const metadata = fc.dictionary(
  fc.constantFrom(
    'ss_base_model_version',
    'modelspec.architecture',
    'ss_v2',
    'lora_adapter_metadata',
    'ss_network_args',
    '<s1>',
    '0',
    'unet',
  ),
  fc.constantFrom(
    'sd_v1',
    'sdxl_base_v1-0',
    'flux1',
    '',
    '{',
    '[]',
    '{"unet.r":"x","unet.lora_alpha":1e999}',
    '<embed>',
    '\u0000',
    'True',
  ),
)
const config = fc.oneof(
  fc.constant(undefined),
  fc.jsonValue(),
  fc.record({
    r: fc.double(),
    lora_alpha: fc.double(),
    alpha_pattern: fc.jsonValue(),
    use_rslora: fc.boolean(),
  }),
)

it('400 made-up files of strange names, shapes, values and configurations', async () => {
  const outcomes = new Map<string | null, number>()
  await fc.assert(
    // 0xff everywhere is NaN, 0x7f too; 0 is a stored zero.
    fc.asyncProperty(
      tensors,
      metadata,
      config,
      fc.constantFrom(0, 0xff, 0x3f),
      async (list, said, peft, fill) => {
        const outcome = await journey(claimedFile(list, said, fill), peft)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      },
    ),
    { numRuns: 400, seed },
  )
  // The files are hostile and not merely broken: most get past the header, and both endings occur.
  expect(outcomes.get(null)).toBeGreaterThan(100)
  expect(outcomes.get('adapter/not-finite') ?? outcomes.get('adapter/bad-scalar')).toBeGreaterThan(0)
})

it('300 damaged copies of a real file', async () => {
  const chosen = new Set(
    (sd1.modules.get('unet') ?? [])
      .filter(({ path }) => path.includes('attentions.0.transformer_blocks.0.attn1'))
      .slice(0, 4),
  )
  const whole = Buffer.concat([
    ...safetensorsChunks(
      madeUpTensors({ base: sd1, modules: (_, module) => chosen.has(module) }),
      new Map([['ss_base_model_version', 'sd_v1']]),
    ),
  ])
  const header = Number(whole.readBigUInt64LE(0)) + 8
  const place = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: header }) },
    fc.integer({ min: 0, max: whole.length - 1 }),
  )
  const damage = fc.oneof(
    fc
      .array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 })
      .map((edits) => (bytes: Buffer) => {
        for (const [at, value] of edits) bytes[at] = value
        return bytes
      }),
    place.map((at) => (bytes: Buffer) => bytes.subarray(0, at)),
    fc.tuple(place, place).map(
      ([from, to]) =>
        (bytes: Buffer) =>
          Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]),
    ),
  )
  const codes = new Set<string | null>()
  await fc.assert(
    fc.asyncProperty(damage, async (change) => {
      codes.add(await journey(memorySource(change(Buffer.from(whole)))))
    }),
    { numRuns: 300, seed },
  )
  expect(codes.size).toBeGreaterThan(4)
})

it('60,000 names: bounded time and memory', async () => {
  const list = Array.from({ length: 60_000 }, (_, index): Claimed => ({
    name: `lora_unet_${index}.lora_up.weight`,
    shape: [0],
  }))
  const source = claimedFile(list, {}, 0)
  const before = process.memoryUsage().heapUsed
  const start = threadMs()
  const file = await safetensorsFile({ source, path: 'many.safetensors', id: 'many' })
  recogniseAdapter(file)
  const { unmatched } = await readAdapter(file, sd1)
  expect(unmatched).toHaveLength(60_000)
  expect(threadMs() - start).toBeLessThan(20_000)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(250_000_000)
})
