import { describe, expect, it } from 'vitest'
import { idleFields } from '../../../../src-main/contract/recipe-rules.ts'
import { readRecipe } from '../../../../src-main/contract/recipe.ts'
import { importKohya } from '../../../../src-main/training/import/kohya.ts'

const left = ({ notCarried }: ReturnType<typeof importKohya>): string[] =>
  notCarried.map(({ setting }) => setting).sort()

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
network_args = ["algo=lokr", "factor=8", "conv_dim=8", "preset=attn-mlp"]
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
      adapter: { kind: 'lokr', rank: 32, alpha: 16, convRank: 8, factor: 8 },
      unet: { train: true, learningRate: 2e-4 },
      textEncoder: { train: true, learningRate: 1e-5 },
      optimizer: { kind: 'adamw', weightDecay: 0.1, beta1: 0.9, beta2: 0.98 },
      schedule: { kind: 'cosine_with_restarts', restarts: 3, warmupSteps: 50 },
      objective: { prediction: 'v', minSnrGamma: 5, firstTimestep: 0, lastTimestep: 899 },
      epochs: 12,
      seed: 7,
    })
    expect(idleFields(recipe)).toEqual([])
  })
  it('names what was left behind, and why', () => {
    expect(left(imported)).toEqual(
      [
        'cache_latents',
        'min_bucket_reso',
        'mixed_precision',
        'multires_noise_iterations',
        'preset',
        'xformers',
      ].sort(),
    )
    const why = new Map(imported.notCarried.map((entry) => [entry.setting, entry.why]))
    expect(why.get('xformers')).toContain('machine')
    expect(why.get('min_bucket_reso')).toContain('It would do nothing')
    expect(why.get('multires_noise_iterations')).toBe('A recipe has no such field.')
  })
  it('a dataset configuration gives its first subset and names the others', () => {
    const { recipe, missing, notCarried } = importKohya(`
[general]
flip_aug = true
[[datasets]]
resolution = 512
batch_size = 2
  [[datasets.subsets]]
  image_dir = "one"
  num_repeats = 10
  class_tokens = "zwx cat"
  [[datasets.subsets]]
  image_dir = "two"
`)
    expect(recipe).toEqual({
      batch: 2,
      data: { folder: 'one', repeats: 10, width: 512, height: 512, flip: true },
      captions: { classWord: 'zwx cat' },
    })
    expect(missing).toEqual(['base'])
    expect(notCarried).toMatchObject([{ setting: 'subsets' }])
  })
})

describe('the GUI', () => {
  it('becomes a recipe; switches that are off are not mentioned', () => {
    const imported = importKohya(
      JSON.stringify({
        LoRA_type: 'Kohya LoCon',
        pretrained_model_name_or_path: 'b',
        train_data_dir: 'p',
        max_resolution: '512,640',
        network_dim: 8,
        network_alpha: 4,
        conv_dim: 4,
        conv_alpha: 1,
        unet_lr: 0.0002,
        text_encoder_lr: 0,
        optimizer: 'Prodigy',
        optimizer_args: 'd_coef=0.5 safeguard_warmup=True',
        lr_warmup: 10,
        max_train_steps: '1600',
        epoch: 10,
        min_snr_gamma: 0,
        noise_offset: '0.05',
        weighted_captions: false,
        block_dims: '',
        save_precision: 'fp16',
        stop_text_encoder_training: 0,
        scale_weight_norms: 1,
      }),
    )
    expect(readRecipe(imported.recipe)).toMatchObject({
      adapter: { kind: 'locon', rank: 8, alpha: 4, convRank: 4, convAlpha: 1 },
      data: { width: 512, height: 640 },
      unet: { learningRate: 0.0002 },
      textEncoder: { train: false },
      optimizer: { kind: 'prodigy', coefficient: 0.5, safeguardWarmup: true },
      schedule: { warmupSteps: 160 },
      steps: 1600,
      epochs: null,
      objective: { minSnrGamma: null, noiseOffset: 0.05 },
      save: { type: 'f16' },
    })
    expect(left(imported)).toEqual(['epoch', 'scale_weight_norms', 'text_encoder_lr'])
  })
})

it('what is wrong is named and left out; what is no configuration is refused', () => {
  const imported = importKohya('network_dim = -3\nnetwork_alpha = 1\nlr_scheduler = "piecewise"')
  expect(imported.recipe).toMatchObject({ adapter: { alpha: 1 } })
  expect(left(imported)).toEqual(['lr_scheduler', 'network_dim'])
  for (const text of ['= nothing', '{"a":', '[1,2]'])
    expect(() => importKohya(text)).toThrow(/no configuration/)
})
