// What a diffusers folder says of its networks acts, or is refused by name.
import { describe, expect, it } from 'vitest'
import {
  defaultSize,
  detectCheckpoint,
  modelOf,
  type Detection,
} from '../../../../../src-main/architectures/recognising/detect.ts'
import { a1111Sampling } from '../../../../../src-main/sampling/profiles/a1111.ts'
import { comfySampling } from '../../../../../src-main/sampling/profiles/comfyui.ts'
import type { NoiseSchedule } from '../../../../../src-main/sampling/noise-schedule.ts'
import { expectClose } from '../../../../support/close.ts'
import { published, unetOf } from '../../../../support/families.ts'
import { folder, madeUpTable } from '../../../../support/made-up-table.ts'
import { inEnglish } from '../../../../support/said.ts'
import { tolerances } from '../../../../support/tolerances.ts'

const scheduler = 'scheduler/scheduler_config.json'

function detected(settings: Readonly<Record<string, object | string>>, architecture: 'sd1' | 'sd2' = 'sd1') {
  const table = madeUpTable(published[architecture], folder)
  for (const [file, content] of Object.entries(settings))
    table.metadata.set(file, typeof content === 'string' ? content : JSON.stringify(content))
  return detectCheckpoint(table)
}

const scheduleOf = (detection: Detection, profile = comfySampling): NoiseSchedule =>
  detection.family.noiseSchedule(detection, profile)

describe('the scheduler', () => {
  it('zero terminal SNR is the schedule that the tensor "ztsnr" asks for', () => {
    const table = madeUpTable(published.sd1, folder)
    table.tensors.set('ztsnr', { dtype: 'f32', shape: [0] })
    const marked = detectCheckpoint(table)
    const said = detected({ [scheduler]: { rescale_betas_zero_snr: true } })
    expect(said.why.map(inEnglish).join(' ')).toContain('zero terminal SNR')
    for (const profile of [a1111Sampling, comfySampling])
      expect(scheduleOf(said, profile).sigmas).toEqual(scheduleOf(marked, profile).sigmas)
    expect(scheduleOf(said).sigmaMax).not.toBe(scheduleOf(detected({})).sigmaMax)
  })

  // The running product in double precision, by the formulas of diffusers' DDPMScheduler and betas_for_alpha_bar.
  it.each([
    ['linear', { beta_start: 0.0001, beta_end: 0.02 }, [0.9999, 0.07858724288177821, 4.0358297653756754e-5]],
    ['squaredcos_cap_v2', {}, [0.999958715775178, 0.4938435904406382, 2.4287669070348567e-9]],
  ] as const)('%s noise', (beta_schedule, rest, alphas) => {
    const { alphasCumprod } = scheduleOf(detected({ [scheduler]: { beta_schedule, ...rest } }))
    const found = [0, 499, 999].map((timestep) => alphasCumprod[timestep] ?? NaN)
    expectClose(found, alphas, tolerances.schedule)
  })

  it('trained betas are taken as they are', () => {
    const betas = Array.from({ length: 1000 }, (_, at) => (at + 1) / 4000)
    const { alphasCumprod } = scheduleOf(detected({ [scheduler]: { trained_betas: betas } }))
    expectClose(
      [alphasCumprod[0]!, alphasCumprod[1]!],
      [3999 / 4000, (3999 / 4000) * (3998 / 4000)],
      tolerances.schedule,
    )
  })

  it('the usual values are the usual schedule, bit for bit', () => {
    const said = { beta_schedule: 'scaled_linear', beta_start: 0.00085, beta_end: 0.012, trained_betas: null }
    expect(scheduleOf(detected({ [scheduler]: said })).sigmas).toEqual(scheduleOf(detected({})).sigmas)
  })

  it('says what the network predicts', () => {
    const { prediction, why } = detected({ [scheduler]: { prediction_type: 'v_prediction' } })
    expect(prediction).toMatchObject({ type: 'v', source: 'metadata' })
    expect(why.map(inEnglish).join(' ')).toContain('scheduler_config.json')
  })
})

describe('the networks', () => {
  it('sample_size is the size of a picture', () => {
    expect(defaultSize(detected({ 'unet/config.json': { sample_size: 96 } }))).toEqual({
      width: 768,
      height: 768,
    })
    const oblong = { 'unet/config.json': { sample_size: [64, 96] } }
    expect(defaultSize(detected(oblong))).toEqual({ width: 768, height: 512 })
  })

  it('the activation and the heads of a text encoder', () => {
    const settings = { hidden_act: 'gelu', num_attention_heads: 24 }
    const [encoder] = modelOf(detected({ 'text_encoder/config.json': settings })).textEncoders
    expect(encoder).toMatchObject({ activation: 'gelu', heads: 24 })
  })

  it.each([
    [8, { count: 8 }],
    [[5, 10, 20, 20], { width: 64 }],
    [[10, 20, 40, 40], { width: 32 }],
  ])('attention_head_dim %j', (attention_head_dim, heads) => {
    const model = modelOf(detected({ 'unet/config.json': { attention_head_dim } }, 'sd2'))
    expect(unetOf(model).heads).toEqual(heads)
  })

  it('the scale of the latents', () => {
    const model = modelOf(detected({ 'vae/config.json': { scaling_factor: 0.13025 } }))
    expect(model.vae?.latentScale).toBe(0.13025)
  })

  it('as they are published, they change nothing', () => {
    const usual = {
      [scheduler]: { prediction_type: 'epsilon', num_train_timesteps: 1000, rescale_betas_zero_snr: false },
      'unet/config.json': {
        act_fn: 'silu',
        attention_head_dim: 8,
        center_input_sample: false,
        class_embed_type: null,
        downsample_padding: 1,
        flip_sin_to_cos: true,
        freq_shift: 0,
        mid_block_scale_factor: 1,
        norm_eps: 1e-5,
        norm_num_groups: 32,
        only_cross_attention: false,
        sample_size: 64,
        time_cond_proj_dim: null,
      },
      'vae/config.json': { act_fn: 'silu', norm_num_groups: 32, scaling_factor: 0.18215 },
      'text_encoder/config.json': { hidden_act: 'quick_gelu', layer_norm_eps: 1e-5, num_attention_heads: 12 },
    }
    const { problem, model } = detected(usual)
    expect(problem).toBeNull()
    expect(JSON.stringify(model)).toBe(JSON.stringify(detected({}).model))
  })
})

describe('refused by name', () => {
  it.each([
    [scheduler, 'prediction_type', 'sample'],
    [scheduler, 'beta_schedule', 'sigmoid'],
    [scheduler, 'trained_betas', [0.1, 0.2]],
    [scheduler, 'num_train_timesteps', 4000],
    ['unet/config.json', 'class_embed_type', 'timestep'],
    ['unet/config.json', 'norm_eps', 1e-6],
    ['unet/config.json', 'only_cross_attention', [true, false]],
    ['vae/config.json', 'shift_factor', 0.1],
    ['vae/config.json', 'scaling_factor', 0],
    ['text_encoder/config.json', 'hidden_act', 'relu'],
  ])('%s %s %j', (file, setting, value) => {
    expect(detected({ [file]: { [setting]: value } }).problem).toEqual({
      code: 'checkpoint/unsupported-setting',
      facts: { file, setting, value: JSON.stringify(value) },
    })
  })

  it('a damaged file', () => {
    const { problem } = detected({ 'unet/config.json': '{"sample_size": 64' })
    expect(problem).toEqual({ code: 'checkpoint/damaged-settings', facts: { file: 'unet/config.json' } })
  })
})
