import { describe, expect, it } from 'vitest'
import { idleFields } from '../../../../src-main/contract/recipe-rules.ts'
import { readRecipe, type Recipe } from '../../../../src-main/contract/recipe.ts'
import { importKohya } from '../../../../src-main/training/import/kohya.ts'

type Imported = ReturnType<typeof importKohya>

const left = ({ notCarried }: Imported): string[] => notCarried.map(({ setting }) => setting).sort()
const whyOf = ({ notCarried }: Imported, name: string): string | undefined =>
  notCarried.find(({ setting }) => setting === name)?.why.code

function whole({ recipe, missing }: Imported): Recipe {
  const base = missing.includes('base') ? { base: 'b' } : {}
  const data = {
    ...(recipe['data'] as object | undefined),
    ...(missing.includes('data.folder') ? { folder: 'p' } : {}),
  }
  return readRecipe({ ...recipe, ...base, data })
}

/** The least configuration of a run, and more. */
const run = (more: string): Imported =>
  importKohya(`
pretrained_model_name_or_path = "base.safetensors"
train_data_dir = "pics"
network_module = "networks.lora"
learning_rate = 1e-4
${more}`)

describe('sd-scripts', () => {
  const toml = `
[model_arguments]
pretrained_model_name_or_path = "base.safetensors"
v_parameterization = true
[dataset_arguments]
train_data_dir = "pictures"
resolution = "768,512"
enable_bucket = true
bucket_no_upscale = true
min_bucket_reso = 320
shuffle_caption = true
keep_tokens = 2
[network]
network_module = "lycoris.kohya"
network_dim = 32
network_alpha = 16.0
network_args = ["algo=lokr", "factor=8", "conv_dim=8", "preset=full"]
[training]
learning_rate = 2e-4
text_encoder_lr = [1e-5, 2e-5]
optimizer_type = "AdamW8bit"
optimizer_args = ["weight_decay=0.1", "betas=(0.9,0.98)"]
lr_scheduler = "cosine_with_restarts"
lr_scheduler_num_cycles = 3
lr_warmup_steps = 50
max_train_epochs = 12
min_snr_gamma = 5
max_timestep = 900
mixed_precision = "bf16"
multires_noise_iterations = 6
xformers = true
cache_latents = true
colour_of_the_moon = "blue"
seed = 7
`
  const imported = importKohya(toml)
  it('becomes a recipe', () => {
    const recipe = readRecipe(imported.recipe)
    expect(imported.missing).toEqual([])
    expect(recipe).toMatchObject({
      base: 'base.safetensors',
      data: { folder: 'pictures', width: 768, height: 512, buckets: { on: true, noUpscale: true } },
      captions: { shuffle: true, keepTokens: 2 },
      adapter: { kind: 'lokr', layers: 'full', rank: 32, alpha: 16, convRank: 8, factor: 8 },
      unet: { train: true, learningRate: 2e-4 },
      textEncoder: { train: true, learningRate: 1e-5 },
      textEncoder2: { train: null, learningRate: 2e-5 },
      optimizer: { kind: 'adamw', weightDecay: 0.1, beta1: 0.9, beta2: 0.98 },
      schedule: { kind: 'cosine_with_restarts', restarts: 3, warmupSteps: 50 },
      objective: { prediction: 'v', minSnrGamma: 5, firstTimestep: 0, lastTimestep: 899 },
      epochs: 12,
      steps: null,
      seed: 7,
    })
    expect(idleFields(recipe)).toEqual([])
  })
  it('names what was left behind and why, what bears on the adapter first', () => {
    expect(imported.notCarried.map(({ setting, why: { code } }) => [setting, code])).toEqual([
      ['multires_noise_iterations', 'import/other-noise'],
      ['colour_of_the_moon', 'import/unknown-setting'],
      ['min_bucket_reso', 'import/idle'],
      ['mixed_precision', 'import/machine'],
      ['xformers', 'import/machine'],
      ['cache_latents', 'import/machine'],
    ])
  })
})

