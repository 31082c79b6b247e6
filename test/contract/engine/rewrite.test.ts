// Rewriting on the real engine with the demo model's shapes: every written file is read again and compared.
import { copyFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawingEngine } from '../../support/drawing-engine.ts'
import { readSources } from '../../../src-main/adapters/about/made-from.ts'
import type { BaseModules } from '../../../src-main/adapters/reading/base-modules.ts'
import type { Tensor } from '../../../src-main/base/dtype.ts'
import { bytesPerElement } from '../../../src-main/base/dtype.ts'
import { narrow, type FloatType } from '../../../src-main/base/narrow.ts'
import { stackEntrySchema, type StackEntry } from '../../../src-main/contract/adapter.ts'
import { generationRequestSchema } from '../../../src-main/contract/generation.ts'
import type { AdapterRewrite, RewriteReport, WrittenType } from '../../../src-main/contract/rewrite.ts'
import { createEngine } from '../../../src-main/engine/engine.ts'
import { createWorkshop } from '../../../src-main/engine/workshop.ts'
import { hashFile } from '../../../src-main/files/hashes.ts'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import { writeTensorFile } from '../../../src-main/files/write-tensor-file.ts'
import type { TensorFile } from '../../../src-main/formats/tensor-file.ts'
import { expectClose } from '../../support/close.ts'
import { demoBase, demoModel as model } from '../../support/demo-base.ts'
import { madeUpAdapterFile, type MadeUpAdapter } from '../../support/made-up-adapter.ts'
import { tolerances, type Tolerance } from '../../support/tolerances.ts'
import { remark } from '../../../src-main/messages/table.ts'

const told: string[] = []
const whenTold = { do: (): void => undefined }
const workshop = createWorkshop()
const engine = createEngine(
  {
    progress: () => undefined,
    picture: () => undefined,
    log: () => undefined,
    rewriting: (_, { phase }) => {
      told.push(phase)
      whenTold.do()
    },
  },
  workshop,
)
const drawing = drawingEngine(workshop)
let folder: string
let base: BaseModules
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-rewrite-'))
  base = await demoBase()
})
afterAll(async () => {
  await workshop.unload()
  await rm(folder, { recursive: true, force: true })
})

/** Few modules keep the tests quick: one of each sort. */
const some: MadeUpAdapter['modules'] = (component, { path }) =>
  component === 'unet'
    ? /^(down_blocks\.1\.attentions\.0\..*(to_q|ff\.net\.2|proj_in)|mid_block\.resnets\.0\.conv1)$/.test(path)
    : /layers\.0\.(self_attn\.q_proj|mlp\.fc1)$/.test(path)

const adapter = (name: string, options: Omit<MadeUpAdapter, 'base'> = {}): Promise<string> =>
  madeUpAdapterFile(folder, { base, modules: some, ...options }, { name: `${name}.safetensors` })
const fresh = (): string => join(folder, `out-${++count}.safetensors`)

function rewrite(
  work: AdapterRewrite,
  output = fresh(),
  dtype: WrittenType | null = null,
): Promise<RewriteReport> {
  return engine.rewrite({ jobId: `job-${++count}`, output, model, dtype, work })
}

async function withFile<Result>(path: string, look: (file: TensorFile) => Promise<Result>): Promise<Result> {
  const file = await openTensorFile(path)
  try {
    return await look(file)
  } finally {
    await file.close()
  }
}
const namesOf = (path: string): Promise<string[]> =>
  withFile(path, (file) => Promise.resolve([...file.tensors.keys()].sort()))

function expectProof({ largestError, largestDelta }: RewriteReport, { abs }: Tolerance): void {
  expect(largestDelta).toBeGreaterThan(0)
  expect(largestError / largestDelta).toBeLessThanOrEqual(abs)
}

