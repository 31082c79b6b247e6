// What an adapter does to the demo model: a sheet of three subjects at rising weights, a preview, and its measures.
// `node test/demo/show-adapter.ts ADAPTER.safetensors [DIR]` writes DIR/<name>.samples.png and .preview.png.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import sharp, { type OverlayOptions } from 'sharp'
import { demoModelPath } from '../../src-main/app/demo-model.ts'
import { generationRequestSchema } from '../../src-main/contract/generation.ts'
import { forkEngine } from '../../src-main/shells/server/engine-host.ts'
import { measures, type Measure } from './measures.ts'
import { readPixels } from './styles.ts'
import { drawOn } from '../support/drawing-engine.ts'

const shown = [
  { prompt: 'strawberry on a blue background', seed: '5' },
  { prompt: 'frog on a yellow background', seed: '2' },
  { prompt: 'rocket on a purple background', seed: '3' },
]
const weights = [-1, -0.5, 0, 0.5, 1]
const [side, gap] = [128, 4]

const adapter = resolve(process.argv[2]!)
const folder = resolve(process.argv[3] ?? dirname(adapter))
const name = basename(adapter, '.safetensors')
const drawn = await mkdtemp(join(tmpdir(), 'lamina-show-'))
const engine = forkEngine()
try {
  const sheet: OverlayOptions[] = []
  const table = new Map<number, Record<string, string>>()
  for (const [column, weight] of weights.entries()) {
    const values = new Map<Measure, number>()
    for (const [row, { prompt, seed }] of shown.entries()) {
      const path = join(drawn, `${row}-${column}.png`)
      await drawOn(engine, {
        jobId: path,
        request: generationRequestSchema.parse({
          model: demoModelPath(),
          prompt,
          width: side,
          height: side,
          steps: 20,
          guidance: 4,
          sampler: 'euler',
          scheduler: 'normal',
          seed,
          stack: [{ id: name, name, adapter, weight, textWeight: weight }],
        }),
        device: 'cpu',
        outputs: [path],
        modelName: 'emoji-diffusion-128',
      })
      sheet.push({ input: path, left: column * (side + gap), top: row * (side + gap) })
      const pixels = await readPixels(path)
      for (const measure of Object.keys(measures) as Measure[])
        values.set(measure, (values.get(measure) ?? 0) + measures[measure](pixels) / shown.length)
    }
    table.set(weight, Object.fromEntries([...values].map(([measure, value]) => [measure, value.toFixed(2)])))
  }
  const [width, height] = [weights, shown].map(({ length }) => length * (side + gap) - gap)
  await sharp({ create: { width: width!, height: height!, channels: 3, background: 'white' } })
    .composite(sheet)
    .png({ palette: true, effort: 10 })
    .toFile(join(folder, `${name}.samples.png`))
  await sharp(join(drawn, `1-${weights.length - 1}.png`))
    .png()
    .toFile(join(folder, `${name}.preview.png`))
  for (const [weight, row] of table) console.log(weight, JSON.stringify(row))
} finally {
  await engine.close()
  await rm(drawn, { recursive: true, force: true })
}
