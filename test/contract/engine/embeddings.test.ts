// Learned words in prompts on the demo model: a word whose vectors are those of "strawberry" makes that very picture.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawingEngine, type DrawCall } from '../../support/drawing-engine.ts'
import { embeddingWords } from '../../../src-main/catalog/embeddings/embedding-words.ts'
import { findEmbeddingWords } from '../../../src-main/catalog/embeddings/find-embeddings.ts'
import type { Float32Tensor } from '../../../src-main/base/dtype.ts'
import { plainEntry } from '../../../src-main/contract/adapter.ts'
import type { EmbeddingWord } from '../../../src-main/contract/engine.ts'
import { generationRequestSchema, type GenerationRequest } from '../../../src-main/contract/generation.ts'
import { createWorkshop } from '../../../src-main/engine/workshop.ts'
import { pngTexts } from '../../../src-main/files/bitmap.ts'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import { writeTensorFile } from '../../../src-main/files/write-tensor-file.ts'
import { a1111Tensors, bundleTensors, diffusersTensors } from '../../../src-main/text/embeddings.ts'
import { clipTokenizer } from '../../../src-main/text/tokenizer.ts'
import { remark } from '../../../src-main/messages/table.ts'

const model = join(import.meta.dirname, '../../../models/emoji-diffusion-128.safetensors')
const workshop = createWorkshop()
const engine = drawingEngine(workshop)
let folder: string
let count = 0
let strawberry: Float32Tensor

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-embeddings-'))
  strawberry = await vectorsOf('red strawberry')
})
afterAll(async () => {
  await workshop.unload()
  await rm(folder, { recursive: true, force: true })
})

/** The rows of the vocabulary's own table. */
async function vectorsOf(words: string): Promise<Float32Tensor> {
  const file = await openTensorFile(model)
  const name = 'cond_stage_model.transformer.text_model.embeddings.token_embedding.weight'
  const width = file.tensors.get(name)!.shape[1]!
  const table = await file.read(name)
  await file.close()
  const ids = clipTokenizer().encode(words)
  const data = Float32Array.from(ids.flatMap((id) => [...table.subarray(id * width, (id + 1) * width)]))
  return { dtype: 'f32', shape: [ids.length, width], data }
}

async function picture(
  change: Partial<GenerationRequest>,
  embeddings: Partial<NonNullable<DrawCall['embeddings']>> = {},
) {
  const asked = {
    model,
    width: 128,
    height: 128,
    steps: 3,
    guidance: 5,
    sampler: 'euler',
    scheduler: 'normal',
  }
  const output = join(folder, `${++count}.png`)
  const { warnings } = await engine.draw({
    jobId: `job-${count}`,
    request: generationRequestSchema.parse({ ...asked, seed: '7', ...change }),
    device: 'cpu',
    outputs: [output],
    modelName: 'Emoji Diffusion 128',
    embeddings: { found: [], chosen: [], ...embeddings },
  })
  return { pixels: await sharp(output).raw().toBuffer(), warnings, texts: pngTexts(await readFile(output)) }
}

async function written(name: string, tensors: ReadonlyMap<string, Float32Tensor>): Promise<EmbeddingWord[]> {
  const path = join(folder, name)
  await writeTensorFile(path, tensors)
  return embeddingWords(path)
}
const words = (tensor: Float32Tensor) => new Map([['text_encoder', tensor]] as const)

