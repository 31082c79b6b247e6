// The drawing alone, as pictures have it whose graph was taken out, or that were saved by other nodes.
import { describe, expect, test } from 'vitest'
import type { SaidSettings } from '../../../../src-main/contract/said-settings.ts'
import { saidByTexts } from '../../../../src-main/formats/programs/said-by-texts.ts'

type Drawn = Record<string, unknown>
const read = (workflow: object): SaidSettings => {
  const said = saidByTexts(new Map([['workflow', JSON.stringify(workflow)]]))
  if (said === null) throw new Error('nothing is said')
  return said
}

const inputs = (...all: [name: string, type: string, link: number | null][]): Drawn[] =>
  all.map(([name, type, link]) => ({ name, type, link }))
const outputs = (...types: string[]): Drawn[] => types.map((type) => ({ name: type, type }))

/** As editors before 2025 saved it: values without names. */
const nodes: Drawn[] = [
  {
    ...{
      id: 3,
      type: 'KSampler',
      mode: 0,
      widgets_values: [5, 'randomize', 20, 7.5, 'dpmpp_2m', 'karras', 1],
    },
    inputs: inputs(
      ['model', 'MODEL', 1],
      ['positive', 'CONDITIONING', 4],
      ['negative', 'CONDITIONING', 6],
      ['latent_image', 'LATENT', 2],
    ),
  },
  {
    id: 4,
    type: 'CheckpointLoaderSimple',
    mode: 0,
    widgets_values: ['pear.safetensors'],
    outputs: outputs('MODEL', 'CLIP', 'VAE'),
  },
  { id: 5, type: 'EmptyLatentImage', mode: 0, widgets_values: [512, 768, 1] },
  { id: 6, type: 'CLIPTextEncode', mode: 0, inputs: inputs(['clip', 'CLIP', 3]), widgets_values: ['a pear'] },
  { id: 7, type: 'CLIPTextEncode', mode: 0, inputs: inputs(['clip', 'CLIP', 5]), widgets_values: ['blurry'] },
  { id: 8, type: 'VAEDecode', mode: 0, inputs: inputs(['samples', 'LATENT', 7], ['vae', 'VAE', 8]) },
  { id: 9, type: 'SaveImage', mode: 0, inputs: inputs(['images', 'IMAGE', 9]), widgets_values: ['ComfyUI'] },
  { id: 10, type: 'Note', mode: 0, widgets_values: ['read me'] },
]
const links = [
  [1, 4, 0, 3, 0, 'MODEL'],
  [2, 5, 0, 3, 3, 'LATENT'],
  [3, 4, 1, 6, 0, 'CLIP'],
  [4, 6, 0, 3, 1, 'CONDITIONING'],
  [5, 4, 1, 7, 0, 'CLIP'],
  [6, 7, 0, 3, 2, 'CONDITIONING'],
  [7, 3, 0, 8, 0, 'LATENT'],
  [8, 4, 2, 8, 1, 'VAE'],
  [9, 8, 0, 9, 0, 'IMAGE'],
]
const expected = {
  ...{ source: 'comfyui', prompt: 'a pear', negativePrompt: 'blurry', seed: '5', steps: 20, guidance: 7.5 },
  ...{ sampler: 'dpmpp_2m', scheduler: 'karras', size: { width: 512, height: 768 }, notRestored: [] },
  model: { name: 'pear.safetensors', hash: '' },
}
const changed = (id: number, change: Drawn): Drawn[] =>
  nodes.map((node) => (node.id === id ? { ...node, ...change } : node))

test('values without names', () => expect(read({ nodes, links })).toMatchObject(expected))

test('values that are inputs, too', () => {
  const named = ['seed', 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise'].map((name) => ({
    ...{ name, type: 'x', link: null, widget: { name } },
  }))
  const drawn = changed(3, { type: 'KSampler Mystery', inputs: [...(nodes[0]!.inputs as Drawn[]), ...named] })
  expect(read({ nodes: drawn, links })).toMatchObject(expected)
})

