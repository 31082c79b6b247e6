// Graphs made for these tests after those that ComfyUI and its node packs save.
import { describe, expect, test } from 'vitest'
import type { SaidSettings } from '../../../../src-main/contract/said-settings.ts'
import { saidByTexts } from '../../../../src-main/formats/programs/said-by-texts.ts'

type Node = [type: string, inputs: Record<string, unknown>]
const prompt = (nodes: Record<string, Node>): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(nodes).map(([id, [class_type, inputs]]) => [id, { class_type, inputs }]),
    ),
  )
const read = (nodes: Record<string, Node>, fileName: string | null = null): SaidSettings => {
  const said = saidByTexts(new Map([['prompt', prompt(nodes)]]), fileName)
  if (said === null) throw new Error('nothing is said')
  return said
}
const lost = ({ notRestored }: SaidSettings): string[] => notRestored.map(({ name }) => name)

const plain: Record<string, Node> = {
  '3': [
    'KSampler',
    {
      ...{ seed: 5, steps: 20, cfg: 7.5, sampler_name: 'dpmpp_2m', scheduler: 'karras', denoise: 1 },
      ...{ model: ['4', 0], positive: ['6', 0], negative: ['7', 0], latent_image: ['5', 0] },
    },
  ],
  '4': ['CheckpointLoaderSimple', { ckpt_name: 'sd15/pear.safetensors' }],
  '5': ['EmptyLatentImage', { width: 512, height: 768, batch_size: 1 }],
  '6': ['CLIPTextEncode', { text: 'a (pear:1.2)', clip: ['4', 1] }],
  '7': ['CLIPTextEncode', { text: 'blurry', clip: ['4', 1] }],
  '8': ['VAEDecode', { samples: ['3', 0], vae: ['4', 2] }],
  '9': ['SaveImage', { filename_prefix: 'ComfyUI', images: ['8', 0] }],
}
const plainSaid = {
  ...{ source: 'comfyui', syntax: 'comfyui', prompt: 'a (pear:1.2)', negativePrompt: 'blurry' },
  model: { name: 'sd15/pear.safetensors', hash: '' },
  vae: null,
  adapters: [],
  ...{
    steps: 20,
    sampler: 'dpmpp_2m',
    scheduler: 'karras',
    guidance: 7.5,
    seed: '5',
    clipSkip: null,
    noise: 'cpu',
  },
  size: { width: 512, height: 768 },
  notRestored: [],
}
/** The plain graph with some nodes changed or added. */
const changed = (nodes: Record<string, Node>): Record<string, Node> => ({ ...plain, ...nodes })
const sampler = (inputs: Record<string, unknown>): Node => ['KSampler', { ...plain['3']![1], ...inputs }]

test('text to picture, as ComfyUI begins with', () => expect(read(plain)).toMatchObject(plainSaid))

test.each([
  ['exif:Model', 'prompt:'],
  ['exif:Make', 'Prompt:'],
  ['exif:ImageDescription', 'prompt:'],
])('in %s, as in WebP', (place, name) => {
  expect(saidByTexts(new Map([[place, `${name}${prompt(plain)}`]]))).toMatchObject(plainSaid)
})

test('a seed that no double holds, and NaN as Python writes it', () => {
  const text = prompt(plain).replace('"seed":5', '"seed":18446744073709551615,"is_changed":[NaN]')
  expect(saidByTexts(new Map([['prompt', text]]))?.seed).toBe('18446744073709551615')
})

