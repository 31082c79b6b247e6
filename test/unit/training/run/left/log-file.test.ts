import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { TrainingStep } from '../../../../../src-main/contract/training.ts'
import { appendStep, cutLog, syncLog } from '../../../../../src-main/training/run/left/log-file.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const step = (count: number): TrainingStep => ({
  step: count,
  epoch: 1,
  loss: 0.5,
  rates: { unet: 1e-4 },
  gradientNorm: 1,
  seconds: 1,
  memoryBytes: 1,
})

it('is cut back to a step, and loses a line that was cut off while it was written', async () => {
  const folder = await temporaryFolder()
  for (const count of [1, 2, 3, 4]) await appendStep(folder, step(count))
  await syncLog(folder)
  await appendFile(join(folder, 'log.jsonl'), '{"step":5,"ep')
  const steps = async () =>
    (await readFile(join(folder, 'log.jsonl'), 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as TrainingStep).step)
  await cutLog(folder, 4)
  expect(await steps()).toEqual([1, 2, 3, 4])
  await cutLog(folder, 2)
  expect(await steps()).toEqual([1, 2])
  await appendStep(folder, step(3))
  expect(await steps()).toEqual([1, 2, 3])
  await cutLog(folder, 0)
  expect(await steps()).toEqual([])
})

it('begins empty', async () => {
  const folder = await temporaryFolder()
  await cutLog(folder, 0)
  expect(await readFile(join(folder, 'log.jsonl'), 'utf8')).toBe('')
})

it('names a folder that is not there', async () => {
  await expect(appendStep(join(await temporaryFolder(), 'gone'), step(1))).rejects.toMatchObject({
    code: 'disk/no-folder',
  })
})
