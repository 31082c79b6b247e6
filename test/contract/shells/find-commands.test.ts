// `lamina list`, `show` and `tag` as a person starts them, over one data folder.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishedModules } from '../../../src-main/adapters/reading/base-modules.ts'
import { families } from '../../support/families.ts'
import { madeUpTensors } from '../../support/made-up-adapter.ts'
import { runCli } from '../../support/run-cli.ts'
import { written } from '../../support/written-adapter.ts'

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

test('versions of one training say whose card they share, and are listed together or apart', async () => {
  const [own, trained] = [['--data', join(folder, 'own')], join(folder, 'own', 'models', 'Lora')]
  mkdirSync(trained, { recursive: true })
  const base = publishedModules(families.sd1)
  const save = async (name: string, seed: number, said: Record<string, string>): Promise<string> =>
    written(
      join(trained, `${name}.safetensors`),
      madeUpTensors({ base, rank: 4, seed, modules: (_, { path }) => /^mid_block.*attn2.to_q$/.test(path) }),
      said,
    )
  const session = { ss_session_id: '77', ss_output_name: 'fern' }
  await save('fern-000001', 6, { ...session, ss_epoch: '1', ss_steps: '10' })
  await save('fern', 7, { ...session, ss_epoch: '2', ss_steps: '20' })
  await save('moss', 8, {})
  expect(await runCli(['duplicates', ...own])).toMatchObject({ code: 0 })

  type Line = { id: string; name: string; card: string | null; versionOf: string | null; versions: number }
  const list = async (query: string): Promise<Line[]> => {
    const { stdout } = await runCli(['list', query, '--json', ...own])
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
  }
  const apart = await list('versions:apart (fern OR moss)')
  const fern = apart.find(({ name }) => name === 'fern')!
  expect(apart).toMatchObject([
    { name: 'fern', card: fern.id, versionOf: null, versions: 2 },
    { name: 'fern-000001', card: fern.id, versionOf: 'fern', versions: 2 },
    { name: 'moss', card: null, versionOf: null, versions: 1 },
  ])
  const together = await list('versions:together (fern OR moss)')
  expect(together.map(({ name }) => name)).toEqual(['fern', 'moss'])
  // One that a search finds alone shows the card it belongs to.
  expect(await list('versions:together "fern-000001"')).toMatchObject([
    { name: 'fern-000001', card: fern.id, versionOf: 'fern' },
  ])
  const table = await runCli(['list', 'fern OR moss', ...own])
  expect(table.stdout).toMatch(/fern +lora 4 .* 2 versions\n/)
  expect(table.stdout).toMatch(/fern-000001 .* a version of fern\n/)
  expect(table.stdout).toMatch(/moss +lora 4 +\S+( \S+)*\n/)
})

test('what list can do is told by help, before or behind its name', async () => {
  const { stderr } = await runCli(['help', 'list'])
  expect(stderr).toContain('list [QUERY]')
  expect(stderr).toContain('versions:apart')
  expect((await runCli(['list', '--help'])).stderr).toBe(stderr)
  expect(await runCli(['help', 'lists'])).toMatchObject({ code: 2 })
})