describe('adapters', () => {
  test('a chain acts from the checkpoint on; what only one side passes acts on that side', () => {
    const said = read(
      changed({
        '3': sampler({ model: ['22', 0] }),
        '6': ['CLIPTextEncode', { text: 'a pear', clip: ['21', 1] }],
        '20': [
          'LoraLoader',
          {
            lora_name: 'ink.safetensors',
            strength_model: 0.8,
            strength_clip: 0.5,
            model: ['4', 0],
            clip: ['4', 1],
          },
        ],
        '21': [
          'LoraLoader',
          {
            lora_name: 'wash.safetensors',
            strength_model: 1,
            strength_clip: 1,
            model: ['20', 0],
            clip: ['20', 1],
          },
        ],
        '22': [
          'LoraLoaderModelOnly',
          { lora_name: 'lcm.safetensors', strength_model: 0.6, model: ['21', 0] },
        ],
      }),
    )
    expect(said.adapters).toEqual([
      { name: 'ink.safetensors', hash: '', weight: 0.8, textWeight: 0.5 },
      { name: 'wash.safetensors', hash: '', weight: 1, textWeight: null },
      { name: 'lcm.safetensors', hash: '', weight: 0.6, textWeight: 0 },
    ])
    expect(lost(said)).toEqual([])
  })

  test.each([
    [
      'rgthree',
      [
        'Power Lora Loader (rgthree)',
        {
          ...{ PowerLoraLoaderHeaderWidget: { type: 'x' }, lora_1: { on: true, lora: 'ink', strength: 0.8 } },
          lora_2: { on: false, lora: 'off', strength: 1 },
          lora_3: { on: true, lora: 'wash', strength: 0.5, strengthTwo: 0.2 },
          '➕ Add Lora': '',
        },
      ],
    ],
    [
      'LoraManager',
      [
        'Lora Loader (LoraManager)',
        {
          text: '<lora:ink:0.8>',
          loras: {
            __value__: [
              { name: 'ink', strength: '0.80', clipStrength: '0.80', active: true },
              { name: 'off', strength: 1, active: false },
              { name: 'wash', strength: 0.5, clipStrength: 0.2, active: true },
            ],
          },
        },
      ],
    ],
    ['Comfyroll', ['CR Apply LoRA Stack', { lora_stack: ['31', 0] }]],
    ['Efficiency', ['CR Apply LoRA Stack', { lora_stack: ['32', 0] }]],
  ] as [string, Node][])('of %s', (_, [type, inputs]) => {
    const said = read(
      changed({
        '3': sampler({ model: ['30', 0] }),
        '6': ['CLIPTextEncode', { text: 'a pear', clip: ['30', 1] }],
        '30': [type, { ...inputs, model: ['4', 0], clip: ['4', 1] }],
        '31': [
          'CR LoRA Stack',
          {
            ...{ switch_1: 'On', lora_name_1: 'ink', model_weight_1: 0.8, clip_weight_1: 0.8 },
            ...{ switch_2: 'Off', lora_name_2: 'off', model_weight_2: 1, clip_weight_2: 1 },
            ...{ switch_3: 'On', lora_name_3: 'wash', model_weight_3: 0.5, clip_weight_3: 0.2 },
          },
        ],
        '32': [
          'LoRA Stacker',
          {
            ...{
              input_mode: 'advanced',
              lora_count: 1,
              lora_name_1: 'wash',
              lora_wt_1: 9,
              model_str_1: 0.5,
              clip_str_1: 0.2,
            },
            ...{ lora_name_2: 'beyond', lora_wt_2: 1, lora_stack: ['33', 0] },
          },
        ],
        '33': [
          'LoRA Stacker',
          { input_mode: 'simple', lora_count: 2, lora_name_1: 'ink', lora_wt_1: 0.8, lora_name_2: 'None' },
        ],
      }),
    )
    expect(said.adapters).toEqual([
      { name: 'ink', hash: '', weight: 0.8, textWeight: null },
      { name: 'wash', hash: '', weight: 0.5, textWeight: 0.2 },
    ])
    expect(lost(said)).toEqual([])
  })

  test("Efficiency's loader and sampler", () => {
    const said = read({
      '1': [
        'Efficient Loader',
        {
          ...{
            ckpt_name: 'pear.safetensors',
            vae_name: 'soft.vae.pt',
            clip_skip: -2,
            lora_name: 'ink',
            lora_model_strength: 0.8,
          },
          ...{
            lora_clip_strength: 0.4,
            positive: 'a pear',
            negative: 'blurry',
            empty_latent_width: 640,
            empty_latent_height: 512,
          },
          batch_size: 1,
        },
      ],
      '2': [
        'KSampler (Efficient)',
        {
          ...{
            seed: 5,
            steps: 20,
            cfg: 7,
            sampler_name: 'euler',
            scheduler: 'normal',
            denoise: 1,
            preview_method: 'auto',
          },
          ...{
            model: ['1', 0],
            positive: ['1', 1],
            negative: ['1', 2],
            latent_image: ['1', 3],
            optional_vae: ['1', 4],
          },
        },
      ],
      '3': ['SaveImage', { filename_prefix: 'x', images: ['2', 5] }],
    })
    expect(said).toMatchObject({
      ...{
        prompt: 'a pear',
        negativePrompt: 'blurry',
        clipSkip: 2,
        size: { width: 640, height: 512 },
        notRestored: [],
      },
      model: { name: 'pear.safetensors', hash: '' },
      vae: { name: 'soft.vae.pt', hash: '' },
      adapters: [{ name: 'ink', hash: '', weight: 0.8, textWeight: 0.4 }],
    })
  })
})