describe('what is not written', () => {
  it('is as in kohya’s trainers', () => {
    expect(whole(run('network_dim = 32'))).toMatchObject({
      adapter: { kind: 'lora', layers: 'transformer', rank: 32, alpha: 1, convRank: null },
      textEncoder: { train: true, learningRate: 1e-4 },
      unet: { train: true, learningRate: 1e-4 },
      data: { buckets: { on: false } },
      captions: { extension: '.caption' },
      optimizer: { kind: 'adamw', weightDecay: 0.01 },
      schedule: { kind: 'constant', warmupSteps: 0, warmupShare: 0 },
      steps: 1600,
      save: { type: 'f32' },
    })
    expect(left(run('network_dim = 32'))).toEqual([])
    expect(whole(run('')).adapter).toMatchObject({ rank: 4, alpha: 1 })
  })

  it.each([
    ['AdamW', { kind: 'adamw', weightDecay: 0.01 }],
    ['Lion8bit', { kind: 'lion', weightDecay: 0 }],
    ['Prodigy', { kind: 'prodigy', weightDecay: 0, biasCorrection: false }],
    ['prodigyopt.Prodigy', { kind: 'prodigy', weightDecay: 0 }],
    ['Adafactor', { kind: 'adafactor', weightDecay: 0, relativeStep: true, scaleParameter: true }],
  ])('of the optimizer %s is its own', (name, optimizer) => {
    const imported = run(`optimizer_type = "${name}"`)
    expect(whole(imported).optimizer).toMatchObject(optimizer)
    expect(left(imported)).toEqual([])
  })

  it('of Adafactor makes rates do nothing, which is said once', () => {
    const imported = run('optimizer_type = "Adafactor"\nunet_lr = 2e-4\ntext_encoder_lr = 1e-5')
    expect(imported.notCarried.map(({ setting, why: { code } }) => [setting, code])).toEqual([
      ['unet_lr', 'import/idle'],
      ['text_encoder_lr', 'import/idle'],
    ])
    const fixed = run(
      'optimizer_type = "Adafactor"\noptimizer_args = ["relative_step=False", "scale_parameter=False"]',
    )
    expect(whole(fixed)).toMatchObject({
      unet: { learningRate: 1e-4 },
      optimizer: { relativeStep: false, scaleParameter: false },
    })
  })

  it('of LyCORIS is LyCORIS’s: every layer, convolutions with the same rank', () => {
    const lycoris = (args: string): Imported =>
      importKohya(`
pretrained_model_name_or_path = "b"
train_data_dir = "p"
network_module = "lycoris.kohya"
network_dim = 8
network_alpha = 4
network_args = [${args}]`)
    expect(whole(lycoris('"algo=loha"')).adapter).toMatchObject({
      kind: 'loha',
      layers: 'full',
      convRank: 8,
      convAlpha: null,
    })
    expect(whole(lycoris('')).adapter).toMatchObject({ kind: 'locon', layers: 'full', convRank: 8 })
    expect(whole(lycoris('"conv_dim=0"')).adapter).toMatchObject({
      kind: 'lora',
      layers: 'full',
      convRank: null,
    })
    expect(whole(lycoris('"algo=lokr", "preset=attn-mlp"')).adapter).toMatchObject({
      layers: 'transformer',
      convRank: null,
    })
    expect(whole(lycoris('"preset=unet-only"')).textEncoder.train).toBe(false)
    expect(whyOf(lycoris('"preset=mine.toml"'), 'preset')).toBe('import/other-layers')
    expect(whyOf(lycoris('"algo=ia3"'), 'algo')).toBe('import/other-kind')
  })

  it('of a dataset configuration alone is only what concerns the pictures', () => {
    const { recipe, missing } = importKohya(`
[general]
flip_aug = true
[[datasets]]
resolution = 512
batch_size = 2
  [[datasets.subsets]]
  image_dir = "one"
  num_repeats = 10
  class_tokens = "zwx cat"
`)
    expect(recipe).toEqual({
      batch: 2,
      data: { folder: 'one', repeats: 10, width: 512, height: 512, flip: true, buckets: { on: false } },
      captions: { classWord: 'zwx cat', extension: '.caption' },
    })
    expect(missing).toEqual(['base'])
  })
})

