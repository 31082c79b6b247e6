// `lamina download` as a person starts it.
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serveBytes, startDownloadServer, type DownloadServer } from '../../support/download-server.ts'
import { runCli } from '../../support/run-cli.ts'
import { safetensorsBytes } from '../../support/safetensors-bytes.ts'

const model = safetensorsBytes(50_000)
const sha256 = createHash('sha256').update(model).digest('hex')
let server: DownloadServer
let folder: string
beforeEach(async () => {
  server = await startDownloadServer()
  folder = mkdtempSync(join(tmpdir(), 'lamina-download-'))
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a file comes into a folder; what is wrong has a sentence and an exit code', async () => {
  server.on('/ink.safetensors', serveBytes(model))
  server.on('/page.safetensors', serveBytes(Buffer.from('<html>'), { type: 'text/html' }))
  const url = (name: string): string => `${server.base}/${name}?signed=secret`
  const to = ['--to', join(folder, 'new')]
  const done = await runCli([
    'download',
    url('ink.safetensors'),
    ...to,
    '--sha256',
    sha256.toUpperCase(),
    '--json',
  ])
  const path = join(folder, 'new', 'ink.safetensors')
  expect(JSON.parse(done.stdout)).toEqual({
    file: path,
    sizeBytes: model.length,
    sha256,
    from: `${server.base}/ink.safetensors`,
  })
  expect(done.code).toBe(0)
  expect(readFileSync(path).equals(model)).toBe(true)
  const [again, page, misused] = await Promise.all([
    runCli(['download', url('ink.safetensors'), ...to]),
    runCli(['download', url('page.safetensors'), ...to]),
    runCli(['download', url('ink.safetensors'), ...to, '--sha256', '1234']),
  ])
  expect([again.code, page.code, misused.code]).toEqual([1, 1, 2])
  expect(again.stderr).toContain('There is already a "ink.safetensors"')
  expect(page.stderr).toContain('sent a page instead of a file')
  expect(misused.stderr).toContain('is not a SHA-256')
  expect([again, page, misused].map(({ stderr }) => stderr).join('')).not.toContain('secret')
  expect(readdirSync(join(folder, 'new'))).toEqual(['ink.safetensors'])
})