describe('convert', () => {
  test.each(['peft', 'diffusers'] as const)('to %s and back gives the same tensors', async (to) => {
    const input = await adapter(`plain-${to}`, { kind: 'locon', alpha: 2, rank: 4 })
    const there = await rewrite({ kind: 'convert', input, to })
    expectProof(there, tolerances.rewrittenDelta)
    expect(there.modules).toHaveLength(7)
    expect((await namesOf(there.output)).some((name) => name.endsWith('.alpha'))).toBe(false)
    const back = await rewrite({ kind: 'convert', input: there.output, to: 'kohya' })
    expectProof(back, tolerances.rewrittenDelta)
    expect(await namesOf(back.output)).toEqual(await namesOf(input))
    await withFile(input, (before) =>
      withFile(back.output, async (after) => {
        for (const name of before.tensors.keys()) {
          expect(after.tensors.get(name)?.shape).toEqual(before.tensors.get(name)?.shape)
          // α / rank = ½ went into up; the rank is α now.
          const expected = name.endsWith('.alpha')
            ? [4]
            : (await before.read(name)).map((value) => (name.includes('lora_up') ? value / 2 : value))
          expect([...(await after.read(name))]).toEqual([...expected])
        }
      }),
    )
  })

  test.each<[string, Omit<MadeUpAdapter, 'base'>]>([
    ['DoRA by output', { kind: 'lora', dora: 'output' }],
    ['LoHa', { kind: 'loha' }],
    ['LoKr', { kind: 'lokr', alpha: 2 }],
    ['Tucker', { kind: 'locon', tucker: true, alpha: 1 }],
  ])('%s to PEFT and back', async (name, options) => {
    const there = await rewrite({ kind: 'convert', input: await adapter(name, options), to: 'peft' })
    expectProof(there, tolerances.rewrittenDelta)
    const back = await rewrite({ kind: 'convert', input: there.output, to: 'kohya' })
    expectProof(back, tolerances.rewrittenDelta)
  })

  test('what a dialect cannot say is refused by name', async () => {
    const oft = await adapter('oft', { kind: 'oft' })
    await expect(rewrite({ kind: 'convert', input: oft, to: 'peft' })).rejects.toMatchObject({
      code: 'adapter/module-not-in-dialect',
      facts: { dialect: 'peft', kind: 'oft' },
    })
    const byInput = await adapter('dora-in', { kind: 'lora', dora: 'input' })
    await expect(rewrite({ kind: 'convert', input: byInput, to: 'diffusers' })).rejects.toMatchObject({
      code: 'adapter/lengths-by-input',
    })
    const loha = await adapter('loha-diffusers', { kind: 'loha' })
    await expect(rewrite({ kind: 'convert', input: loha, to: 'diffusers' })).rejects.toMatchObject({
      code: 'adapter/module-not-in-dialect',
    })
  })

  test('the type is kept, another is written on request, and numbers that do not fit are refused', async () => {
    const input = await adapter('types', { alpha: 3 })
    const half = await rewrite({ kind: 'convert', input, to: 'kohya' }, fresh(), 'f16')
    expect(half.dtype).toBe('f16')
    expect(half.largestError).toBeGreaterThan(0)
    const again = await rewrite({ kind: 'convert', input: half.output, to: 'kohya' })
    expect(again).toMatchObject({ dtype: 'f16', largestError: 0 })
    const huge = await adapter('huge', { amplitude: 1e6 })
    await expect(
      rewrite({ kind: 'convert', input: huge, to: 'kohya' }, fresh(), 'f16'),
    ).rejects.toMatchObject({
      code: 'adapter/overflow',
    })
  })

  test('kohya’s metadata and hashes are there and true', async () => {
    const { output } = await rewrite({ kind: 'convert', input: await adapter('hashes'), to: 'kohya' })
    const { autoV3 } = await hashFile(output)
    await withFile(output, ({ metadata }) => {
      expect(Object.fromEntries(metadata)).toMatchObject({
        ss_v2: 'False',
        ss_base_model_version: 'sd_v1',
        ss_network_module: 'networks.lora',
        ss_network_dim: '4',
        ss_network_alpha: '4.0',
        sshs_model_hash: autoV3,
        'modelspec.architecture': 'stable-diffusion-v1/lora',
      })
      expect(metadata.get('sshs_legacy_hash')).toMatch(/^[0-9a-f]{8}$/)
      return Promise.resolve()
    })
  })
})