test('a sampler of its own parts', () => {
  const said = read({
    ...plain,
    '3': [
      'SamplerCustomAdvanced',
      { noise: ['40', 0], guider: ['41', 0], sampler: ['42', 0], sigmas: ['43', 0], latent_image: ['5', 0] },
    ],
    '40': ['RandomNoise', { noise_seed: 77 }],
    '41': ['CFGGuider', { cfg: 4.5, model: ['4', 0], positive: ['44', 0], negative: ['7', 0] }],
    '42': ['KSamplerSelect', { sampler_name: 'dpmpp_2m_sde_gpu' }],
    '43': ['BasicScheduler', { scheduler: 'beta', steps: 12, denoise: 1, model: ['4', 0] }],
    '44': ['FluxGuidance', { guidance: 3.5, conditioning: ['6', 0] }],
  })
  expect(said).toMatchObject({
    ...{ prompt: 'a (pear:1.2)', negativePrompt: 'blurry', seed: '77', guidance: 4.5, steps: 12 },
    ...{ sampler: 'dpmpp_2m_sde', scheduler: 'beta', size: { width: 512, height: 768 } },
    notRestored: [{ name: 'FluxGuidance', value: '3.5' }],
  })
  const basic = read({
    ...plain,
    '3': [
      'SamplerCustom',
      {
        add_noise: true,
        noise_seed: 9,
        cfg: 6,
        model: ['4', 0],
        positive: ['6', 0],
        negative: ['7', 0],
        sampler: ['42', 0],
        sigmas: ['43', 0],
        latent_image: ['5', 0],
      },
    ],
    '42': ['SamplerEulerAncestral', { eta: 1, s_noise: 1 }],
    '43': ['KarrasScheduler', { steps: 15, sigma_max: 14, sigma_min: 0.03, rho: 7 }],
  })
  expect(basic).toMatchObject({
    seed: '9',
    guidance: 6,
    steps: 15,
    sampler: 'euler_ancestral',
    scheduler: 'karras',
  })
})

describe('words', () => {
  test.each([
    [
      'primitives and reroutes',
      {
        '6': ['CLIPTextEncode', { text: ['50', 0], clip: ['51', 0] }],
        '50': ['PrimitiveStringMultiline', { value: 'a (pear:1.2)' }],
        '51': ['Reroute', { '': ['4', 1] }],
      },
    ],
    [
      'texts joined',
      {
        '6': ['CLIPTextEncode', { text: ['50', 0], clip: ['4', 1] }],
        '50': ['StringConcatenate', { string_a: 'a ', string_b: ['52', 0], delimiter: '' }],
        '52': ['ShowText|pysssss', { text: ['53', 0] }],
        '53': ['String Literal', { string: '(pear:1.2)' }],
      },
    ],
    [
      'wildcards that were written down',
      {
        '6': ['CLIPTextEncode', { text: ['50', 0], clip: ['4', 1] }],
        '50': [
          'ImpactWildcardProcessor',
          { wildcard_text: 'a {x|y}', populated_text: 'a (pear:1.2)', mode: 'populate' },
        ],
      },
    ],
  ] as [string, Record<string, Node>][])('%s', (_, nodes) =>
    expect(read(changed(nodes))).toMatchObject(plainSaid),
  )

  test('conditionings side by side, one after the other, and steered by a picture', () => {
    const said = read(
      changed({
        '3': sampler({ positive: ['60', 0], negative: ['60', 1] }),
        '60': [
          'ControlNetApplyAdvanced',
          {
            strength: 0.8,
            positive: ['61', 0],
            negative: ['7', 0],
            control_net: ['65', 0],
            image: ['66', 0],
          },
        ],
        '61': ['ConditioningCombine', { conditioning_1: ['62', 0], conditioning_2: ['63', 0] }],
        '62': [
          'ConditioningSetArea',
          { width: 256, height: 256, x: 0, y: 0, strength: 1, conditioning: ['6', 0] },
        ],
        '63': ['ConditioningConcat', { conditioning_to: ['64', 0], conditioning_from: ['6', 0] }],
        '64': ['CLIPTextEncodeSDXL', { text_g: 'a plum', text_l: 'soft', clip: ['4', 1], width: 1024 }],
        '65': ['ControlNetLoader', { control_net_name: 'x' }],
        '66': ['LoadImage', { image: 'a.png' }],
      }),
    )
    expect([said.prompt, said.negativePrompt]).toEqual(['a (pear:1.2), a plum', 'blurry'])
    expect(new Set(lost(said))).toEqual(
      new Set([
        'ControlNetApplyAdvanced',
        'ConditioningCombine',
        'ConditioningSetArea',
        'ConditioningConcat',
        'text_l',
      ]),
    )
  })

  test('a negative of nothing, and a layer of the text encoder', () => {
    const said = read(
      changed({
        '3': sampler({ negative: ['70', 0] }),
        '6': ['CLIPTextEncode', { text: 'a (pear:1.2)', clip: ['71', 0] }],
        '70': ['ConditioningZeroOut', { conditioning: ['6', 0] }],
        '71': ['CLIPSetLastLayer', { stop_at_clip_layer: -2, clip: ['4', 1] }],
      }),
    )
    expect(said).toMatchObject({ ...plainSaid, negativePrompt: '', clipSkip: 2 })
  })
})

