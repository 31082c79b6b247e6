// `lamina list`, `show` and `tag` as a person starts them, over one data folder.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../../support/run-cli.ts'

let folder: string
let ink: string
let data: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-find-'))
  const models = join(folder, 'models')
  mkdirSync(models)
  ink = join(models, 'ink-wash.safetensors')
  cpSync(join(import.meta.dirname, '../../../models/adapters/ink-wash.safetensors'), ink)
  data = ['--data', join(folder, 'data')]
  await runCli(['scan', models, ...data])
})
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

test('tags that are given are found, and shown', async () => {
  const tagged = await runCli(['tag', ink, '+ink', '+wet paper', '-none', ...data])
  expect(tagged).toMatchObject({ code: 0, stdout: 'ink-wash: +ink +wet paper\n', stderr: '' })
  const listed = await runCli([
    'list',
    'kind:lora tag:"wet paper" colour:red',
    '-tag:nsfw',
    '--json',
    ...data,
  ])
  expect(listed).toMatchObject({ code: 0, stderr: expect.stringContaining('colour:red: ') })
  const lines = listed.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
  expect(lines).toEqual([
    expect.objectContaining({
      name: 'ink-wash',
      kind: 'lora',
      ranks: [8],
      tags: ['ink', 'wet paper'],
      file: ink,
    }),
  ])
  const { id } = lines[0] as { id: string }
  const shown = JSON.parse((await runCli(['show', id, '--json', ...data])).stdout) as unknown
  expect(shown).toMatchObject({ id, file: ink, choices: { tags: ['ink', 'wet paper'], rating: null } })
})

test('what is not there, and what says nothing, is refused', async () => {
  expect(await runCli(['show', 'nobody', ...data])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nobody'),
  })
  expect(await runCli(['tag', ink, ...data])).toMatchObject({ code: 2 })
})
