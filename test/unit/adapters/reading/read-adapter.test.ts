// What a file holds for a base: matched modules, and the reason for everything that is not.
import { describe, expect, it } from 'vitest'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { readAdapter } from '../../../../src-main/adapters/reading/read-adapter.ts'
import {
  headerFile,
  madeUpShapes,
  memoryFile,
  type MadeUpAdapter,
  type MadeUpDialect,
} from '../../../support/made-up-adapter.ts'
import type { Tensor } from '../../../../src-main/base/dtype.ts'
import { families } from '../../../support/families.ts'
import { remark } from '../../../../src-main/messages/table.ts'
import { inEnglish } from '../../../support/said.ts'

const sd1 = publishedModules(families.sd1)
const sd2 = publishedModules(families.sd2)
const sdxl = publishedModules(families.sdxl)

const ofShapes = (
  shapes: Record<string, readonly number[]>,
  metadata: Record<string, string> = {},
): ReturnType<typeof headerFile> =>
  headerFile(
    new Map(Object.entries(shapes).map(([name, shape]) => [name, { dtype: 'f32', shape }])),
    new Map(Object.entries(metadata)),
  )

const query = 'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q'
const conv = 'lora_unet_down_blocks_0_resnets_0_conv1'

describe('dialects', () => {
  const files: readonly (readonly [string, MadeUpAdapter, string[], number, number, number])[] = [
    ['kohya SD 1', { base: sd1 }, ['kohya'], 192, 72, 792],
    ['kohya SD 1 LoCon', { base: sd1, kind: 'locon' }, ['kohya'], 278, 72, 1050],
    ['kohya SD 2', { base: sd2 }, ['kohya'], 192, 138, 990],
    ['kohya SDXL', { base: sdxl }, ['kohya'], 722, 264, 2958],
    ['kohya SDXL LoCon', { base: sdxl, kind: 'locon' }, ['kohya'], 788, 264, 3156],
    ['diffusers', { base: sdxl, dialect: 'diffusers' }, ['diffusers'], 722, 264, 1972],
    ['PEFT', { base: sd1, dialect: 'peft' }, ['peft'], 192, 72, 528],
    ['ComfyUI', { base: sdxl, dialect: 'dotted' }, ['dotted'], 722, 264, 2958],
    ['OneTrainer', { base: sdxl, dialect: 'oneTrainer' }, ['dotted'], 722, 264, 2958],
    ['LyCORIS wrapper', { base: sd1, dialect: 'lycoris' }, ['lycoris'], 192, 72, 792],
  ]
  it.each(files)('%s', async (_, options, dialects, unet, text, keys) => {
    const shapes = madeUpShapes(options)
    expect(shapes.size).toBe(keys)
    const contents = await readAdapter(headerFile(shapes), options.base)
    expect(contents.unmatched).toEqual([])
    expect(contents.dialects).toEqual(dialects)
    expect(contents.counts.get('unet')).toEqual({ matched: unet, unmatched: 0 })
    const textCounts = [...contents.counts].filter(([component]) => component !== 'unet')
    expect(textCounts.reduce((sum, [, { matched }]) => sum + matched, 0)).toBe(text)
    expect(contents.kinds).toEqual([options.kind ?? 'lora'])
    expect(contents.ranks).toEqual([4])
  })

  const attention: MadeUpAdapter['modules'] = (_, { path }) => /attn\d\.to_|self_attn\./.test(path)
  it.each<readonly [MadeUpDialect, string, number, number]>([
    ['processor', 'diffusers', 128, 48],
    ['cloneofsimo', 'cloneofsimo', 144, 48],
  ])('%s', async (dialect, shown, unet, text) => {
    const modules: MadeUpAdapter['modules'] =
      dialect === 'cloneofsimo'
        ? (component, module) => attention(component, module) || module.path.endsWith('ff.net.0.proj')
        : attention
    const contents = await readAdapter(headerFile(madeUpShapes({ base: sd1, dialect, modules })), sd1)
    expect(contents.unmatched).toEqual([])
    expect(contents.dialects).toEqual([shown])
    expect(contents.counts.get('unet')?.matched).toBe(unet)
    expect(contents.counts.get('text_encoder')?.matched).toBe(text)
  })

  it('reads two dialects in one file', async () => {
    const shapes = new Map([
      ...madeUpShapes({ base: sd1, modules: (component) => component === 'text_encoder' }),
      ...madeUpShapes({
        base: sd1,
        dialect: 'diffusers',
        modules: (component, { path }) => component === 'unet' && /to_q$/.test(path),
      }),
    ])
    const contents = await readAdapter(headerFile(shapes), sd1)
    expect(contents.dialects).toEqual(['kohya', 'diffusers'])
  })
})