test('a word’s vectors act in both prompts, with weights, as if the words they were taken from stood there', async () => {
  const found = await written('zorp.safetensors', a1111Tensors(words(strawberry)))
  const said = { prompt: 'a (red strawberry:1.2) on blue', negativePrompt: 'red strawberry' }
  const known = await picture(said)
  const learned = await picture({ prompt: 'a (zorp:1.2) on blue', negativePrompt: 'Zorp' }, { found })
  expect(learned.warnings).toEqual([])
  expect(learned.pixels.equals(known.pixels)).toBe(true)
  const unknown = await picture({ prompt: 'a (zorp:1.2) on blue', negativePrompt: 'Zorp' })
  expect(unknown.pixels.equals(known.pixels)).toBe(false)

  const record = JSON.parse(learned.texts.get('lamina')!) as {
    embeddings: { name: string; sha256: string }[]
  }
  expect(record.embeddings).toEqual([
    { name: 'zorp', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  ])
  expect(learned.texts.get('parameters')).toContain(
    `TI hashes: "zorp: ${record.embeddings[0]!.sha256.slice(0, 12)}"`,
  )
  expect(known.texts.get('parameters')).not.toContain('TI hashes')
  expect(known.texts.get('lamina')).not.toContain('"embeddings"')
}, 60_000)

test('a file of diffusers is called by its name and by its token', async () => {
  const [[, tensors]] = [...diffusersTensors('<berry>', words(strawberry))] as [
    [string, Map<string, Float32Tensor>],
  ]
  const found = await written('learned.safetensors', tensors)
  expect(found.map(({ name }) => name)).toEqual(['learned', '<berry>'])
  const known = await picture({ prompt: 'one red strawberry' })
  for (const prompt of ['one learned', 'one <berry>'])
    expect((await picture({ prompt }, { found })).pixels.equals(known.pixels)).toBe(true)
}, 60_000)

test('ComfyUI’s prompts mark it; one that is nowhere is an error', async () => {
  const found = await written('zorp.safetensors', a1111Tensors(words(strawberry)))
  const known = await picture({ prompt: 'one red strawberry', profile: 'comfyui' })
  const learned = await picture({ prompt: 'one embedding:zorp', profile: 'comfyui' }, { found })
  expect(learned.pixels.equals(known.pixels)).toBe(true)
  const plain = await picture({ prompt: 'one zorp', profile: 'comfyui' }, { found })
  expect(plain.pixels.equals(known.pixels)).toBe(false)
  await expect(picture({ prompt: 'embedding:zorb', profile: 'comfyui' }, { found })).rejects.toMatchObject({
    code: 'prompt/embedding',
    hint: expect.stringContaining('zorp') as string,
  })
}, 60_000)

test('one of the wrong width is plain text with a warning, and refused where it was chosen', async () => {
  const wide = { dtype: 'f32', shape: [1, 768], data: new Float32Array(768) } as const
  const found = await written('wide.safetensors', a1111Tensors(words(wide)))
  const without = await picture({ prompt: 'a wide cat' })
  const with_ = await picture({ prompt: 'a wide cat' }, { found })
  expect(with_.pixels.equals(without.pixels)).toBe(true)
  const why = remark('embedding/wrong-width', { name: 'wide', made: ['768'], wanted: ['128'] })
  expect(with_.warnings).toEqual([remark('prompt/embedding-unused', { why })])
  const refused = { code: 'embedding/wrong-width' }
  await expect(picture({ prompt: 'a wide cat' }, { chosen: found })).rejects.toMatchObject(refused)
  await expect(picture({ prompt: 'embedding:wide', profile: 'comfyui' }, { found })).rejects.toMatchObject(
    refused,
  )
}, 60_000)

test('one that cannot be read is plain text, with a warning that names it', async () => {
  const embeddings = join(folder, 'unread', 'embeddings')
  await mkdir(embeddings, { recursive: true })
  const long = { dtype: 'f32', shape: [80, 128], data: new Float32Array(80 * 128) } as const
  const deep = { dtype: 'f32', shape: [1, 3, 128], data: new Float32Array(3 * 128) } as const
  await writeTensorFile(join(embeddings, 'lengthy.safetensors'), new Map([['emb_params', long]]))
  await writeTensorFile(join(embeddings, 'layered.safetensors'), new Map([['emb_params', deep]]))
  await writeFile(join(embeddings, 'broken.pt'), 'nothing of the kind')
  const found = await findEmbeddingWords([join(folder, 'unread')])
  const without = await picture({ prompt: 'a lengthy layered broken cat' })
  const with_ = await picture({ prompt: 'a lengthy layered broken cat' }, { found })
  expect(with_.pixels.equals(without.pixels)).toBe(true)
  expect(with_.warnings).toMatchObject(
    ['embedding/too-long', 'embedding/not-an-embedding', 'file/not-a-model'].map((code) => ({
      code: 'prompt/embedding-unused',
      facts: { why: { code } },
    })),
  )
  await expect(picture({ prompt: 'embedding:lengthy', profile: 'comfyui' }, { found })).rejects.toMatchObject(
    {
      code: 'embedding/too-long',
    },
  )
}, 60_000)

test('a word that an adapter brings along can be said while the adapter is on', async () => {
  const file = await openTensorFile(
    join(import.meta.dirname, '../../../models/adapters/ink-wash.safetensors'),
  )
  const tensors = new Map<string, Float32Tensor>()
  for (const [name, { shape }] of file.tensors)
    tensors.set(name, { dtype: 'f32', shape, data: await file.read(name) })
  await file.close()
  for (const [name, tensor] of bundleTensors('zorp', words(strawberry))) tensors.set(name, tensor)
  const path = join(folder, 'ink-with-word.safetensors')
  await writeTensorFile(path, tensors)
  const stack = (on: boolean) => [{ ...plainEntry({ id: 'a', adapter: path, name: 'ink', weight: 0.7 }), on }]
  const said = await picture({ prompt: 'one red strawberry', stack: stack(true) })
  const brought = await picture({ prompt: 'one zorp', stack: stack(true) })
  expect(brought.warnings).toEqual([])
  expect(brought.pixels.equals(said.pixels)).toBe(true)
  const off = await picture({ prompt: 'one zorp', stack: stack(false) })
  expect(off.pixels.equals((await picture({ prompt: 'one zorp' })).pixels)).toBe(true)
}, 60_000)
