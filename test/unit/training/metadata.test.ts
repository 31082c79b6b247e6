import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readTrainingFacts } from '../../../src-main/adapters/about/metadata.ts'
import { pythonValue } from '../../../src-main/adapters/about/python-value.ts'
import { readTrainedTags } from '../../../src-main/adapters/about/tag-frequency.ts'
import { readRecipe, type RecipeInput } from '../../../src-main/contract/recipe.ts'
import { bucketFitter } from '../../../src-main/training/data/buckets.ts'
import { pythonFloat, trainedMetadata, type TrainedFacts } from '../../../src-main/training/metadata.ts'
import { families } from '../../support/families.ts'

function facts(input: Partial<RecipeInput> = {}): TrainedFacts {
  const recipe = readRecipe({
    name: 'ink',
    base: 'b',
    data: { folder: 'p' },
    steps: 100,
    clipSkip: 2,
    captions: { trigger: 'zwx' },
    adapter: { rank: 8, alpha: 4 },
    ...input,
  })
  const fit = bucketFitter({ ...recipe.data, ...recipe.data.buckets })
  return {
    recipe,
    family: families.sd1,
    predictsV: false,
    base: { name: 'base.safetensors', autoV1: '81761151', sha256: 'ab'.repeat(32) },
    pictures: [
      {
        folder: '5_cat',
        caption: 'cat, black',
        classWord: 'cat',
        repeats: 5,
        fit: fit({ width: 512, height: 512 }),
      },
      {
        folder: '5_cat',
        caption: 'Cat',
        classWord: 'cat',
        repeats: 5,
        fit: fit({ width: 640, height: 400 }),
      },
    ],
    subsets: [
      { folder: '5_cat', repeats: 5, count: 2, classWord: 'cat' },
      { folder: '5_cat', repeats: 5, count: 1, classWord: 'cat' },
    ],
    classSubsets: [{ folder: '1_cat', repeats: 1, count: 7, classWord: 'cat' }],
    heldOut: 1,
    run: {
      session: 12345,
      startedAt: 1_700_000_000,
      savedAt: 1_700_000_600.5,
      epoch: 3,
      steps: 60,
      plannedEpochs: 5,
      plannedSteps: 100,
      batchesPerEpoch: 10,
    },
  }
}

describe('the metadata of a trained adapter', () => {
  const written = trainedMetadata(facts())
  const json = (key: string): unknown => JSON.parse(written.get(key) ?? '')

  it('has every key kohya writes for a folder of pictures, and no other', () => {
    const list = JSON.parse(
      readFileSync(new URL('../../golden/vectors/metadata_keys.json', import.meta.url), 'utf8'),
    ) as {
      ss: { key: string; group: string }[]
      modelspec: { key: string; level: string }[]
      minimum_keys: string[]
    }
    const wanted = list.ss
      .filter(({ key, group }) => key !== 'ss_datasets' && group !== 'flow models' && group !== 'hash')
      .map(({ key }) => key)
    expect([...written.keys()].filter((key) => key.startsWith('ss_')).sort()).toEqual(wanted.sort())
    for (const key of list.minimum_keys) expect(written.has(key), key).toBe(true)
    for (const { key, level } of list.modelspec)
      if (level.startsWith('MUST')) expect(written.has(key), key).toBe(true)
    const specified = new Set(list.modelspec.map(({ key }) => key))
    for (const key of written.keys())
      if (key.startsWith('modelspec.')) expect(specified.has(key), key).toBe(true)
  })

  it('is read again as what it was', () => {
    expect(readTrainingFacts(written)).toMatchObject({
      outputName: 'ink',
      title: 'ink',
      baseVersion: 'sd_v1',
      baseName: 'base.safetensors',
      baseAutoV1: '81761151',
      baseSha256: 'ab'.repeat(32),
      networkModule: 'networks.lora',
      networkRank: '8',
      networkAlpha: '4.0',
      clipSkip: 2,
      resolution: '(512, 512)',
      epochs: 3,
      steps: 60,
      triggerPhrase: 'zwx',
      comment: null,
    })
    expect(readTrainedTags(written)).toEqual({
      tags: [
        { tag: 'cat', count: 2 },
        { tag: 'black', count: 1 },
      ],
      classWords: ['cat'],
    })
  })

  it('counts pictures as kohya does', () => {
    expect(written.get('ss_num_train_images')).toBe('10')
    expect(written.get('ss_num_reg_images')).toBe('7')
    expect(json('ss_dataset_dirs')).toEqual({
      '5_cat': { n_repeats: 5, img_count: 2 },
      '5_cat (2)': { n_repeats: 5, img_count: 1 },
    })
    expect(json('ss_bucket_info')).toMatchObject({
      buckets: { 0: { resolution: [512, 512], count: 5 }, 1: { resolution: [640, 384], count: 5 } },
    })
  })

  it('writes Python’s values', () => {
    expect(written.get('ss_text_encoder_lr')).toBe('None')
    expect(written.get('ss_unet_lr')).toBe('0.0001')
    expect(written.get('ss_v2')).toBe('False')
    expect(written.get('ss_seed')).toBe('1337')
    expect(written.get('ss_optimizer')).toBe('torch.optim.adamw.AdamW(weight_decay=0.01)')
    expect(
      [...written.values()].filter((value) => value === 'undefined' || value === '[object Object]'),
    ).toEqual([])
  })

  it('names LyCORIS’s arguments, all of them texts', () => {
    const lokr = trainedMetadata(facts({ adapter: { kind: 'lokr', factor: 8, dora: true, convRank: 4 } }))
    expect(lokr.get('ss_network_module')).toBe('lycoris.kohya')
    expect(pythonValue(lokr.get('ss_network_args') ?? '')).toEqual({
      algo: 'lokr',
      conv_dim: '4',
      conv_alpha: '16.0',
      dora_wd: 'True',
      factor: '8',
    })
    expect(trainedMetadata(facts({ adapter: { dora: true } })).get('ss_network_module')).toBe('lycoris.kohya')
  })
})

it('floats are those of Python’s repr', () => {
  expect([1, 0.0001, 1e-5, 1.5e-7, 1e16, 123456789.25, -2.5, 0, 1e22].map(pythonFloat)).toEqual([
    '1.0',
    '0.0001',
    '1e-05',
    '1.5e-07',
    '1e+16',
    '123456789.25',
    '-2.5',
    '0.0',
    '1e+22',
  ])
})