describe('what does not act is listed', () => {
  it('a factor without its partner spoils its own module only', async () => {
    const shapes = madeUpShapes({ base: sd1 })
    shapes.delete(`${query}.lora_up.weight`)
    const contents = await readAdapter(headerFile(shapes), sd1)
    expect(contents.counts.get('unet')).toEqual({ matched: 191, unmatched: 1 })
    expect(contents.unmatched).toEqual([
      { name: query, component: 'unet', reason: remark('unmatched/no-partner', { parts: ['down'] }) },
    ])
  })

  it('an adapter of another family: every module has its reason', async () => {
    const contents = await readAdapter(headerFile(madeUpShapes({ base: sdxl })), sd1)
    // The deepest blocks of both families are 1280 wide; a few of their layers happen to be alike.
    expect(contents.counts.get('unet')).toEqual({ matched: 50, unmatched: 672 })
    expect(contents.counts.get('text_encoder')).toEqual({ matched: 72, unmatched: 0 })
    expect(contents.counts.get('text_encoder_2')).toEqual({ matched: 0, unmatched: 192 })
    expect(contents.unmatched.filter(({ component }) => component === 'text_encoder_2')[0]?.reason).toEqual(
      remark('unmatched/no-second-encoder'),
    )
  })

  it.each<readonly [string, Record<string, readonly number[]>, string, string]>([
    [
      'a bias for a layer without one',
      {
        [`${query}.lora_down.weight`]: [4, 320],
        [`${query}.lora_up.weight`]: [320, 4],
        [`${query}.diff_b`]: [320],
      },
      `${query}.diff_b`,
      'the module has no bias',
    ],
    [
      'an alpha of many numbers',
      {
        [`${query}.lora_down.weight`]: [4, 320],
        [`${query}.lora_up.weight`]: [320, 4],
        [`${query}.alpha`]: [1000, 1000],
      },
      `${query}.alpha`,
      'it should be a single number and has 1,000,000 elements',
    ],
    [
      'a mismatch of ranks',
      { [`${query}.lora_down.weight`]: [4, 320], [`${query}.lora_up.weight`]: [320, 8] },
      query,
      'up has rank 8, down 4',
    ],
    [
      'an empty factor',
      { [`${query}.lora_down.weight`]: [0, 320], [`${query}.lora_up.weight`]: [320, 0] },
      `${query}.lora_down.weight`,
      'it is empty',
    ],
    [
      'alpha alone',
      {
        [`${query}.alpha`]: [],
        [`${conv}.lora_down.weight`]: [4, 320, 3, 3],
        [`${conv}.lora_up.weight`]: [320, 4, 1, 1],
      },
      query,
      'it has only alpha, without the factors that belong to it',
    ],
    [
      'a name of no factor',
      {
        [`${conv}.lora_down.weight`]: [4, 320, 3, 3],
        [`${conv}.lora_up.weight`]: [320, 4, 1, 1],
        [`${conv}.lora_sideways`]: [1],
      },
      `${conv}.lora_sideways`,
      'it does not have the name of a known factor',
    ],
    [
      'the projection of the first text encoder',
      {
        lora_te1_text_projection: [1],
        'lora_te1_text_projection.lora_down.weight': [4, 768],
        [`${conv}.lora_down.weight`]: [4, 320, 3, 3],
        [`${conv}.lora_up.weight`]: [320, 4, 1, 1],
      },
      'lora_te1_text_projection',
      'the projection of this text encoder is not used for pictures',
    ],
  ])('%s', async (_, shapes, name, reason) => {
    const { unmatched } = await readAdapter(ofShapes(shapes), sd1)
    expect(unmatched.map((one) => [one.name, inEnglish(one.reason)])).toContainEqual([name, reason])
  })

  it('a text encoder’s layer that says neither of two encoders', async () => {
    const stem = 'base_model.model.text_model.encoder.layers.0.self_attn.q_proj'
    const shapes = { [`${stem}.lora_A.weight`]: [4, 768], [`${stem}.lora_B.weight`]: [768, 4] }
    expect((await readAdapter(ofShapes(shapes), sd1)).unmatched).toEqual([])
    expect((await readAdapter(ofShapes(shapes), sdxl)).unmatched).toEqual([
      {
        name: stem,
        component: 'text_encoder',
        reason: remark('unmatched/which-encoder'),
      },
    ])
  })

  it('the same factor under two names', async () => {
    const dotted = 'unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.lora_A.weight'
    const { unmatched, modules } = await readAdapter(
      ofShapes({
        [`${query}.lora_down.weight`]: [4, 320],
        [`${query}.lora_up.weight`]: [320, 4],
        [dotted]: [4, 320],
      }),
      sd1,
    )
    expect(modules).toHaveLength(1)
    expect(unmatched).toEqual([
      {
        name: dotted,
        component: 'unet',
        reason: remark('unmatched/taken', { by: `${query}.lora_down.weight` }),
      },
    ])
  })

  it('whole numbers are not taken as factors', async () => {
    const tensors = new Map<string, Tensor>([
      [`${query}.lora_down.weight`, { dtype: 'i8', shape: [1, 320], data: new Int8Array(320) }],
      [`${query}.lora_up.weight`, { dtype: 'f32', shape: [320, 1], data: new Float32Array(320) }],
    ])
    const { unmatched } = await readAdapter(memoryFile(tensors), sd1)
    expect(unmatched.map(({ reason }) => reason)).toEqual([
      remark('unmatched/whole-numbers', { type: 'i8' }),
      remark('unmatched/no-partner', { parts: ['up'] }),
    ])
  })
})

