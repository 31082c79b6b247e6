// Adapter files that PyTorch itself wrote, as the first trainers did: dictionaries, and bare lists of up and down.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { publishedModules } from '../../src-main/adapters/reading/base-modules.ts'
import { readAdapter } from '../../src-main/adapters/reading/read-adapter.ts'
import { recogniseAdapter } from '../../src-main/adapters/about/recognise.ts'
import type { AdapterContents } from '../../src-main/adapters/reading/adapter.ts'
import { openTensorFile } from '../../src-main/files/open-tensor-file.ts'
import { families } from '../support/families.ts'

async function read(name: string): Promise<AdapterContents & { first: readonly number[] }> {
  const file = await openTensorFile(join(import.meta.dirname, 'adapter-files', name))
  try {
    expect(recogniseAdapter(file).family?.id).toBe('sd1')
    const contents = await readAdapter(file, publishedModules(families.sd1))
    const values = await file.read(contents.modules.at(-1)?.tensors.get('up') ?? '')
    return { ...contents, first: [...values.slice(0, 1)] }
  } finally {
    await file.close()
  }
}

const block = 'down_blocks.0.attentions.0.transformer_blocks.0'
const attention = ['to_q', 'to_k', 'to_v', 'to_out.0']

it('cloneofsimo’s list: up and down in turn, in the order of the layers', async () => {
  const { modules, unmatched, dialects, first } = await read('cloneofsimo.pt')
  expect(unmatched).toEqual([])
  expect(dialects).toEqual(['cloneofsimo'])
  expect(modules.map(({ path }) => path)).toEqual([
    ...attention.map((layer) => `${block}.attn1.${layer}`),
    `${block}.ff.net.0.proj`,
    ...attention.map((layer) => `${block}.attn2.${layer}`),
  ])
  // Each factor holds its own index.
  expect(first).toEqual([8])
})

it('a list for the text encoder, in the old format', async () => {
  const { modules, unmatched } = await read('cloneofsimo-legacy.pt')
  expect(unmatched).toEqual([])
  expect(modules.map(({ component, path }) => `${component} ${path.split('.').at(-1) ?? ''}`)).toEqual(
    ['k_proj', 'v_proj', 'q_proj', 'out_proj'].map((layer) => `text_encoder ${layer}`),
  )
})

it('diffusers’ attention processors', async () => {
  const { modules, unmatched, dialects } = await read('pytorch_lora_weights.bin')
  expect(unmatched).toEqual([])
  expect(dialects).toEqual(['diffusers'])
  expect(modules.map(({ path }) => path)).toEqual(attention.map((layer) => `${block}.attn1.${layer}`))
})

it('kohya’s names', async () => {
  const { modules, unmatched, kinds } = await read('kohya.pt')
  expect(unmatched).toEqual([])
  expect(kinds).toEqual(['locon'])
  expect(modules.map(({ path }) => path)).toEqual(['conv_out'])
})