describe('nodes that are off', () => {
  const lora = {
    id: 20,
    type: 'LoraLoader',
    inputs: inputs(['model', 'MODEL', 20], ['clip', 'CLIP', 22]),
    outputs: outputs('MODEL', 'CLIP'),
  }
  const detour = [
    ...links.filter(([id]) => id !== 1),
    [1, 20, 0, 3, 0, 'MODEL'],
    [20, 4, 0, 20, 0, 'MODEL'],
    [22, 4, 1, 20, 1, 'CLIP'],
  ]
  const withLora = (mode: number): SaidSettings =>
    read({ nodes: [...nodes, { ...lora, mode, widgets_values: ['ink', 0.8, 0.5] }], links: detour })

  test('a bypassed adapter is none', () => {
    expect(withLora(0).adapters).toEqual([{ name: 'ink', hash: '', weight: 0.8, textWeight: 0 }])
    expect(withLora(4)).toMatchObject({ ...expected, adapters: [] })
  })

  test('behind a muted node there is nothing', () =>
    expect(withLora(2)).toMatchObject({ model: null, adapters: [] }))
})

test('a value that is drawn as a node, and one that is handed on by name', () => {
  const seed = [
    ...(nodes[0]!.inputs as Drawn[]),
    { name: 'seed', type: 'INT', link: 30, widget: { name: 'seed' } },
  ]
  const drawn = [
    ...changed(3, { inputs: seed.map((one) => (one.name === 'model' ? { ...one, link: 33 } : one)) }),
    { id: 30, type: 'PrimitiveNode', mode: 0, widgets_values: [77, 'fixed'], outputs: outputs('INT') },
    { id: 31, type: 'SetNode', mode: 0, inputs: inputs(['MODEL', 'MODEL', 31]), widgets_values: ['base'] },
    { id: 32, type: 'GetNode', mode: 0, widgets_values: ['base'] },
  ]
  const wires = [...links, [30, 30, 0, 3, 4, 'INT'], [31, 4, 0, 31, 0, 'MODEL'], [33, 32, 0, 3, 0, 'MODEL']]
  expect(read({ nodes: drawn, links: wires })).toMatchObject({ ...expected, seed: '77' })
})

test('rows of an adapter loader', () => {
  const loader = {
    ...{ id: 20, type: 'Power Lora Loader (rgthree)', mode: 0, outputs: outputs('MODEL', 'CLIP') },
    inputs: inputs(['model', 'MODEL', 20], ['clip', 'CLIP', null]),
    widgets_values: [
      {},
      { type: 'PowerLoraLoaderHeaderWidget' },
      { on: true, lora: 'ink', strength: 0.8, strengthTwo: null },
      {},
      '',
    ],
  }
  const wires = [...links.filter(([id]) => id !== 1), [1, 20, 0, 3, 0, 'MODEL'], [20, 4, 0, 20, 0, 'MODEL']]
  expect(read({ nodes: [...nodes, loader], links: wires }).adapters).toEqual([
    { name: 'ink', hash: '', weight: 0.8, textWeight: 0 },
  ])
})

test('a subgraph, with a value that its node shows', () => {
  const inner = {
    id: 'b0b0',
    inputs: [{ name: 'clip' }, { name: 'text' }],
    outputs: [{ name: 'CONDITIONING' }],
    nodes: [
      {
        ...{ id: 6, type: 'CLIPTextEncode', mode: 0, widgets_values: ['as it was drawn'] },
        inputs: [
          { name: 'clip', type: 'CLIP', link: 1 },
          { name: 'text', type: 'STRING', link: 2, widget: { name: 'text' } },
        ],
      },
    ],
    links: [
      { id: 1, origin_id: -10, origin_slot: 0, target_id: 6, target_slot: 0 },
      { id: 2, origin_id: -10, origin_slot: 1, target_id: 6, target_slot: 1 },
      { id: 3, origin_id: 6, origin_slot: 0, target_id: -20, target_slot: 0 },
    ],
  }
  const drawn = changed(6, {
    type: 'b0b0',
    inputs: [
      { name: 'clip', type: 'CLIP', link: 3 },
      { name: 'text', type: 'STRING', link: null, widget: { name: 'text' } },
    ],
    widgets_values: ['a pear'],
  })
  expect(read({ nodes: drawn, links, definitions: { subgraphs: [inner] } })).toMatchObject(expected)
})
