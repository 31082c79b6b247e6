// Every op on a real WebGPU provider, over SwiftShader, the software GPU of Debian's chromium package.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ops } from '../../src-main/graph/ops.ts'
import type { GpuOpResult } from '../support/webgpu-ops.ts'

const driver = '/usr/lib/chromium/vk_swiftshader_icd.json'
const script = join(import.meta.dirname, '../support/webgpu-ops.ts')

let missing = existsSync(driver) ? undefined : `no SwiftShader at ${driver} (Debian package chromium)`
let results: GpuOpResult[] = []
let runtimeFolder: string | undefined

// One process for all: the provider's state is global, and a crash there must not end the tests.
beforeAll(async () => {
  if (missing !== undefined) return
  runtimeFolder = mkdtempSync(join(tmpdir(), 'webgpu-'))
  const { stdout } = await promisify(execFile)(process.execPath, [script], {
    env: { ...process.env, VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: runtimeFolder },
  })
  const lines: unknown[] = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  const refusal = lines.find((line): line is { unavailable: string } => 'unavailable' in (line as object))
  if (refusal) missing = `WebGPU did not start: ${refusal.unavailable.trim()} (Debian package libvulkan1?)`
  else results = lines as GpuOpResult[]
}, 300_000)
afterAll(() => {
  if (runtimeFolder !== undefined) rmSync(runtimeFolder, { recursive: true })
})

/** SwiftShader computes this kernel wrongly; when it no longer does, the exception goes. */
const isKnownWrong = ({ label, lowerings }: GpuOpResult): boolean =>
  label === 'attention, 64 tokens' && lowerings.attention === 'fused'

describe('on WebGPU over SwiftShader', () => {
  for (const op of Object.keys(ops)) {
    it(`${op} is right in every lowering`, ({ skip }) => {
      skip(missing !== undefined, missing)
      const own = results.filter((result) => result.op === op && !isKnownWrong(result))
      expect(own).not.toEqual([])
      for (const { label, lowerings, excess, failure } of own) {
        const what = `${label} lowered as ${JSON.stringify(lowerings)}`
        expect(failure, what).toBeUndefined()
        expect(excess, `${what}: error / allowed error`).toBeLessThanOrEqual(1)
      }
    })
  }

  it('fused attention over 64 tokens is plainly wrong, so a conformance check can find it', ({ skip }) => {
    skip(missing !== undefined, missing)
    const wrong = results.filter(isKnownWrong)
    expect(wrong).toHaveLength(1)
    expect(wrong[0]!.excess).toBeGreaterThan(1000)
  })
})
