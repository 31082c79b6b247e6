// Made for these tests after what each program's own writer does.
import { describe, expect, test } from 'vitest'
import type { SaidSettings } from '../../../../src-main/contract/said-settings.ts'
import { saidByTexts } from '../../../../src-main/formats/programs/said-by-texts.ts'

const read = (texts: Record<string, string | object>): SaidSettings => {
  const said = saidByTexts(
    new Map(
      Object.entries(texts).map(([key, text]) => [
        key,
        typeof text === 'string' ? text : JSON.stringify(text),
      ]),
    ),
  )
  if (said === null) throw new Error('nothing is said')
  return said
}
const lost = ({ notRestored }: SaidSettings): string[] =>
  notRestored.map(({ name, value }) => `${name}: ${value}`)

describe('Fooocus', () => {
  const json = {
    adm_guidance: '(1.5, 0.8, 0.3)',
    base_model: 'pear-painter-xl',
    base_model_hash: '0123456789',
    full_negative_prompt: ['blurry'],
    full_prompt: ['cinematic still a pear', 'soft light'],
    guidance_scale: 4,
    lora_combined_1: 'offset : 0.1',
    loras: [['offset', 0.1, 'abcdef0123']],
    metadata_scheme: 'fooocus',
    negative_prompt: 'blurry',
    performance: 'Speed',
    prompt: 'a pear',
    refiner_model: 'None',
    refiner_switch: 0.5,
    resolution: '(1152, 896)',
    sampler: 'dpmpp_2m_sde_gpu',
    scheduler: 'karras',
    seed: '18446744073709551615',
    sharpness: 2,
    steps: 30,
    styles: "['Fooocus V2']",
    vae: 'Default (model)',
    version: 'Fooocus v2.5.5',
  }
  const common = {
    source: 'fooocus',
    prompt: 'a pear',
    negativePrompt: 'blurry',
    model: { name: 'pear-painter-xl', hash: '0123456789' },
    vae: null,
    adapters: [{ name: 'offset', hash: 'abcdef0123', weight: 0.1, textWeight: null }],
    steps: 30,
    sampler: 'dpmpp_2m_sde',
    scheduler: 'karras',
    guidance: 4,
    seed: '18446744073709551615',
    size: { width: 1152, height: 896 },
    noise: 'cpu',
  }

  test.each([
    ['PNG', { parameters: json, fooocus_scheme: 'fooocus' }],
    [
      'JPEG and WebP',
      { 'exif:UserComment': json, 'exif:Software': 'Fooocus v2.5.5', 'exif:MakerNote': 'fooocus' },
    ],
    ['PNG of which only the JSON is left', { parameters: json }],
  ])('its own scheme in %s', (_, texts) => {
    const said = read(texts)
    expect(said).toMatchObject(common)
    expect(lost(said)).toEqual([
      'full_prompt: cinematic still a pear, soft light',
      'adm_guidance: (1.5, 0.8, 0.3)',
      'performance: Speed',
      'refiner_model: None',
      'refiner_switch: 0.5',
      'sharpness: 2',
      "styles: ['Fooocus V2']",
    ])
  })

  test.each(['parameters', 'exif:UserComment'])('the one of A1111, in %s', (place) => {
    const text =
      'cinematic still a pear, soft light\nNegative prompt: blurry\n' +
      'Steps: 30, Sampler: DPM++ 2M SDE Karras, Seed: 18446744073709551615, Size: 1152x896, CFG scale: 4, ' +
      'Sharpness: 2, ADM Guidance: "(1.5, 0.8, 0.3)", Model: pear-painter-xl, Model hash: 0123456789, ' +
      'Performance: Speed, Scheduler: karras, VAE: Default (model), Raw prompt: a pear, Raw negative prompt: blurry, ' +
      'Lora hashes: "offset: abcdef0123", Lora weights: "offset: 0.1", Version: Fooocus v2.5.5'
    const said = read({ [place]: text, ...(place === 'parameters' ? { fooocus_scheme: 'a1111' } : {}) })
    expect(said).toMatchObject(common)
    expect(lost(said)).toEqual([
      'Prompt: cinematic still a pear, soft light',
      'Sharpness: 2',
      'ADM Guidance: (1.5, 0.8, 0.3)',
      'Performance: Speed',
    ])
  })
})

