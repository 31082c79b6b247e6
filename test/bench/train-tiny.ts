// Training steps of a network of the demo model's size (rank 16, latent 16 × 16) against another program, in turn.
// The other side is a command that prints one JSON line with `runs` (seconds): PEER="python … train --tiny --runs 30".
import { spawnSync } from 'node:child_process'
import { unetDenoiser } from '../../src-main/architectures/networks/unet-denoiser.ts'
import type { UNetConfig } from '../../src-main/architectures/families/config.ts'
import { devicePlan } from '../../src-main/engine/runtime/devices.ts'
import { residentParameters } from '../../src-main/engine/runtime/resident-parameters.ts'
import { benchmarkLora, benchmarkSteps } from '../../src-main/training/benchmark.ts'
import { createDenoisingPass } from '../../src-main/training/pass/create-denoising-pass.ts'
import { createRandom } from '../support/random-tensor.ts'
import { smallUNetSource } from '../support/small-unet.ts'
import { median, spread } from './statistics.ts'

const rounds = Number(process.env['ROUNDS'] ?? 3)
const stepsPerRound = Number(process.env['STEPS'] ?? 20)
const batch = Number(process.env['BATCH'] ?? 1)
const peer = process.env['PEER']
const layout = process.env['LAYOUT'] === 'blocks' ? 'blocks' : 'whole'
const [side, tokens, rank] = [16, 77, 16]

/** Attention on the two upper levels and in the middle. */
const config: UNetConfig = {
  inChannels: 4,
  outChannels: 4,
  channels: [64, 128, 192],
  layers: 2,
  downDepths: [
    [1, 1],
    [1, 1],
    [0, 0],
  ],
  upDepths: [
    [0, 0, 0],
    [1, 1, 1],
    [1, 1, 1],
  ],
  middle: { resnets: 2, depth: 1 },
  contextWidth: 128,
  heads: { count: 8 },
  linearProjection: false,
  sinusoidWidth: 64,
  timeWidth: 256,
  added: null,
}

const denoiser = unetDenoiser(config)
const adapted = benchmarkLora(denoiser, rank)
const started = performance.now()
const pass = await createDenoisingPass({
  denoiser,
  parameters: residentParameters(smallUNetSource(config, 5), 'cpu'),
  plan: devicePlan('cpu'),
  adapted,
  size: { batch, height: side, width: side, tokens },
  dropout: { dropout: 0, rankDropout: 0, moduleDropout: 0 },
  textGradient: false,
  layout,
})
const random = createRandom(3)
const values = (count: number): Float32Array => Float32Array.from(random.normal([count]).data)
const pixels = batch * 4 * side * side
const noisy = {
  latent: values(pixels),
  timestep: new Float32Array(batch).fill(500),
  conditioning: values(batch * tokens * config.contextWidth),
  target: values(pixels),
  weight: new Float32Array(batch).fill(1),
  mask: null,
}
const steps = await benchmarkSteps(pass, noisy)
async function take(): Promise<number> {
  const before = performance.now()
  await steps.take()
  return (performance.now() - before) / 1000
}

await take()
process.stdout.write(
  `${adapted.length} modules, batch ${batch}, ${layout}: first step after ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
)
const ours: number[] = []
const theirs: number[] = []
for (let round = 0; round < rounds; round++) {
  for (let count = 0; count < stepsPerRound; count++) ours.push(await take())
  if (peer === undefined) continue
  const run = spawnSync(peer, { encoding: 'utf8', shell: true })
  if (run.status !== 0) throw new Error(`${peer} failed: ${run.stderr}`)
  const { runs } = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') as { runs: number[] }
  theirs.push(...runs)
}
await steps.release()
process.stdout.write(`Lamina: step ${spread(ours)} s\n`)
if (peer !== undefined) {
  process.stdout.write(`peer: step ${spread(theirs)} s\n`)
  process.stdout.write(`steps per second, Lamina / peer: ${(median(theirs) / median(ours)).toFixed(3)}\n`)
}
