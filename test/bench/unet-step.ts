// One step of the full-size SD 1.5 UNet (fp32, 512 × 512, batch 2) against another program, in turn on this machine.
// The other side is a command that prints one JSON line with `runs` (seconds) and `peak_gb`: PEER="python … --runs 2".
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { median, spread } from './statistics.ts'

const rounds = Number(process.env['ROUNDS'] ?? 3)
const stepsPerRound = 2
const peer = process.env['PEER']
const cli = join(import.meta.dirname, '../../src-main/shells/cli/main.ts')

type Side = { seconds: number[]; peakGb: number[] }
const ours: Side & { session: number[] } = { seconds: [], peakGb: [], session: [] }
const theirs: Side = { seconds: [], peakGb: [] }

function lastLine(command: string, args: readonly string[], shell = false): Record<string, unknown> {
  const run = spawnSync(command, args, { encoding: 'utf8', shell })
  if (run.status !== 0) throw new Error(`${command} failed: ${run.stderr}`)
  return JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>
}

for (let round = 0; round < rounds; round++) {
  const own = lastLine(process.execPath, [cli, 'bench', 'unet', '--runs', String(stepsPerRound), '--json'])
  ours.seconds.push(...(own['stepSeconds'] as number[]))
  ours.peakGb.push((own['peakBytes'] as number) / 1e9)
  ours.session.push(own['sessionSeconds'] as number)
  if (peer === undefined) continue
  const other = lastLine(peer, [], true)
  theirs.seconds.push(...(other['runs'] as number[]))
  theirs.peakGb.push(other['peak_gb'] as number)
}

const print = (name: string, { seconds, peakGb }: Side): void => {
  process.stdout.write(`${name}: step ${spread(seconds)} s, peak memory ${median(peakGb).toFixed(2)} GB\n`)
}
print('Lamina', ours)
process.stdout.write(`Lamina: session ready in ${spread(ours.session)} s once parameters are in memory\n`)
if (peer === undefined) process.stdout.write('No other side: set PEER to a command.\n')
else {
  print('peer', theirs)
  const ratio = median(ours.seconds) / median(theirs.seconds)
  const memory = median(ours.peakGb) / median(theirs.peakGb)
  process.stdout.write(`Lamina / peer: step ${ratio.toFixed(3)}, peak memory ${memory.toFixed(3)}\n`)
}
