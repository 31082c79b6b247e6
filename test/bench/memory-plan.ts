// What a picture of a full-size model is planned to take, and what it takes: the engine's peak for each way of making it,
// one step and decoding. `FAMILY=sd1 SIDE=512 RUNGS=whole,oneNetwork npm run bench -- memory-plan`.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { memoryRungs, type MemoryPlan } from '../../src-main/contract/memory-plan.ts'
import type { Architecture } from '../support/families.ts'
import { writeFullSizeCheckpoint } from '../support/full-size-checkpoint.ts'

const family = (process.env['FAMILY'] ?? 'sd1') as Architecture
const side = Number(process.env['SIDE'] ?? 512)
const wanted = (process.env['RUNGS'] ?? memoryRungs.join()).split(',')
const cli = join(import.meta.dirname, '../../src-main/shells/cli/main.ts')
const lookEveryMs = 20

const folder = mkdtempSync(join(tmpdir(), 'lamina-bench-'))
const model = join(folder, 'full.safetensors')
const picture = ['--model', model, '--size', `${side}x${side}`, '--device', 'cpu']
try {
  writeFullSizeCheckpoint(model, family)
  const planned = spawnSync(process.execPath, [cli, 'plan', ...picture, '--json'], { encoding: 'utf8' })
  const { rungs } = JSON.parse(planned.stdout) as MemoryPlan
  for (const { rung, peakBytes } of rungs) {
    if (!wanted.includes(rung)) continue
    const { peak, seconds } = await measured(peakBytes)
    const share = (peak / peakBytes).toFixed(2)
    console.log(
      `${family} ${side}², ${rung}: planned ${gb(peakBytes)}, ${gb(peak)} taken (${share} of it), ${seconds}`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Of the engine: the only process that the command starts. */
async function measured(memoryBytes: number): Promise<{ peak: number; seconds: string }> {
  const out = join(folder, 'out.png')
  // Rounded up: what was planned must fit.
  const memory = ['--memory', String(Math.ceil(memoryBytes / 1e3) / 1e6)]
  const words = [
    cli,
    'generate',
    ...picture,
    ...memory,
    '--prompt',
    'frog',
    '--negative',
    'text',
    '--steps',
    '1',
  ]
  const command = spawn(process.execPath, [...words, '--seed', '1', '--out', out, '--json', '--verbose'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  command.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  command.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  let peak = 0
  const look = setInterval(() => (peak = Math.max(peak, peakOfChild(command.pid!))), lookEveryMs)
  const [code] = (await once(command, 'close')) as [number]
  clearInterval(look)
  if (code !== 0) throw new Error(said)
  return { peak, seconds: /"seconds":\{[^}]*\}/.exec(said)?.[0] ?? said }
}

function peakOfChild(pid: number): number {
  try {
    const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

function gb(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`
}