describe('SwarmUI', () => {
  const text = {
    sui_image_params: {
      prompt: 'a pear, <embed:soft> <segment:face,0.5>a face',
      negativeprompt: 'blurry',
      model: 'Official/pear_xl',
      seed: 123,
      steps: 20,
      cfgscale: 7.0,
      aspectratio: '1:1',
      width: 1024,
      height: 768,
      sampler: 'dpmpp_2m',
      scheduler: 'karras',
      loras: ['style/ink', 'wash'],
      loraweights: ['0.8', '1'],
      loratencweights: ['0.5', '1'],
      clipstopatlayer: -2,
      refinermethod: 'PostApply',
      automaticvae: true,
      swarm_version: '0.9.5.2',
    },
    sui_extra_data: { date: '2025-01-25', generation_time: '4.84 sec', used_embeddings: ['soft'] },
    sui_models: [
      { name: 'Official/pear_xl.safetensors', param: 'model', hash: `0x${'a'.repeat(64)}` },
      { name: 'style/ink.safetensors', param: 'loras', hash: `0x${'B'.repeat(64)}` },
    ],
  }
  test.each(['parameters', 'exif:UserComment'])('in %s', (place) => {
    const said = read({ [place]: JSON.stringify(text, null, 2) })
    expect(said).toMatchObject({
      source: 'swarmui',
      prompt: 'a pear, embedding:soft <segment:face,0.5>a face',
      model: { name: 'Official/pear_xl', hash: `0x${'a'.repeat(64)}` },
      adapters: [
        { name: 'style/ink', hash: 'b'.repeat(64), weight: 0.8, textWeight: 0.5 },
        { name: 'wash', hash: '', weight: 1, textWeight: null },
      ],
      embeddings: [{ name: 'soft', hash: '' }],
      ...{ steps: 20, sampler: 'dpmpp_2m', scheduler: 'karras', guidance: 7, seed: '123', clipSkip: 2 },
      size: { width: 1024, height: 768 },
    })
    expect(lost(said)).toEqual(['segment: <segment:face,0.5>', 'refinermethod: PostApply'])
  })
})

describe('InvokeAI', () => {
  test('of today', () => {
    const said = read({
      invokeai_metadata: {
        generation_mode: 'sdxl_txt2img',
        positive_prompt: 'a (pear)1.2',
        negative_prompt: 'blurry',
        positive_style_prompt: 'ink',
        negative_style_prompt: '',
        width: 1216,
        height: 832,
        seed: 2718281828,
        rand_device: 'cpu',
        cfg_scale: 6,
        cfg_rescale_multiplier: 0,
        steps: 28,
        scheduler: 'dpmpp_2m_sde_k',
        clip_skip: 1,
        model: { key: 'a', hash: 'blake3:1f2e', name: 'Pear XL', base: 'sdxl', type: 'main' },
        vae: { key: 'b', hash: 'sha256:44', name: 'pear-vae', base: 'sdxl', type: 'vae' },
        loras: [
          { model: { key: 'c', hash: 'blake3:9c', name: 'ink', base: 'sdxl', type: 'lora' }, weight: 0.85 },
        ],
        controlnets: [],
        ipAdapters: [],
        ref_images: [{ id: 'x' }],
        app_version: '5.6.0',
      },
    })
    expect(said).toMatchObject({
      ...{ source: 'invokeai', syntax: 'compel', prompt: 'a (pear)1.2', negativePrompt: 'blurry' },
      model: { name: 'Pear XL', hash: 'blake3:1f2e' },
      vae: { name: 'pear-vae', hash: '44' },
      adapters: [{ name: 'ink', hash: 'blake3:9c', weight: 0.85, textWeight: null }],
      ...{
        steps: 28,
        sampler: 'dpmpp_2m_sde',
        scheduler: 'karras',
        guidance: 6,
        seed: '2718281828',
        noise: 'cpu',
      },
      size: { width: 1216, height: 832 },
      clipSkip: 2,
    })
    expect(lost(said)).toEqual(['positive_style_prompt: ink', 'ref_images: [{"id":"x"}]'])
  })

  test('of version 2, and of the command line before', () => {
    const image = {
      prompt: [{ prompt: 'a pear [blurry, dark]', weight: 1 }],
      ...{ steps: 50, cfg_scale: 7.5, threshold: 0, perlin: 0.1, width: 512, height: 640, seed: 42 },
      ...{ type: 'txt2img', sampler: 'k_dpmpp_2_a', seamless: false, postprocessing: null, variations: [] },
    }
    const old = read({
      'sd-metadata': {
        model: 'stable diffusion',
        model_weights: 'pear-1.5',
        model_hash: 'ab12',
        app_id: 'x',
        image,
      },
      Dream: '"ignored" -s 5',
    })
    const expected = {
      ...{
        source: 'invokeai',
        prompt: 'a pear',
        negativePrompt: 'blurry, dark',
        steps: 50,
        guidance: 7.5,
        seed: '42',
      },
      ...{ sampler: 'dpmpp_2s_ancestral', scheduler: null, size: { width: 512, height: 640 } },
    }
    expect(old).toMatchObject({ ...expected, model: { name: 'pear-1.5', hash: 'ab12' } })
    expect(lost(old)).toEqual(['perlin: 0.1'])
    const dream = read({
      Dream: '"a pear [blurry, dark]" -s 50 -S 42 -W 512 -H 640 -C 7.5 -A k_dpmpp_2_a --perlin 0.1 -f0.75',
    })
    expect(dream).toMatchObject({ ...expected, model: null })
    expect(lost(dream)).toEqual(['--perlin: 0.1', '-f0: .75'])
  })
})

