// `lamina trash`, `lamina move` and `lamina undo` as a person starts them.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { treeOf } from '../../support/folder-tree.ts'
import { runCli } from '../../support/run-cli.ts'

test('a file goes with its sidecar, is listed, and comes back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-trash-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  const [models, data] = [join(folder, 'data', 'models'), join(folder, 'data')]
  mkdirSync(models, { recursive: true })
  const adapter = join(import.meta.dirname, '../../../models/adapters/pixel-blocks.safetensors')
  const path = join(models, 'pixel-blocks.safetensors')
  cpSync(adapter, path, { preserveTimestamps: true })
  writeFileSync(join(models, 'pixel-blocks.json'), '{}')
  const tree = treeOf(models)

  const thrown = await runCli(['trash', path, '--data', data, '--json'])
  expect(thrown).toMatchObject({ code: 0, stderr: '' })
  const operation = JSON.parse(thrown.stdout) as { id: string }
  expect(operation).toMatchObject({
    kind: 'trash',
    state: 'done',
    names: ['pixel-blocks.safetensors'],
    count: 1,
  })
  expect(treeOf(models)).not.toBe(tree)

  const undone = await runCli(['undo', '--data', data])
  expect(undone).toMatchObject({ code: 0, stdout: expect.stringContaining(`${operation.id} `) as string })
  expect(treeOf(models)).toBe(tree)

  const again = await runCli(['trash', path, '--data', data])
  expect(again.code).toBe(0)
  const emptied = await runCli(['trash', '--empty', '--for-good', '--data', data, '--json'])
  expect(JSON.parse(emptied.stdout)).toMatchObject([{ kind: 'trash', state: 'emptied', count: 1 }])
  expect(readdirSync(models)).toEqual([])

  const listed = await runCli(['undo', '--list', '--data', data, '--json'])
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { state: 'emptied' },
    { id: operation.id, state: 'undone' },
  ])
})

test('files get new names by a template: shown, done, and undone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-move-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  const [models, data] = [join(folder, 'data', 'models'), join(folder, 'data')]
  mkdirSync(models, { recursive: true })
  const adapter = join(import.meta.dirname, '../../../models/adapters/pixel-blocks.safetensors')
  cpSync(adapter, join(models, 'my-blocks.safetensors'), { preserveTimestamps: true })
  writeFileSync(join(models, 'my-blocks.json'), '{}')
  const tree = treeOf(models)
  const move = ['move', 'my-blocks', '--template', '{kind}/{name} v1', '--data', data]

  const shown = await runCli([...move, '--check'])
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout).toBe('my-blocks.safetensors → lokr/my-blocks v1.safetensors (+1)\n')
  expect(treeOf(models)).toBe(tree)

  const done = await runCli([...move, '--json'])
  expect(JSON.parse(done.stdout)).toMatchObject({ operation: { kind: 'move', state: 'done', count: 1 } })
  expect(existsSync(join(models, 'lokr', 'my-blocks v1.json'))).toBe(true)
  expect((await runCli(['undo', '--data', data])).code).toBe(0)
  expect(treeOf(models)).toBe(tree)
})