describe('merge', () => {
  test('is the sum: ranks add, modules of only one file stay', async () => {
    const a = await adapter('merge-a', { rank: 3, alpha: 1, modules: (_, { path }) => path.endsWith('to_q') })
    const b = await adapter('merge-b', { rank: 5, kind: 'locon', tucker: true, seed: 2 })
    const report = await rewrite({
      kind: 'merge',
      inputs: [
        { path: a, weight: 0.7, textWeight: 0.2 },
        { path: b, weight: -1.5, textWeight: null },
      ],
    })
    expectProof(report, tolerances.rewrittenDelta)
    const rank = (part: string): number | null | undefined =>
      report.modules.find(({ name }) => name.endsWith(part))?.rank
    expect(rank('to_q')).toBe(8)
    expect(rank('conv1')).toBe(5)
  })

  test('the file names its sources by their contents, and how much of each is in it', async () => {
    const a = await adapter('source-a')
    const b = await adapter('source-b', { seed: 2 })
    const { output } = await rewrite({
      kind: 'merge',
      inputs: [
        { path: a, weight: 0.7, textWeight: null },
        { path: b, weight: -0.5, textWeight: null },
      ],
    })
    const once = await rewrite({ kind: 'resize', input: output, rank: 2, criterion: null })
    const sources = (path: string) => withFile(path, ({ metadata }) => Promise.resolve(readSources(metadata)))
    expect(await sources(output)).toEqual([
      { name: 'source-a', sha256: (await hashFile(a)).sha256, weight: 0.7 },
      { name: 'source-b', sha256: (await hashFile(b)).sha256, weight: -0.5 },
    ])
    // One step back at a time: what a file was made from, not what that was made from.
    expect(await sources(once.output)).toEqual([
      { name: basename(output, '.safetensors'), sha256: (await hashFile(output)).sha256, weight: 1 },
    ])
  })

  test('other linear kinds become the difference itself', async () => {
    const inputs = await Promise.all(
      (['loha', 'lokr', 'full', 'lora'] as const).map(async (kind, seed) => ({
        path: await adapter(`sum-${kind}`, { kind, seed }),
        weight: 0.5,
        textWeight: null,
      })),
    )
    const report = await rewrite({ kind: 'merge', inputs })
    expectProof(report, tolerances.rewrittenDelta)
    expect(new Set(report.modules.map(({ kind }) => kind))).toEqual(new Set(['full']))
  })

  test('kinds that depend on the base are refused by name', async () => {
    for (const options of [{ kind: 'glora' }, { kind: 'lora', dora: 'output' }] as const) {
      const path = await adapter(`depends-${options.kind}`, options)
      await expect(
        rewrite({ kind: 'merge', inputs: [{ path, weight: 1, textWeight: null }] }),
      ).rejects.toMatchObject({
        code: 'adapter/depends-on-base',
        message: expect.stringContaining(`depends-${options.kind}`) as string,
      })
    }
  })
})

describe('resize', () => {
  const rule = { rank: 64, criterion: null }
  test('to the full rank is the same change; of a merge of one with itself it is half the rank', async () => {
    const path = await adapter('resize', { kind: 'locon', alpha: 2 })
    expectProof(await rewrite({ kind: 'resize', input: path, ...rule }), tolerances.rewrittenDelta)
    const twice = await rewrite({
      kind: 'merge',
      inputs: [
        { path, weight: 1, textWeight: null },
        { path, weight: 0.5, textWeight: null },
      ],
    })
    const once = await rewrite({ kind: 'resize', input: twice.output, rank: 4, criterion: null })
    expectProof(once, tolerances.rewrittenDelta)
    expect(
      once.modules.every(({ rank, kept }) => rank === 4 && kept > 1 - tolerances.rewrittenDelta.abs),
    ).toBe(true)
  })

  test('a smaller rank keeps part of the energy and says so', async () => {
    const input = await adapter('cut', { rank: 8 })
    const cut = await rewrite({ kind: 'resize', input, rank: 2, criterion: null })
    for (const { rank, kept } of cut.modules) {
      expect(rank).toBe(2)
      expect(kept).toBeGreaterThan(0.2)
      expect(kept).toBeLessThan(0.99)
    }
    const shared = await rewrite({
      kind: 'resize',
      input,
      rank: 8,
      criterion: { by: 'frobenius', value: 0.9 },
    })
    for (const { rank, kept } of shared.modules) {
      expect(kept).toBeGreaterThanOrEqual(0.81)
      expect(rank).toBeLessThanOrEqual(8)
    }
  })

  test('other kinds become LoRAs, those that depend on the base with its weights', async () => {
    for (const options of [{ kind: 'loha', rank: 2 }, { kind: 'glora' }] as const) {
      const input = await adapter(`lora-of-${options.kind}`, options)
      const report = await rewrite({ kind: 'resize', input, rank: 40, criterion: null })
      expectProof(report, tolerances.extractedDelta)
      expect(report.modules.every(({ kind }) => kind === 'lora')).toBe(true)
    }
  })
})

const entry = (path: string, weight: number, change: Partial<StackEntry> = {}): StackEntry =>
  stackEntrySchema.parse({ id: `e${++count}`, adapter: path, name: 'made-up', weight, ...change })

async function bake(stack: StackEntry[], from = model): Promise<string> {
  const output = fresh()
  await engine.bake({ jobId: `job-${++count}`, model: from, stack, output })
  return output
}