describe('several changes of one module', () => {
  it('a low-rank weight beside a plain bias are two', async () => {
    const { modules, unmatched, kinds } = await readAdapter(
      ofShapes({
        [`${conv}.lora_down.weight`]: [4, 320, 3, 3],
        [`${conv}.lora_up.weight`]: [320, 4, 1, 1],
        [`${conv}.diff_b`]: [320],
        [`${conv}.alpha`]: [],
      }),
      sd1,
    )
    expect(unmatched).toEqual([])
    expect(modules.map(({ kind, tensors }) => [kind, [...tensors.keys()].sort()])).toEqual([
      ['lora', ['alpha', 'down', 'up']],
      ['full', ['diffB']],
    ])
    expect(kinds).toEqual(['locon', 'full'])
  })

  it('a scale of its own belongs to whatever kind it stands beside', async () => {
    const query320 = { a: [320, 4], b: [4, 320] }
    const { modules, unmatched } = await readAdapter(
      ofShapes({
        [`${query}.hada_w1_a`]: query320.a,
        [`${query}.hada_w1_b`]: query320.b,
        [`${query}.hada_w2_a`]: query320.a,
        [`${query}.hada_w2_b`]: query320.b,
        [`${query}.scale`]: [],
      }),
      sd1,
    )
    expect(unmatched).toEqual([])
    expect([...(modules[0]?.tensors.keys() ?? [])]).toContain('scale')
  })

  it('says when a modifier does nothing', async () => {
    const { modules, unmatched } = await readAdapter(
      ofShapes({ [`${conv}.oft_blocks`]: [80, 4, 4], [`${conv}.scale`]: [] }),
      sd1,
    )
    expect(modules).toHaveLength(1)
    expect(unmatched).toEqual([
      { name: `${conv}.scale`, component: 'unet', reason: remark('unmatched/not-of-its-kind') },
    ])
  })
})

describe('kinds', () => {
  const kinds = ['lora', 'locon', 'loha', 'lokr', 'full', 'norm', 'ia3', 'glora', 'oft', 'boft'] as const
  it.each(kinds)('%s', async (kind) => {
    const options: MadeUpAdapter = { base: sd1, kind }
    const contents = await readAdapter(headerFile(madeUpShapes(options)), sd1)
    expect(contents.unmatched).toEqual([])
    expect(contents.kinds).toEqual([kind])
    expect(contents.warnings).toEqual([])
    expect(contents.counts.get('unet')?.matched).toBe({ norm: 109, locon: 278 }[kind as string] ?? 192)
    const ranked = ['lora', 'locon', 'loha', 'lokr', 'glora'].includes(kind)
    expect(contents.ranks).toEqual(ranked ? [4] : [])
  })

  it.each(['locon', 'loha', 'lokr'] as const)('%s with a Tucker core', async (kind) => {
    const modules: MadeUpAdapter['modules'] = (_, { path }) => /resnets\.\d\.conv/.test(path)
    const contents = await readAdapter(
      headerFile(madeUpShapes({ base: sd1, kind, tucker: true, modules })),
      sd1,
    )
    expect(contents.unmatched).toEqual([])
    expect(contents.kinds).toEqual([kind])
  })

  it.each(['output', 'input'] as const)('DoRA lengths by %s', async (dora) => {
    const contents = await readAdapter(headerFile(madeUpShapes({ base: sd1, dora })), sd1)
    expect(contents.unmatched).toEqual([])
    expect(contents.dora).toBe(true)
    expect(contents.modules.every((module) => module.dora)).toBe(true)
  })
})

