// `lamina inspect` on pictures: whichever program made them, and those that say nothing.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { hiddenBits } from '../../../support/hidden-text.ts'
import { pngWith, textChunk } from '../../../support/picture-with-text.ts'
import { runCli } from '../../../support/run-cli.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const graph = {
  '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'pear.safetensors' } },
  '2': {
    class_type: 'LoraLoader',
    inputs: {
      lora_name: 'ink.safetensors',
      strength_model: 0.8,
      strength_clip: 0.5,
      model: ['1', 0],
      clip: ['1', 1],
    },
  },
  '3': { class_type: 'CLIPTextEncode', inputs: { text: 'a pear', clip: ['2', 1] } },
  '4': { class_type: 'EmptyLatentImage', inputs: { width: 512, height: 768, batch_size: 1 } },
  '5': {
    class_type: 'KSampler',
    inputs: {
      ...{ seed: 5, steps: 20, cfg: 7, sampler_name: 'heunpp2', scheduler: 'karras', denoise: 1 },
      ...{ model: ['2', 0], positive: ['3', 0], negative: ['3', 0], latent_image: ['4', 0] },
    },
  },
  '6': { class_type: 'VAEDecode', inputs: { samples: ['5', 0], vae: ['1', 2] } },
  '7': { class_type: 'SaveImage', inputs: { filename_prefix: 'x', images: ['6', 0] } },
}

test('settings as JSON and for people, and one that has none', async () => {
  const folder = await temporaryFolder()
  const comfy = join(folder, 'comfy.png')
  await writeFile(comfy, await pngWith([textChunk('prompt', JSON.stringify(graph), 'tEXt')]))
  const asJson = await runCli(['inspect', comfy, '--json'])
  expect(JSON.parse(asJson.stdout)).toMatchObject({
    ...{ type: 'picture', source: 'comfyui', prompt: 'a pear', negativePrompt: 'a pear' },
    model: { name: 'pear.safetensors', hash: '' },
    adapters: [{ name: 'ink.safetensors', weight: 0.8, textWeight: 0.5 }],
    ...{ steps: 20, sampler: 'heunpp2', scheduler: 'karras', guidance: 7, seed: '5' },
    size: { width: 512, height: 768 },
    notRestored: [{ name: 'sampler_name', value: 'heunpp2' }],
  })
  const forPeople = await runCli(['inspect', comfy])
  expect(forPeople.stdout).toContain('made by          ComfyUI')
  expect(forPeople.stdout).toContain('adapter          ink.safetensors, 0.8, text 0.5')

  const { pixels, width, height } = hiddenBits(
    'stealth_pngcomp',
    'a pear <lora:ink:0.5>\nSteps: 20, Sampler: Euler a, Seed: 5, Size: 64x48, Version: v1.10.1',
  )
  const hidden = join(folder, 'hidden.png')
  await sharp(pixels, { raw: { width, height, channels: 4 } })
    .png()
    .toFile(hidden)
  expect(JSON.parse((await runCli(['inspect', hidden, '--json'])).stdout)).toMatchObject({
    source: 'a1111',
    adapters: [{ name: 'ink', weight: 0.5, textWeight: 0.5 }],
    seed: '5',
  })

  const none = join(folder, 'none.png')
  await writeFile(none, await pngWith([]))
  const refused = await runCli(['inspect', none, '--json'])
  expect([refused.code, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toContain('There are no settings in this picture.')
})