/** The demo model with every float tensor in another type. */
async function demoAs(dtype: FloatType): Promise<string> {
  const output = join(folder, `demo-${dtype}.safetensors`)
  await withFile(model, async (file) => {
    const tensors = new Map<string, Tensor>()
    for (const [name, { shape }] of file.tensors)
      tensors.set(name, { dtype, shape, data: narrow(await file.read(name), dtype) })
    tensors.set('embedding_manager.unknown', { dtype: 'i16', shape: [2], data: Int16Array.of(3, -4) })
    await writeTensorFile(output, tensors, new Map([['note', 'kept']]))
  })
  return output
}

describe('bake', () => {
  test.each<FloatType>(['f32', 'f16', 'bf16', 'f8_e4m3'])(
    'into %s: header and untouched tensors stay byte for byte, touched ones are the merged weight rounded once',
    async (dtype) => {
      const from = await demoAs(dtype)
      const path = await adapter(`bake-${dtype}`, { kind: 'locon', amplitude: 0.3 })
      const output = await bake([entry(path, 0.8)], from)
      const [before, after] = [await readFile(from), await readFile(output)]
      expect(after.length).toBe(before.length)
      const headerEnd = 8 + Number(before.readBigUInt64LE(0))
      expect(after.subarray(0, headerEnd).equals(before.subarray(0, headerEnd))).toBe(true)
      let changed = 0
      await withFile(from, (old) =>
        withFile(output, async (baked) => {
          for (const name of old.tensors.keys()) {
            const same = Buffer.from(await old.readBytes(name)).equals(await baked.readBytes(name))
            if (!same) changed++
            if (!same) expect(name).toMatch(/to_q|ff\.net\.2|proj_in|in_layers\.2|q_proj|mlp\.fc1/)
          }
          expect(bytesPerElement[baked.tensors.get('embedding_manager.unknown')!.dtype]).toBe(2)
        }),
      )
      expect(changed).toBe(7)
    },
  )

  test('told what it is made from, only the words of the header differ', async () => {
    const from = await demoAs('f16')
    const stack = [entry(await adapter('bake-sources'), 1)]
    const [plain, told] = [await bake(stack, from), fresh()]
    const sources = [{ name: 'demo', sha256: null, weight: 1 }]
    await engine.bake({ jobId: `job-${++count}`, model: from, stack, output: told, sources })
    const [a, b] = [await readFile(plain), await readFile(told)]
    const dataOf = (bytes: Buffer): Buffer => bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)))
    expect(dataOf(b).equals(dataOf(a))).toBe(true)
    await withFile(told, (file) => {
      expect(readSources(file.metadata)).toEqual(sources)
      expect(file.metadata.get('note')).toBe('kept')
      return Promise.resolve()
    })
  })

  test('weight 0 copies the file; kinds in stack order, text and image weights apart', async () => {
    const path = await adapter('zero', { kind: 'locon' })
    expect((await readFile(await bake([entry(path, 0)]))).equals(await readFile(model))).toBe(true)
    const textOnly = await bake([entry(path, 0, { textWeight: 1 })])
    await withFile(model, (old) =>
      withFile(textOnly, async (baked) => {
        for (const name of old.tensors.keys()) {
          const same = Buffer.from(await old.readBytes(name)).equals(await baked.readBytes(name))
          if (!same) expect(name).toContain('cond_stage_model')
        }
      }),
    )
  })

  test('baking then generating is generating with the stack', async () => {
    const from = await demoAs('f32')
    const paths = [
      await adapter('law-1', { kind: 'locon', amplitude: 0.2 }),
      await adapter('law-2', { kind: 'lora', dora: 'output', amplitude: 0.2, seed: 2 }),
      await adapter('law-3', { kind: 'oft', amplitude: 0.2, seed: 3 }),
    ]
    const stack = paths.map((path, index) => entry(path, [0.8, -0.5, 1.2][index]!))
    const picture = async (from: string, stack: StackEntry[]): Promise<Buffer> => {
      const request = generationRequestSchema.parse({
        model: from,
        prompt: 'panda',
        width: 64,
        height: 64,
        steps: 3,
        guidance: 4,
        sampler: 'euler',
        scheduler: 'normal',
        seed: '7',
        stack,
      })
      const output = join(folder, `${++count}.png`)
      await drawing.draw({ jobId: output, request, device: 'cpu', outputs: [output], modelName: 'demo' })
      return sharp(output).raw().toBuffer()
    }
    const stacked = await picture(from, stack)
    const baked = await picture(await bake(stack, from), [])
    expect(stacked.equals(await picture(from, []))).toBe(false)
    expectClose(baked, stacked, tolerances.bakedPixel, 'pixels')
  })

  test('the inputs are never overwritten, by whatever name, and a cancelled bake leaves nothing', async () => {
    const copy = join(folder, 'copy.safetensors')
    await copyFile(model, copy)
    const link = join(folder, 'link.safetensors')
    await symlink(copy, link)
    const path = await adapter('safe')
    const job = { jobId: 'safe', model: copy, stack: [entry(path, 1)] }
    for (const output of [copy, link, path])
      await expect(engine.bake({ ...job, output })).rejects.toMatchObject({
        code: 'rewrite/overwrites-input',
      })
    await expect(engine.bake({ ...job, output: join(folder, 'x.ckpt') })).rejects.toMatchObject({
      code: 'rewrite/not-safetensors',
    })
    await expect(
      engine.bake({ ...job, output: join(folder, 'none', 'x.safetensors') }),
    ).rejects.toMatchObject({
      code: 'disk/no-folder',
    })
    const before = await readdir(folder)
    const running = engine.bake({ ...job, output: fresh() })
    await engine.stop('safe', 'cancel')
    await expect(running).rejects.toMatchObject({ code: 'job/cancelled' })
    expect(await readdir(folder)).toEqual(before)
  })
})

