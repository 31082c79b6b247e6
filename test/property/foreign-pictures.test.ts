// Whatever strangers write where settings stand: settings of ours, or an error by its name; and never more time than its length.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ourPrompts } from '../../src-main/app/picture-settings/our-prompts.ts'
import { saidAdapters } from '../../src-main/app/picture-settings/said-adapters.ts'
import { AppError } from '../../src-main/base/errors.ts'
import { saidByTexts, settingsKeywords } from '../../src-main/formats/programs/said-by-texts.ts'
import { usableSettings } from '../../src-main/formats/usable-settings.ts'

function readOrRefused(texts: ReadonlyMap<string, string>): void {
  try {
    const said = saidByTexts(texts, 'pear_00001_.png')
    if (said === null) return
    structuredClone(said)
    ourPrompts(said)
    saidAdapters(said)
    for (const { name, value } of usableSettings(said).notRestored) {
      expect(name.length).toBeLessThanOrEqual(200)
      expect(value.length).toBeLessThanOrEqual(2000)
    }
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect((error as AppError).code).toBe('picture-settings/not-understood')
  }
}

const places = [
  ...settingsKeywords,
  ...[
    'exif:UserComment',
    'exif:ImageDescription',
    'exif:Make',
    'exif:Model',
    'exif:Software',
    'exif:MakerNote',
  ],
  'comment',
]
/** Names that the readers look for, and those that objects come with. */
const keys = fc.constantFrom(
  ...[
    'sui_image_params',
    'sui_models',
    'sui_extra_data',
    'loras',
    'loraweights',
    'prompt',
    'negativeprompt',
    'seed',
  ],
  ...[
    'base_model',
    'full_prompt',
    'resolution',
    'lora_combined_1',
    'sampler',
    'scheduler',
    'image',
    'model',
    'steps',
  ],
  ...[
    'Comment',
    'v4_prompt',
    'caption',
    'char_captions',
    'uc',
    'noise_schedule',
    'width',
    'height',
    'clip_skip',
  ],
  ...[
    'nodes',
    'links',
    'id',
    'type',
    'inputs',
    'outputs',
    'widgets_values',
    'definitions',
    'subgraphs',
    'mode',
    'link',
  ],
  ...[
    'class_type',
    'text',
    'positive',
    'negative',
    'latent_image',
    'samples',
    'images',
    'sigmas',
    'guider',
    'vae',
    'clip',
  ],
  ...[
    'lora_name',
    'lora_stack',
    'lora_1',
    'ckpt_name',
    'cfg',
    'sampler_name',
    'delimiter',
    'text_a',
    'any',
    '',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', '1', '2'],
)
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom<unknown>(
      null,
      true,
      false,
      '',
      '1',
      'KSampler',
      'LoraLoader',
      'None',
      '(1, 2)',
      'Efficient Loader',
    ),
    fc.constantFrom<unknown>(
      ['1', 0],
      ['2', 1],
      [1, 0],
      [-10, 0],
      1e308,
      -1,
      0.1,
      2 ** 53,
      '99999999999999999999',
    ),
    fc.string({ maxLength: 6 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 6, noNullPrototype: true }),
  ),
}))
const anyJson = values.value.map((value) => JSON.stringify(value))
const graphs = fc
  .dictionary(
    fc.constantFrom('1', '2', '3', '__proto__'),
    fc.dictionary(keys, values.value, { maxKeys: 8 }),
    { maxKeys: 4 },
  )
  .map((nodes) =>
    JSON.stringify(
      Object.fromEntries(
        Object.entries(nodes).map(([id, inputs]) => [id, { class_type: 'KSampler', inputs }]),
      ),
    ),
  )
const infotexts = fc
  .string({ maxLength: 40 })
  .map((text) => `${text}\nSteps: 20, Sampler: Euler, Seed: 1, App: SD.Next`)
