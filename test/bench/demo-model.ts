// The demo model at 20 steps: a first picture from a cold start of the command line, and pictures of a warm engine.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { generationRequestSchema } from '../../src-main/contract/generation.ts'
import { forkEngine } from '../../src-main/shells/server/engine-host.ts'
import { runCli } from '../support/run-cli.ts'
import { spread } from './statistics.ts'
import { drawOn } from '../support/drawing-engine.ts'

const runs = 7
const folder = mkdtempSync(join(tmpdir(), 'lamina-bench-demo-'))
const prompt = 'strawberry on a blue background'

const cold: number[] = []
for (let run = 0; run < runs; run++) {
  const out = join(folder, `cold-${run}.png`)
  const { code, seconds, stderr } = await runCli([
    'generate',
    '--prompt',
    prompt,
    '--steps',
    '20',
    '--out',
    out,
  ])
  if (code !== 0) throw new Error(stderr)
  cold.push(seconds)
}
process.stdout.write(`cold start to picture: ${spread(cold)} s\n`)

const engine = forkEngine({ showOutput: false })
const warm: number[] = []
for (let run = 0; run <= runs; run++) {
  const started = performance.now()
  await drawOn(engine, {
    jobId: `warm-${run}`,
    request: generationRequestSchema.parse({
      ...{ model: join(import.meta.dirname, '../../models/emoji-diffusion-128.safetensors'), prompt },
      ...{ width: 128, height: 128, steps: 20, guidance: 5, seed: String(run) },
      ...{ sampler: 'euler', scheduler: 'normal' },
    }),
    device: 'cpu',
    outputs: [join(folder, `warm-${run}.png`)],
    modelName: 'Emoji Diffusion 128',
    previews: true,
  })
  if (run > 0) warm.push((performance.now() - started) / 1000)
}
process.stdout.write(`warm, request to picture: ${spread(warm)} s\n`)
await engine.close()
rmSync(folder, { recursive: true })