describe('extract', () => {
  test('what was baked comes out again', async () => {
    const from = await demoAs('f32')
    const path = await adapter('extracted', { kind: 'locon', amplitude: 0.3 })
    const tuned = await bake([entry(path, 1)], from)
    const work = { kind: 'extract' as const, base: from, tuned, clamp: null, textThreshold: 0.01 }
    const report = await rewrite({
      ...work,
      convolutions: true,
      rank: 8,
      criterion: { by: 'ratio', value: 1e3 },
    })
    expectProof(report, tolerances.extractedDelta)
    expect(report.modules.map(({ rank }) => rank)).toEqual(Array(7).fill(4))
    const linear = await rewrite({
      ...work,
      convolutions: false,
      rank: 4,
      criterion: null,
      textThreshold: 1e9,
    })
    expect(linear.modules).toHaveLength(4)
    expect(linear.warnings).toEqual([remark('rewrite/text-encoder-left-out', { threshold: 1e9 })])
    // The adapter that comes out is the adapter that went in.
    const difference = await rewrite({
      kind: 'merge',
      inputs: [
        { path: report.output, weight: 1, textWeight: null },
        { path, weight: -1, textWeight: null },
      ],
    })
    expect(difference.largestDelta / report.largestDelta).toBeLessThanOrEqual(tolerances.extractedDelta.abs)
  })

  test('two equal checkpoints have nothing to extract', async () => {
    const work = { kind: 'extract' as const, base: model, tuned: model, clamp: null, textThreshold: 0.01 }
    await expect(rewrite({ ...work, convolutions: false, rank: 4, criterion: null })).rejects.toMatchObject({
      code: 'rewrite/no-difference',
    })
  })
})

describe('cancelled while the file that was written is compared', () => {
  const works: Record<AdapterRewrite['kind'], () => Promise<AdapterRewrite>> = {
    convert: async () => ({ kind: 'convert', input: await adapter('compared'), to: 'peft' }),
    merge: async () => ({
      kind: 'merge',
      inputs: [{ path: await adapter('compared'), weight: 2, textWeight: null }],
    }),
    resize: async () => ({ kind: 'resize', input: await adapter('compared'), rank: 2, criterion: null }),
    extract: async () => ({
      ...{ kind: 'extract', base: await demoAs('f32'), rank: 4, criterion: null },
      tuned: await bake([entry(await adapter('compared'), 1)], await demoAs('f32')),
      ...{ convolutions: false, clamp: null, textThreshold: 0.01 },
    }),
  }

  test.each(Object.keys(works) as AdapterRewrite['kind'][])(
    '%s: nothing of it is left, and what it was to replace is as it was',
    async (kind) => {
      const work = await works[kind]()
      for (const old of [null, 'what was there']) {
        const output = fresh()
        if (old !== null) await writeFile(output, old)
        const before = await readdir(folder)
        const jobId = `compared-${++count}`
        let stopped: Promise<void> | null = null
        whenTold.do = () => {
          if (told.at(-1) === 'prove') stopped ??= engine.stop(jobId, 'cancel')
        }
        try {
          await expect(
            engine.rewrite({ jobId, output, model, dtype: null, work, isNew: old === null }),
          ).rejects.toMatchObject({ code: 'job/cancelled' })
        } finally {
          whenTold.do = () => undefined
        }
        expect(stopped).not.toBe(null)
        expect(await readdir(folder)).toEqual(before)
        if (old !== null) expect(await readFile(output, 'utf8')).toBe(old)
      }
    },
  )
})
