// A stack on the WebGPU device over SwiftShader: merged there, moved there, back at the base, and gone for another one.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const driver = '/usr/lib/chromium/vk_swiftshader_icd.json'
const script = join(import.meta.dirname, '../../support/children/webgpu-stack.ts')

/** W + m₁·½·up·down + m₂·½·(w1a·w1b)∘(w2a·w2b) of the numbers that the child makes. */
function expected(rows: number, columns: number, [m1 = 0, m2 = 0]: readonly number[]): number[] {
  return Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns]
    const lora = (2 * row + 1) * (column - 2) + (2 * row + 2) * (columns + column - 2)
    const loha = (row + 1) * (column - 1) * 2 * column
    return index - 3 + 0.5 * (m1 * lora + m2 * loha)
  })
}

test('parameters are merged on the device', { timeout: 200_000 }, async ({ skip }) => {
  skip(!existsSync(driver), `no SwiftShader at ${driver} (Debian package chromium)`)
  const runtimeFolder = mkdtempSync(join(tmpdir(), 'webgpu-'))
  const { stdout } = await promisify(execFile)(process.execPath, [script], {
    env: { ...process.env, VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: runtimeFolder },
  }).finally(() => rmSync(runtimeFolder, { recursive: true }))
  const { results, merges } = JSON.parse(stdout) as { results: number[][][]; merges: number }
  const weights = [
    [1, 2],
    [0, 1],
    [1, 0],
    [0, 0],
    [0, 0],
  ]
  expect(results).toEqual(weights.map((pair) => [expected(3, 4, pair), expected(2, 3, pair)]))
  expect(merges).toBe(6)
})
