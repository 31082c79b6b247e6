// `lamina duplicates` as a person starts it, on the demo model's adapters.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCli } from '../../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'lamina-duplicates-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

test('copies are told with why and cosine, and nothing else is', async () => {
  const [data, models] = [join(folder, 'data'), join(folder, 'data', 'models', 'Lora')]
  mkdirSync(models, { recursive: true })
  const adapter = (name: string): string =>
    join(import.meta.dirname, `../../../models/adapters/${name}.safetensors`)
  const copy = (from: string, to: string): void => cpSync(adapter(from), join(models, `${to}.safetensors`))
  copy('outline', 'lines')
  copy('outline', 'lines again')
  copy('night-glow', 'glow')
  const { code, stdout, stderr } = await runCli(['duplicates', '--data', data, '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { groups, trainings, notCompared } = JSON.parse(stdout) as {
    groups: { why: string; cosine: number; files: { name: string }[] }[]
    trainings: []
    notCompared: number
  }
  const own = groups.find(({ files }) => files.some(({ name }) => name === 'lines'))!
  expect(own).toMatchObject({ why: 'same-tensors', cosine: 1 })
  expect(own.files.map(({ name }) => name)).toEqual(expect.arrayContaining(['lines', 'lines again']))
  expect(own.files.map(({ name }) => name)).not.toContain('glow')
  expect({ trainings, notCompared }).toEqual({ trainings: [], notCompared: 0 })
})