describe('bundles and configurations', () => {
  it('bundled embeddings are not left over', async () => {
    const { embeddings, unmatched } = await readAdapter(
      ofShapes({
        [`${query}.lora_down.weight`]: [4, 320],
        [`${query}.lora_up.weight`]: [320, 4],
        'bundle_emb.my-token.string_to_param.*': [2, 768],
        'bundle_emb.other.clip_l': [1, 768],
        'bundle_emb.other.clip_g': [1, 1280],
      }),
      sd1,
    )
    expect(unmatched).toEqual([])
    expect(embeddings).toEqual([
      { name: 'my-token', tensors: ['bundle_emb.my-token.string_to_param.*'] },
      { name: 'other', tensors: ['bundle_emb.other.clip_l', 'bundle_emb.other.clip_g'] },
    ])
  })

  it('cloneofsimo’s learned tokens are embeddings', async () => {
    const { embeddings } = await readAdapter(
      ofShapes({ 'unet:0:up': [320, 4], 'unet:0:down': [4, 320], '<s1>': [768] }, { '<s1>': '<embed>' }),
      sd1,
    )
    expect(embeddings).toEqual([{ name: '<s1>', tensors: ['<s1>'] }])
  })

  const peft = 'base_model.model.unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q'
  const pair = { [`${peft}.lora_A.weight`]: [4, 320], [`${peft}.lora_B.weight`]: [320, 4] }
  it.each<readonly [string, unknown, number | undefined]>([
    ['α / r', { r: 4, lora_alpha: 8 }, 2],
    ['α / √r', { r: 4, lora_alpha: 8, use_rslora: true }, 4],
    ['a pattern', { r: 4, lora_alpha: 8, alpha_pattern: { 'attn1.to_q': 1 } }, 0.25],
    ['a regular expression', { r: 4, lora_alpha: 8, alpha_pattern: { '.*attn1\\.to_(q|k)': 16 } }, 4],
    ['a rank by pattern', { r: 8, lora_alpha: 8, rank_pattern: { 'attn1\\.to_[qk]': 4 } }, 2],
    ['a component in front', { r: 4, lora_alpha: 8, alpha_pattern: { '^unet\\.down_blocks.*': 2 } }, 0.5],
    ['another module’s pattern', { r: 4, lora_alpha: 8, alpha_pattern: { 'attn2.to_q': 1 } }, 2],
    ['nothing', undefined, undefined],
  ])('PEFT scale: %s', async (_, peftConfig, scale) => {
    const { modules } = await readAdapter(ofShapes(pair), sd1, { peftConfig })
    expect(modules.map((module) => module.scale)).toEqual([scale])
  })

  it('diffusers keeps the same in the metadata', async () => {
    const metadata = JSON.stringify({ 'unet.r': 4, 'unet.lora_alpha': 2, 'text_encoder.lora_alpha': 9 })
    const { modules } = await readAdapter(ofShapes(pair, { lora_adapter_metadata: metadata }), sd1)
    expect(modules[0]?.scale).toBe(0.5)
  })

  it('a pattern that cannot be followed is said, and one made to waste time refused', async () => {
    const looking = { r: 4, lora_alpha: 8, alpha_pattern: { '(?!up_).*to_q': 16 } }
    const { modules, warnings } = await readAdapter(ofShapes(pair), sd1, { peftConfig: looking })
    expect(modules[0]?.scale).toBe(2)
    expect(warnings).toEqual([{ code: 'adapter/unreadable-pattern', facts: { pattern: '(?!up_).*to_q' } }])
    const patterns = Array.from({ length: 5000 }, (_, at) => [`(${'a?'.repeat(900)}|${at})`, 1] as const)
    const hostile = { r: 4, lora_alpha: 8, alpha_pattern: Object.fromEntries(patterns) }
    await expect(readAdapter(ofShapes(pair), sd1, { peftConfig: hostile })).rejects.toMatchObject({
      code: 'adapter/hostile-patterns',
    })
  })

  it('unreadable configurations are said', async () => {
    const { warnings } = await readAdapter(ofShapes(pair, { lora_adapter_metadata: '{' }), sd1, {
      peftConfig: 3,
    })
    expect(warnings).toHaveLength(2)
  })
})