describe('0, false and nothing', () => {
  it('a rate of 0 leaves its network out', () => {
    const unet = whole(run('unet_lr = 0\ntext_encoder_lr = 5e-5'))
    expect(unet).toMatchObject({ unet: { train: false }, textEncoder: { train: true, learningRate: 5e-5 } })
    expect(left(run('unet_lr = 0\ntext_encoder_lr = 5e-5'))).toEqual([])
    const text = whole(run('text_encoder_lr = 0'))
    expect(text).toMatchObject({ unet: { train: true, learningRate: 1e-4 }, textEncoder: { train: false } })
  })

  it('a switch that is off is one that is on the other way round', () => {
    expect(whole(run('network_train_unet_only = false')).textEncoder.train).toBe(true)
    expect(whole(run('network_train_unet_only = true')).textEncoder.train).toBe(false)
    expect(whole(run('network_train_text_encoder_only = true')).unet.train).toBe(false)
    expect(whole(run('enable_bucket = true')).data.buckets.on).toBe(true)
  })

  it('stand for "off" where a recipe has nothing, and for themselves where they are values', () => {
    expect(
      whole(run('min_snr_gamma = 0\nsave_every_n_steps = 0\nmax_grad_norm = 0\nseed = 0')),
    ).toMatchObject({
      objective: { minSnrGamma: null },
      save: { every: null },
      clip: 0,
      seed: 0,
    })
    expect(whole(run('network_dim = 8\nnetwork_alpha = 0')).adapter.alpha).toBe(8)
    expect(whole(run('optimizer_args = ["weight_decay=0"]')).optimizer.weightDecay).toBe(0)
  })
})

describe('text encoders', () => {
  it('have a rate each, and one of them may be left out', () => {
    const rates = (list: string): Recipe => whole(run(`text_encoder_lr = ${list}`))
    expect(rates('[1e-5, 0]')).toMatchObject({
      textEncoder: { train: true, learningRate: 1e-5 },
      textEncoder2: { train: false },
    })
    expect(rates('[0, 2e-5]')).toMatchObject({
      textEncoder: { train: false },
      textEncoder2: { train: true, learningRate: 2e-5 },
    })
    expect(rates('[3e-5]')).toMatchObject({ textEncoder2: { train: null, learningRate: null } })
    expect(whole(run('text_encoder_lr1 = 1e-5\ntext_encoder_lr2 = 2e-5'))).toMatchObject({
      textEncoder: { learningRate: 1e-5 },
      textEncoder2: { learningRate: 2e-5 },
    })
    for (const list of ['[1e-5, 0]', '[0, 2e-5]', '[1e-5, 2e-5]'])
      expect(idleFields(rates(list)), list).toEqual([])
  })
})

describe('how long', () => {
  it('epochs come before steps', () => {
    const imported = run('max_train_steps = 3\nmax_train_epochs = 1')
    expect(whole(imported)).toMatchObject({ epochs: 1, steps: null })
    expect(imported.notCarried).toMatchObject([
      { setting: 'max_train_steps', why: { code: 'import/overruled', facts: { by: 'max_train_epochs' } } },
    ])
  })

  it('a warm-up that is not whole is a share of the run', () => {
    const warmUp = (value: string): object =>
      whole(run(`lr_scheduler = "cosine"\nlr_warmup_steps = ${value}`)).schedule
    expect(warmUp('0.1')).toMatchObject({ warmupSteps: 0, warmupShare: 0.1 })
    expect(warmUp('40')).toMatchObject({ warmupSteps: 40, warmupShare: 0 })
    expect(warmUp('0')).toMatchObject({ warmupSteps: 0, warmupShare: 0 })
  })
})

describe('LoKr', () => {
  const lokr = (more: string): Imported =>
    importKohya(`
pretrained_model_name_or_path = "b"
train_data_dir = "p"
network_module = "lycoris.kohya"
${more}`)

  it('of full dimension keeps its blocks whole, in convolutions too', () => {
    const imported = lokr('network_dim = 100000\nnetwork_args = ["algo=lokr", "conv_dim=100000", "factor=6"]')
    expect(whole(imported).adapter).toMatchObject({ kind: 'lokr', fullMatrix: true, factor: 6 })
    expect(whole(imported).adapter.convRank).not.toBeNull()
    expect(idleFields(whole(imported))).toEqual([])
    expect(left(imported)).toEqual([])
  })

  it('of a dimension that is neither is named', () => {
    const imported = lokr('network_dim = 3000\nnetwork_args = ["algo=lokr"]')
    expect(whole(imported).adapter.fullMatrix).toBe(false)
    expect(whyOf(imported, 'network_dim')).toBe('import/too-large')
  })
})

