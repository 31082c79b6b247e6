// `lamina plan`: what a picture would take, by the tables of its files; and a picture that is made with little.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memoryRungs, type MemoryPlan } from '../../../src-main/contract/memory-plan.ts'
import { madeUpAdapterFile } from '../../support/made-up-adapter.ts'
import { demoBase, demoModel } from '../../support/demo-base.ts'
import { runCli } from '../../support/run-cli.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

type Said = MemoryPlan & { width: number; height: number; batch: number }

async function planOf(...words: string[]): Promise<Said> {
  const { code, stdout, stderr } = await runCli(['plan', '--device', 'cpu', '--json', ...words])
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as Said
}

const peaks = ({ rungs }: MemoryPlan): number[] => rungs.map(({ peakBytes }) => peakBytes)

test('the phases of each way, the one that is taken, and the budget', async () => {
  const plan = await planOf()
  expect(plan).toMatchObject({ width: 128, height: 128, batch: 1, rung: 'whole' })
  expect(plan.rungs.map(({ rung }) => rung)).toEqual(memoryRungs)
  expect(plan.budgetBytes).toBeGreaterThan(peaks(plan)[0]!)
  // The parameters of the demo model in f32, but for those of the autoencoder that only pictures need.
  const last = plan.rungs[0]!.phases.at(-1)!
  expect(last).toMatchObject({ phase: 'decode' })
  expect(last.parameterBytes).toBeGreaterThan(60e6)
  expect(last.parameterBytes).toBeLessThan(2 * (await stat(demoModel)).size)
})

test('a larger picture, and adapters, take more; --memory chooses', async () => {
  const adapter = await madeUpAdapterFile(await temporaryFolder(), { base: await demoBase(), kind: 'lora' })
  const small = await planOf('--size', '128x128')
  const large = await planOf('--size', '512x512')
  const stacked = await planOf('--size', '128x128', '--adapter', adapter)
  for (const [index, peak] of peaks(small).entries()) {
    expect(peaks(large)[index]).toBeGreaterThan(peak)
    expect(peaks(stacked)[index]).toBeGreaterThanOrEqual(peak)
  }
  expect(peaks(stacked)[0]).toBeGreaterThan(peaks(small)[0]!)
  const tight = await planOf('--size', '512x512', '--memory', String(peaks(large)[2]! / 1e9))
  expect(tight.rung).toBe('denoiserStays')
  expect(tight.rungs.map(({ fits }) => fits)).toEqual(peaks(large).map((peak) => peak <= peaks(large)[2]!))
})

test('in words, also when nothing fits', async () => {
  const { stdout } = await runCli(['plan', '--device', 'cpu', '--memory', '0.01'])
  expect(stdout).toContain('A picture of 128 × 128, 0.01 GB to use')
  expect(stdout).toContain('→ one network in memory at a time')
  expect(stdout).toContain('None of them fits; the last one would be tried.')
})

test('a picture is made though nothing fits', async () => {
  const out = join(await temporaryFolder(), 'frog.png')
  const made = await runCli([
    'generate',
    '--prompt',
    'frog',
    '--steps',
    '1',
    '--device',
    'cpu',
    '--memory',
    '0.01',
    '--out',
    out,
  ])
  expect(made.code, made.stderr).toBe(0)
  expect((await stat(out)).size).toBeGreaterThan(1000)
})

test.each([
  [['--memory', '0'], '--memory takes gigabytes'],
  [['--memory', 'much'], '--memory'],
  [['--size', '100x100'], '--size'],
  [['--batch', '0'], '--batch'],
])('%j is misuse', async (words, said) => {
  const { code, stderr } = await runCli(['plan', ...words])
  expect(code).toBe(2)
  expect(stderr).toContain(said)
})
