// The pictures that the demo adapters learn from: twenty of the demo model's own, in four looks, with captions.
// `node test/demo/make-datasets.ts [DIR]` writes DIR/<look>/*.png and *.txt; the recipes beside this file read them.
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { demoModelPath } from '../../src-main/app/demo-model.ts'
import type { EngineLink } from '../../src-main/app/engine-link.ts'
import { generationRequestSchema } from '../../src-main/contract/generation.ts'
import { forkEngine } from '../../src-main/shells/server/engine-host.ts'
import { readPixels, styleNames, styles, writePixels, type StyleName } from './styles.ts'
import { subjects, type Subject } from './subjects.ts'
import { drawOn } from '../support/drawing-engine.ts'

/** As the demo model draws them: 128 pixels, 25 steps, guidance 5. Same seeds, same pictures. */
export async function drawSubjects(
  engine: EngineLink,
  wanted: readonly Subject[],
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const { name, prompt, seed } of wanted)
    await drawOn(engine, {
      jobId: name,
      request: generationRequestSchema.parse({
        model: demoModelPath(),
        prompt,
        width: 128,
        height: 128,
        steps: 25,
        guidance: 5,
        sampler: 'dpmpp_2m',
        scheduler: 'karras',
        seed: String(seed),
      }),
      device: 'cpu',
      outputs: [join(folder, `${name}.png`)],
      modelName: 'emoji-diffusion-128',
    })
}

/** Pictures of `from` in one look, each with its caption beside it. */
export async function writeDataset(
  style: StyleName,
  wanted: readonly Subject[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const { name, prompt } of wanted) {
    await writePixels(
      join(to, `${name}.png`),
      await styles[style](await readPixels(join(from, `${name}.png`))),
    )
    await writeFile(join(to, `${name}.txt`), `${prompt}\n`)
  }
}

if (import.meta.main) {
  const folder = resolve(process.argv[2] ?? join(import.meta.dirname, 'datasets'))
  const plain = join(folder, 'plain')
  const engine = forkEngine()
  try {
    await drawSubjects(engine, subjects, plain)
  } finally {
    await engine.close()
  }
  for (const style of styleNames)
    await writeDataset(style, subjects, { from: plain, to: join(folder, style) })
  console.log(`${styleNames.length} times ${subjects.length} pictures in ${folder}`)
}