describe('lists of subsets', () => {
  const reg = '[[datasets.subsets]]\nis_reg = true\nimage_dir = "reg"\nclass_tokens = "girl"\n'
  const own = '[[datasets.subsets]]\nimage_dir = "hana"\nclass_tokens = "hana girl"\nnum_repeats = 10\n'

  it.each([
    ['first', reg + own],
    ['last', own + reg],
  ])('the class pictures may come %s', (_, subsets) => {
    const imported = run(`[[datasets]]\nresolution = 128\n${subsets}`)
    expect(whole(imported)).toMatchObject({
      data: { folder: 'hana', repeats: 10, width: 128 },
      captions: { classWord: 'hana girl' },
      prior: { folder: 'reg', prompt: 'girl', count: 0 },
    })
    expect(imported.notCarried).toMatchObject([
      { setting: 'train_data_dir', why: { code: 'import/overruled' } },
    ])
  })

  it('class pictures without words make none either', () => {
    const imported = run(
      '[[datasets]]\n[[datasets.subsets]]\nis_reg = true\nimage_dir = "reg"\n[[datasets.subsets]]\nimage_dir = "a"\n',
    )
    expect(whole(imported).prior).toMatchObject({ folder: 'reg', prompt: '' })
  })

  it('what a subset does not say its dataset says, then [general], then the rest', () => {
    const imported = importKohya(`
caption_dropout_rate = 0.1
keep_tokens = 1
flip_aug = false
[general]
keep_tokens = 2
shuffle_caption = true
random_crop = false
[[datasets]]
keep_tokens = 3
random_crop = true
resolution = [512, 640]
  [[datasets.subsets]]
  image_dir = "a"
  keep_tokens = 4
[[datasets]]
keep_tokens = 9
  [[datasets.subsets]]
  image_dir = "b"
`)
    expect(whole(imported)).toMatchObject({
      data: { folder: 'a', width: 512, height: 640, randomCrop: true },
      captions: { keepTokens: 4, shuffle: true, dropout: 0.1 },
    })
    expect(imported.notCarried).toMatchObject([
      { setting: 'subsets', value: 'b', why: { code: 'import/one-folder' } },
    ])
  })

  it('others are named by their folder, with what each is', () => {
    const { notCarried } = run(`[[datasets]]
${own}${reg}
[[datasets.subsets]]
image_dir = "more"
[[datasets.subsets]]
is_reg = true
image_dir = "more reg"
[[datasets.subsets]]
image_dir = "off"
num_repeats = 0
`)
    expect(
      notCarried.filter(({ setting }) => setting === 'subsets').map(({ value, why }) => [value, why.code]),
    ).toEqual([
      ['more', 'import/one-folder'],
      ['more reg', 'import/one-class-folder'],
      ['off', 'import/no-repeats'],
    ])
  })
})

describe('what is wrong', () => {
  it('is named in words that know nothing of fields, and left out', () => {
    const imported = importKohya(
      'network_dim = -3\nnetwork_alpha = 1\nlr_scheduler = "piecewise"\ntrain_batch_size = 1.5\nresolution = 511\noutput_name = "a/b"',
    )
    expect(imported.recipe).not.toHaveProperty('adapter.rank')
    const codes = Object.fromEntries(imported.notCarried.map(({ setting, why }) => [setting, why.code]))
    expect(codes).toEqual({
      network_dim: 'import/too-small',
      lr_scheduler: 'import/other-schedule',
      train_batch_size: 'import/not-whole',
      resolution: 'import/not-a-multiple',
      output_name: 'import/not-a-name',
    })
  })

  it('what is no configuration is refused, and one for other models', () => {
    for (const text of ['= nothing', '{"a":', '[1,2]'])
      expect(() => importKohya(text)).toThrow(expect.objectContaining({ code: 'import/not-kohya' }))
    for (const text of [
      'network_module = "networks.lora_flux"',
      '{"LoRA_type":"Flux1","flux1_checkbox":true}',
    ])
      expect(() => importKohya(text)).toThrow(expect.objectContaining({ code: 'import/other-model' }))
  })

  it('other optimizers, schedules and losses are named; their options too', () => {
    const imported = run(
      'optimizer_type = "DAdaptAdam"\noptimizer_args = ["decouple=True", "stray"]\nlr_scheduler_type = "X"\nloss_type = "huber"\nhuber_c = 0.2\nvae = "v.safetensors"',
    )
    expect(Object.fromEntries(imported.notCarried.map(({ setting, why }) => [setting, why.code]))).toEqual({
      optimizer_type: 'import/other-optimizer',
      optimizer_args: 'import/unknown-setting',
      lr_scheduler_type: 'import/other-schedule',
      loss_type: 'import/other-loss',
      huber_c: 'import/other-loss',
      vae: 'import/own-vae',
    })
  })
})