const texts = fc
  .array(
    fc.tuple(fc.constantFrom(...places), fc.oneof(anyJson, graphs, infotexts, fc.string({ maxLength: 60 }))),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((all) => new Map(all))

test('texts of any program, with anything in them', () => {
  fc.assert(fc.property(texts, readOrRefused), { numRuns: 600 })
})

test('SwarmUI, Fooocus, NovelAI, InvokeAI and drawings with anything in them', () => {
  const wrapped = fc
    .tuple(
      fc.constantFrom(
        ['parameters', '{"sui_image_params":', '}'],
        ['parameters', '{"base_model":"a","loras":', '}'],
        ['invokeai_metadata', '{"loras":[{"model":', '}]}'],
        ['sd-metadata', '{"image":', '}'],
        ['parameters', '{"Comment":', '}'],
        ['workflow', '{"nodes":[{"id":1,"type":"KSampler","inputs":', '}]}'],
        ['prompt', '{"1":{"class_type":"KSampler","inputs":', '}}'],
      ),
      anyJson,
    )
    .map(([[place, before, behind], json]) => new Map([[place, `${before}${json}${behind}`]]))
  fc.assert(fc.property(wrapped, readOrRefused), { numRuns: 600 })
})

const chain = (length: number, node: (id: number) => object): string =>
  JSON.stringify(
    Object.fromEntries([
      ['save', { class_type: 'SaveImage', inputs: { images: ['sampler', 0], filename_prefix: 'x' } }],
      [
        'sampler',
        {
          class_type: 'KSampler',
          inputs: {
            seed: 1,
            steps: 2,
            cfg: 3,
            sampler_name: 'euler',
            model: ['0', 0],
            positive: ['0', 0],
            latent_image: ['0', 0],
          },
        },
      ],
      ...Array.from({ length }, (_, id) => [String(id), node(id)]),
    ]),
  )
const next = (id: number, length = 2000): [string, number] => [String((id + 1) % length), 0]

test.each([
  [
    'adapters in a circle',
    (id: number) => ({
      class_type: 'LoraLoader',
      inputs: { lora_name: `a${id}`, strength_model: 1, model: next(id), clip: next(id) },
    }),
  ],
  [
    'stacks',
    (id: number) => ({
      class_type: 'LoRA Stacker',
      inputs: { lora_name_1: `a${id}`, lora_stack: next(id), model: next(id) },
    }),
  ],
  [
    'conditionings',
    (id: number) => ({
      class_type: 'ConditioningCombine',
      inputs: { conditioning_1: next(id), conditioning_2: next(id + 1) },
    }),
  ],
  [
    'texts that double',
    (id: number) => ({
      class_type: 'StringConcatenate',
      inputs: { text: next(id), string_a: next(id), string_b: next(id), delimiter: 'x', clip: next(id) },
    }),
  ],
  [
    'latents',
    (id: number) => ({ class_type: 'LatentUpscaleBy', inputs: { samples: next(id), scale_by: 2 } }),
  ],
  [
    'samplers',
    (id: number) => ({
      class_type: 'KSampler',
      inputs: { steps: 1, cfg: 1, latent_image: next(id), model: next(id) },
    }),
  ],
  ['reroutes', (id: number) => ({ class_type: 'Reroute', inputs: { '': next(id) } })],
  [
    'nodes that nobody knows',
    (id: number) => ({
      class_type: `Mystery ${id}`,
      inputs: { a: next(id), b: next(id + 7), model: next(id + 3) },
    }),
  ],
] as [string, (id: number) => object][])('two thousand %s', (_, node) => {
  readOrRefused(new Map([['prompt', chain(2000, node)]]))
})

test('two thousand nodes that are drawn, and drawings within drawings', () => {
  const drawn = (type: string) => ({
    nodes: Array.from({ length: 2000 }, (_, id) => ({
      id,
      type,
      mode: id % 2 ? 4 : 0,
      inputs: [{ name: 'samples', type: 'A', link: id }],
      outputs: [{ type: 'A' }],
    })),
    links: Array.from({ length: 2000 }, (_, id) => [id, (id + 1) % 2000, 0, id, 0, 'A']),
  })
  readOrRefused(new Map([['workflow', JSON.stringify(drawn('KSampler'))]]))
  const nested = {
    id: 'n',
    inputs: [],
    outputs: [{ name: 'a' }],
    nodes: Array.from({ length: 20 }, (_, id) => ({ id, type: 'n' })),
    links: [],
  }
  readOrRefused(
    new Map([['workflow', JSON.stringify({ ...drawn('n'), definitions: { subgraphs: [nested] } })]]),
  )
})

test('JSON that is nested without end, and long rows of signs', () => {
  for (const place of [
    'parameters',
    'workflow',
    'prompt',
    'invokeai_metadata',
    'Comment',
    'Dream',
    'exif:UserComment',
  ])
    for (const piece of [
      '[',
      '{"a":',
      '{"sui_image_params":',
      '"',
      '\\',
      '<lora:a:',
      '-a ',
      '[x ',
      '9',
      '(1, ',
    ])
      readOrRefused(new Map([[place, piece.repeat(50_000 / piece.length)]]))
})