test('values that other nodes hold', () => {
  const said = read(
    changed({
      '3': sampler({ seed: ['80', 0], steps: ['81', 0], cfg: ['82', 0], sampler_name: ['83', 0] }),
      '80': ['Seed (rgthree)', { seed: 123 }],
      '81': ['PrimitiveInt', { value: 30 }],
      '82': ['Reroute', { '': ['84', 0] }],
      '83': ['Sampler Selector', { sampler_name: 'euler' }],
      '84': ['FloatLiteral', { float: 3.5 }],
    }),
  )
  expect(said).toMatchObject({ seed: '123', steps: 30, guidance: 3.5, sampler: 'euler' })
})

test.each([
  ['sample_dpmpp_2m', 'dpmpp_2m'],
  ['dpmpp_sde_gpu', 'dpmpp_sde'],
])('the sampler %s is our %s', (sampler_name, ours) => {
  const said = read(changed({ '3': sampler({ sampler_name }) }))
  expect(said).toMatchObject({ sampler: ours, notRestored: [] })
})

test('of several passes the last counts, and the others are told', () => {
  const said = read(
    changed({
      '8': ['VAEDecode', { samples: ['91', 0], vae: ['92', 0] }],
      '90': ['LatentUpscaleBy', { upscale_method: 'bislerp', scale_by: 1.5, samples: ['3', 0] }],
      '91': sampler({ seed: 6, steps: 10, denoise: 0.5, latent_image: ['90', 0] }),
      '92': ['VAELoader', { vae_name: 'soft.safetensors' }],
      '93': [
        'FaceDetailer',
        {
          image: ['8', 0],
          seed: 1,
          steps: 4,
          cfg: 1,
          sampler_name: 'euler',
          scheduler: 'normal',
          denoise: 0.3,
          model: ['4', 0],
        },
      ],
      '9': ['SaveImage', { filename_prefix: 'x', images: ['93', 0] }],
    }),
  )
  expect(said).toMatchObject({
    ...{
      seed: '6',
      steps: 10,
      size: { width: 768, height: 1152 },
      vae: { name: 'soft.safetensors', hash: '' },
    },
  })
  expect(said.notRestored.map(({ name, value }) => [name, value.slice(0, 24)])).toEqual([
    ['pass: FaceDetailer', '{"seed":"1","steps":4,"g'],
    ['pass: KSampler', '{"seed":"5","steps":20,"'],
    ['LatentUpscaleBy', '{"upscale_method":"bisle'],
    ['denoise', '0.5'],
  ])
})