describe('NovelAI', () => {
  const comment = {
    prompt: '{a pear}, soft',
    ...{ steps: 28, height: 1216, width: 832, scale: 5, uncond_scale: 1, cfg_rescale: 0, seed: 3816166865 },
    ...{ n_samples: 1, noise_schedule: 'karras', sampler: 'k_euler_ancestral', controlnet_strength: 1 },
    ...{ controlnet_model: null, dynamic_thresholding: false, dynamic_thresholding_percentile: 0.999 },
    ...{
      dynamic_thresholding_mimic_scale: 10,
      sm: false,
      sm_dyn: false,
      skip_cfg_below_sigma: 0,
      uc: 'blurry',
    },
    v4_prompt: {
      caption: {
        base_caption: '{a pear}, soft',
        char_captions: [{ char_caption: 'a wasp', centers: [{ x: 0.5, y: 0.5 }] }],
      },
      use_coords: false,
    },
    v4_negative_prompt: { caption: { base_caption: 'blurry', char_captions: [] } },
    request_type: 'PromptGenerateRequest',
    signed_hash: 'x',
  }
  const texts = {
    ...{ Title: 'AI generated image', Description: '{a pear}, soft', Software: 'NovelAI' },
    ...{ Source: 'NovelAI Diffusion V4 37442FCA', Comment: JSON.stringify(comment) },
  }
  test.each([
    ['PNG', texts],
    ['EXIF', { 'exif:UserComment': JSON.stringify(texts) }],
    ['a text found among pixels', { parameters: JSON.stringify(texts) }],
  ])('in %s', (_, place) => {
    const said = read(place)
    expect(said).toMatchObject({
      ...{ source: 'novelai', syntax: 'novelai', prompt: '{a pear}, soft', negativePrompt: 'blurry' },
      model: { name: 'NovelAI Diffusion V4', hash: '37442fca' },
      ...{ steps: 28, sampler: 'euler_ancestral', scheduler: 'karras', guidance: 5, seed: '3816166865' },
      size: { width: 832, height: 1216 },
    })
    expect(lost(said)).toEqual(['character 1: a wasp'])
  })

  test('what it did besides is named', () => {
    const said = read({
      ...texts,
      Comment: JSON.stringify({ ...comment, cfg_rescale: 0.2, sm: true, sampler: 'k_dpm_fast' }),
    })
    expect(lost(said)).toEqual(['sampler: k_dpm_fast', 'character 1: a wasp', 'cfg_rescale: 0.2', 'sm: true'])
  })
})
