// What trainers wrote: Python's values as text, tag counts, trigger words, and which base line it was made for.
import { describe, expect, test } from 'vitest'
import { madeFor } from '../../../../src-main/adapters/about/made-for.ts'
import { plainHash, readTrainingFacts } from '../../../../src-main/adapters/about/metadata.ts'
import { pythonValue, readJson } from '../../../../src-main/adapters/about/python-value.ts'
import { readTrainedTags } from '../../../../src-main/adapters/about/tag-frequency.ts'
import { triggerGroups } from '../../../../src-main/adapters/about/trigger-words.ts'
import { builtInFamilies } from '../../../../src-main/architectures/families/families.ts'
import { families } from '../../../support/families.ts'
import keys from '../../../golden/vectors/metadata_keys.json' with { type: 'json' }

const facts = (metadata: Record<string, string> = {}) => readTrainingFacts(new Map(Object.entries(metadata)))
const tags = (value: unknown) => readTrainedTags(new Map([['ss_tag_frequency', JSON.stringify(value)]]))

describe('values', () => {
  test.each([
    ['None', null],
    ['null', null],
    ['True', true],
    ['False', false],
    ['16', 16],
    ['1e-05', 0.00001],
    ['-.5', -0.5],
    ['{"a": [1]}', { a: [1] }],
    ['[1, 2', '[1, 2'],
    ['(512, 512)', '(512, 512)'],
    ['nan', 'nan'],
    ['0x10', '0x10'],
    ['', ''],
  ])('%j', (text, value) => {
    expect(pythonValue(text)).toEqual(value)
  })

  test('nothing deeper than a dataset, and no text that is too deep for the parser', () => {
    const deepest = '['.repeat(32) + ']'.repeat(32)
    expect(readJson(deepest)).toEqual(JSON.parse(deepest))
    expect(readJson('['.repeat(33) + ']'.repeat(33))).toBeUndefined()
    expect(readJson('['.repeat(1_000_000))).toBeUndefined()
    const said = { a: '[{'.repeat(100), b: '\\"[' }
    expect(readJson(JSON.stringify(said))).toEqual(said)
  })

  test('every key that is read is one that kohya writes', () => {
    const known = new Set([...keys.ss, ...keys.modelspec].map(({ key }) => key))
    const asked = new Set<string>()
    const metadata = {
      get: (key: string) => {
        asked.add(key)
        return undefined
      },
    }
    readTrainingFacts(metadata as unknown as ReadonlyMap<string, string>)
    expect([...asked].filter((key) => !known.has(key))).toEqual([])
    expect(asked.size).toBeGreaterThan(15)
  })

  test('facts of a usual run', () => {
    expect(
      facts({
        ss_output_name: 'ink',
        ss_clip_skip: 'None',
        ss_epoch: '10',
        ss_network_args: '{"algo": "loha", "rs_lora": true, "__proto__": "x", "deep": {"a": 1}}',
        ss_new_sd_model_hash: `0x${'AB'.repeat(32)}`,
        ss_sd_model_hash: 'no hash',
        ss_network_dim: 'Dynamic',
      }),
    ).toMatchObject({
      outputName: 'ink',
      clipSkip: null,
      epochs: 10,
      baseSha256: 'ab'.repeat(32),
      baseAutoV1: null,
      networkRank: 'Dynamic',
      networkArguments: new Map([
        ['algo', 'loha'],
        ['rs_lora', 'true'],
        ['__proto__', 'x'],
      ]),
    })
    expect(plainHash('0xDEADBEEF')).toBe('deadbeef')
    expect(plainHash('dead')).toBeNull()
  })
})

describe('tags', () => {
  test('are counted over folders, most frequent first, with the folders’ words', () => {
    const found = tags({
      '10_mychar girl': { mychar: 20, smile: 5 },
      '2_style': { smile: 30, ' ': 3 },
      reg: {},
    })
    expect(found.tags).toEqual([
      { tag: 'smile', count: 35 },
      { tag: 'mychar', count: 20 },
    ])
    expect(found.classWords).toEqual(['style', 'mychar girl'])
  })

  test('come from datasets of a configuration where there is no table of folders', () => {
    const datasets = [{ tag_frequency: { '1_a': { x: 2 } } }, { tag_frequency: { '1_a': { x: 3 } } }, 7, null]
    const found = readTrainedTags(new Map([['ss_datasets', JSON.stringify(datasets)]]))
    expect(found.tags).toEqual([{ tag: 'x', count: 5 }])
  })

  test.each([
    '',
    'null',
    '[]',
    '{"a": 1}',
    '{"a": {"x": "2", "y": -1, "z": null}}',
    '{"a"',
    '{"__proto__": {"x": 1e999}}',
  ])('%j says nothing', (text) => {
    expect(readTrainedTags(new Map([['ss_tag_frequency', text]])).tags).toEqual([])
  })

  test.each([
    ['a count with a fraction', '{"1_a": {"x": 3, "y": 1.5}}', { x: 3, y: 1.5 }],
    ['something else beside the counts', '{"1_a": {"x": 3, "y": null, "z": [1]}, "b": 7}', { x: 3 }],
    ['a key that comes twice', '{"1_a": {"x": 3, "x": 2}}', { x: 2 }],
    ['escapes', '{"1_a": {"\\u0078\\"y\\"": 3}}', { 'x"y"': 3 }],
    ['half a surrogate pair', '{"1_a": {"\\ud800": 3}}', { '\ud800': 3 }],
  ])('are read with %s', (_, text, counts) => {
    const found = readTrainedTags(new Map([['ss_tag_frequency', text]])).tags
    expect(Object.fromEntries(found.map(({ tag, count }) => [tag, count]))).toEqual(counts)
  })

  test('a tag may be called as any property', () => {
    const found = readTrainedTags(
      new Map([['ss_tag_frequency', '{"1_a": {"__proto__": 4, "constructor": 3, "toString": 2}}']]),
    )
    expect(found.tags.map(({ tag }) => tag)).toEqual(['__proto__', 'constructor', 'toString'])
  })
})

