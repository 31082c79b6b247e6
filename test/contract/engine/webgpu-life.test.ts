// WebGPU over SwiftShader, each in a process of its own: what ends a device or overfills it must not end the engine.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const driver = '/usr/lib/chromium/vk_swiftshader_icd.json'
const script = join(import.meta.dirname, '../../support/children/webgpu-life.ts')
const runtimeFolder = mkdtempSync(join(tmpdir(), 'webgpu-'))
afterAll(() => rmSync(runtimeFolder, { recursive: true }))

/** A process that ends otherwise than with 0 rejects. */
async function lives(exercise: string, skip: (condition: boolean, note?: string) => void): Promise<unknown> {
  skip(!existsSync(driver), `no SwiftShader at ${driver} (Debian package chromium)`)
  const { stdout } = await promisify(execFile)(process.execPath, [script, exercise], {
    env: { ...process.env, VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: runtimeFolder },
  })
  const result: unknown = JSON.parse(stdout)
  const missing = typeof result === 'object' && result !== null && 'unavailable' in result
  skip(missing, 'WebGPU did not start (Debian package libvulkan1?)')
  return result
}

const output = [-40, 0, 40]

test('two hundred uploaded tensors are disposed, and others take their place', async ({ skip }) => {
  expect(await lives('dispose', skip)).toEqual([199, 199, 199])
})

test('parameters stay on the device when the last program is released', async ({ skip }) => {
  expect(await lives('release', skip)).toEqual([output, output, output])
})

test('a session that is released before its buffers are disposed ends with the last of them', async ({
  skip,
}) => {
  expect(await lives('session first', skip)).toBe(1)
})

test('values of a tensor on the device are refused, which alone would end the process', async ({ skip }) => {
  expect(await lives('download', skip)).toMatch(/read from the host/)
})

test(
  'memory that runs out has its code, and what needs less goes on',
  { timeout: 120_000 },
  async ({ skip }) => {
    expect(await lives('memory', skip)).toEqual({
      code: 'engine/out-of-memory',
      smaller: [1],
      kept: [output, output],
    })
  },
)