test('of a pass before the last: its own words, model and adapters, and what steered it, with the files', () => {
  const said = read(
    changed({
      '8': ['VAEDecode', { samples: ['91', 0], vae: ['4', 2] }],
      '91': sampler({ seed: 6, steps: 10, denoise: 0.5, latent_image: ['3', 0] }),
      '3': sampler({ model: ['21', 0], positive: ['22', 0], negative: ['7', 0] }),
      '20': ['CheckpointLoaderSimple', { ckpt_name: 'draft.safetensors' }],
      '21': ['LoraLoaderModelOnly', { lora_name: 'ink.safetensors', strength_model: 0.8, model: ['20', 0] }],
      '22': [
        'ControlNetApply',
        { strength: 0.9, conditioning: ['23', 0], control_net: ['25', 0], image: ['26', 0] },
      ],
      '23': ['ConditioningSetArea', { x: 0, y: 64, conditioning: ['24', 0] }],
      '24': ['CLIPTextEncode', { text: 'a sketch of a pear', clip: ['20', 1] }],
      '25': ['ControlNetLoader', { control_net_name: 'scribble.pth' }],
      '26': ['Canny', { low_threshold: 0.4, image: ['27', 0] }],
      '27': ['LoadImage', { image: 'pear.png' }],
    }),
  )
  expect(said).toMatchObject({ prompt: 'a (pear:1.2)', model: { name: 'sd15/pear.safetensors' } })
  expect(said.notRestored.map(({ name, value }) => [name, value])).toEqual([
    [
      'pass: KSampler',
      JSON.stringify({
        ...{ seed: '5', steps: 20, guidance: 7.5, sampler: 'dpmpp_2m', scheduler: 'karras', denoise: 1 },
        ...{
          prompt: 'a sketch of a pear',
          model: 'draft.safetensors',
          adapters: 'ink.safetensors 0.8 (text 0)',
        },
      }),
    ],
    ['ControlNetApply', JSON.stringify({ strength: 0.9, control_net: 'scribble.pth', image: 'pear.png' })],
    ['ConditioningSetArea', JSON.stringify({ x: 0, y: 64 })],
    ['denoise', '0.5'],
  ])
})

test('of two models that were merged, the other by its name and what was on it', () => {
  const said = read(
    changed({
      '3': sampler({ model: ['30', 0] }),
      '30': ['ModelMergeSimple', { ratio: 0.5, model1: ['4', 0], model2: ['31', 0] }],
      '31': ['LoraLoaderModelOnly', { lora_name: 'ink.safetensors', strength_model: 1, model: ['32', 0] }],
      '32': ['CheckpointLoaderSimple', { ckpt_name: 'apple.safetensors' }],
    }),
  )
  expect(said).toMatchObject({ model: { name: 'sd15/pear.safetensors' }, adapters: [] })
  expect(said.notRestored.map(({ value }) => value)).toEqual([
    JSON.stringify({ ratio: 0.5, model2: 'ink.safetensors, apple.safetensors' }),
  ])
})

test('a picture that was begun with, and nodes that nobody knows', () => {
  const said = read(
    changed({
      '3': sampler({ latent_image: ['95', 0], model: ['97', 0], denoise: 0.6 }),
      '95': ['VAEEncode', { pixels: ['96', 0], vae: ['4', 2] }],
      '96': ['LoadImage', { image: 'start.png', upload: 'image' }],
      '97': ['Mystery Patch', { strength: 2, model: ['4', 0] }],
    }),
  )
  expect(said).toMatchObject({ size: null, model: { name: 'sd15/pear.safetensors' } })
  expect(lost(said)).toEqual(['VAEEncode', 'LoadImage', 'Mystery Patch', 'denoise'])
})

test('of several that save, the file is the one it is named after', () => {
  const two = changed({
    '9': ['SaveImage', { filename_prefix: 'out/first', images: ['8', 0] }],
    '100': ['SaveImage', { filename_prefix: 'second', images: ['101', 0] }],
    '101': ['VAEDecode', { samples: ['102', 0], vae: ['4', 2] }],
    '102': sampler({ seed: 99 }),
  })
  expect(read(two, 'first_00001_.png').seed).toBe('5')
  expect(read(two, 'second_00001_.png').seed).toBe('99')
  expect(read(two).seed).toBe('99')
})

test("SD.Next's and Forge's kind of text beside a graph is ComfyUI's", () => {
  const texts = new Map([
    ['prompt', prompt(plain)],
    ['parameters', 'a plum\nSteps: 5, Sampler: Euler, Seed: 7, Size: 64x64'],
  ])
  expect(saidByTexts(texts)).toMatchObject({ source: 'comfyui', prompt: 'a plum', seed: '7' })
})