describe('trigger words', () => {
  const frequent = tags({ '10_ink': { ink: 20, drawing: 19, girl: 3 } })

  test('what the author says goes first, then the sidecars, then the captions', () => {
    const phrase = facts({ 'modelspec.trigger_phrase': 'in the style of ink' })
    const given = {
      activationText: '<lora:ink:1> inkstyle, (a, b:1.2)',
      trainedWords: ['w1, w2', 'w3', 'w3'],
    }
    expect(triggerGroups(phrase, frequent, given)).toEqual([['in the style of ink']])
    expect(triggerGroups(facts(), frequent, given)).toEqual([['inkstyle', '(a, b:1.2)']])
    expect(triggerGroups(facts(), frequent, { ...given, activationText: null })).toEqual([
      ['w1', 'w2'],
      ['w3'],
    ])
    expect(triggerGroups(facts(), frequent)).toEqual([['ink', 'drawing']])
  })

  test('one caption, or captions that are all alike, name nothing more than the class word', () => {
    expect(triggerGroups(facts(), tags({ '1_x': { a: 1, b: 1 } }))).toEqual([])
    const alike = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`tag ${index}`, 5]))
    expect(triggerGroups(facts(), tags({ '1_tag 3': alike }))).toEqual([['tag 3']])
    expect(triggerGroups(facts(), tags({}))).toEqual([])
  })
})

describe('made for', () => {
  const said = (text: string) => [{ text, where: 'civitai' as const }]

  test.each([
    ['animefull-final-pruned.ckpt', 'sd1', 'Anime-v3'],
    ['C:\\models\\v1-5-pruned.safetensors', 'sd1', 'SD 1.5'],
    ['runwayml/stable-diffusion-v1-5', 'sd1', 'SD 1.5'],
    ['ponyDiffusionV6XL_v6StartWithThisOne.safetensors', 'sdxl', 'Pony'],
    ['autismmixSDXL_autismmixConfetti', 'sdxl', 'Pony'],
    ['Illustrious-XL-v0.1.safetensors', 'sdxl', 'Illustrious'],
    ['noobaiXLNAIXL_vPred10Version', 'sdxl', 'NoobAI'],
    ['animagine-xl-3.1.safetensors', 'sdxl', 'Animagine XL'],
    ['sd_xl_base_1.0.safetensors', 'sdxl', 'SDXL 1.0'],
    ['v2-1_768-ema-pruned.ckpt', 'sd2', 'SD 2.1'],
  ] as const)('a base called %s', (name, architecture, line) => {
    expect(madeFor(facts({ ss_sd_model_name: name }), [], families[architecture])?.name).toBe(line)
  })

  test.each([
    ['SD 1.5', 'sd1', 'SD 1.5'],
    ['SD 1.4', 'sd1', 'SD 1.4'],
    ['SD 2.1', 'sd2', 'SD 2.1'],
    ['SDXL 1.0', 'sdxl', 'SDXL 1.0'],
    ['SDXL Turbo', 'sdxl', 'SDXL Turbo'],
    ['SDXL Lightning', 'sdxl', 'SDXL Lightning'],
    ['Pony', 'sdxl', 'Pony'],
    ['Illustrious', 'sdxl', 'Illustrious'],
    ['NoobAI', 'sdxl', 'NoobAI'],
  ] as const)('Civitai’s %s', (text, architecture, line) => {
    expect(madeFor(facts(), said(text), families[architecture])?.name).toBe(line)
  })

  test('a hash is surer than a name, the trainer surer than a page, and shapes are not overruled', () => {
    const pony = '67ab2fd8ec439a89b3fedb15cc65f54336af163c7eb5e4f2acc98f090a29b0b3'
    const both = facts({ ss_new_sd_model_hash: pony.toUpperCase(), ss_sd_model_name: 'noobai.safetensors' })
    expect(madeFor(both, said('SDXL 1.0'), families.sdxl)).toMatchObject({
      name: 'Pony',
      how: { code: 'recognition/base-hash', facts: { hash: pony } },
    })
    expect(madeFor(facts({ ss_sd_model_name: 'noobai' }), said('Pony'), families.sdxl)?.name).toBe('NoobAI')
    expect(madeFor(facts({ ss_sd_model_hash: '925997e9' }), [], families.sd1)?.name).toBe('Anime-v3')
    expect(madeFor(both, [], families.sd1)).toBeNull()
    expect(madeFor(facts({ ss_sd_model_name: 'model.safetensors' }), said('SDXL'), families.sdxl)).toBeNull()
    expect(madeFor(facts(), [], null)).toBeNull()
  })

  test('every hash belongs to one line', () => {
    const lines = builtInFamilies.flatMap(({ adapters }) => adapters.baseLines)
    const hashes = lines.flatMap(({ sha256 = [], autoV1 = [] }) => [...sha256, ...autoV1])
    expect(new Set(hashes).size).toBe(hashes.length)
    for (const hash of hashes) expect(plainHash(hash)).toBe(hash)
  })
})
