// `lamina scan` as a person starts it: folders by reference, counts, broken files with their reason, one host at a time.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimFolder } from '../../../src-main/app/folder-owner.ts'
import { runCli } from '../../support/run-cli.ts'

let folder: string
let models: string
let data: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-scan-'))
  models = join(folder, 'models')
  data = join(folder, 'data')
  mkdirSync(join(models, 'deep', 'er'), { recursive: true })
  mkdirSync(data)
  const adapter = join(import.meta.dirname, '../../../models/adapters/pixel-blocks.safetensors')
  cpSync(adapter, join(models, 'deep', 'er', 'pixel-blocks.safetensors'))
  writeFileSync(join(models, 'torn.safetensors'), 'torn')
})
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

test('scan counts what is in the folders, names what is broken, and writes nothing there', async () => {
  const before = readdirSync(models, { recursive: true }).sort()
  const { code, stdout, stderr } = await runCli(['scan', models, '--data', data, '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { folders, counts, broken, seconds } = JSON.parse(stdout) as Record<string, unknown>
  expect(folders).toEqual([models])
  expect(counts).toEqual({ adapter: 1, broken: 1 })
  expect(broken).toEqual([
    {
      file: join(models, 'torn.safetensors'),
      kind: 'broken',
      code: 'safetensors/header-too-small',
      reason: expect.stringContaining('too short') as string,
    },
  ])
  expect(seconds).toBeGreaterThan(0)
  expect(readdirSync(models, { recursive: true }).sort()).toEqual(before)
})

test('another host that owns the data folder is named with its address', async () => {
  const owner = claimFolder(data)
  owner.announce('http://127.0.0.1:1/?token=x')
  try {
    const { code, stderr } = await runCli(['scan', models, '--data', data])
    expect(code).toBe(1)
    expect(stderr).toContain('http://127.0.0.1:1/?token=x')
  } finally {
    owner.release()
  }
})

test('a folder that is not there is said to be missing', async () => {
  const { code, stderr } = await runCli(['scan', join(folder, 'nowhere'), '--data', data])
  expect(code).toBe(1)
  expect(stderr).toContain('nowhere')
})
