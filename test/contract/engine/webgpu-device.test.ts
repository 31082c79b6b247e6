// The WebGPU device over SwiftShader: its check finds the wrong attention and a way around it; parameters stay on it.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { DeviceReport } from '../../../src-main/contract/engine.ts'

const driver = '/usr/lib/chromium/vk_swiftshader_icd.json'
const script = join(import.meta.dirname, '../../support/children/webgpu-check.ts')

test(
  'what SwiftShader computes wrongly is found and compiled around',
  { timeout: 400_000 },
  async ({ skip }) => {
    skip(!existsSync(driver), `no SwiftShader at ${driver} (Debian package chromium)`)
    const runtimeFolder = mkdtempSync(join(tmpdir(), 'webgpu-'))
    const { stdout } = await promisify(execFile)(process.execPath, [script], {
      env: { ...process.env, VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: runtimeFolder },
    }).finally(() => rmSync(runtimeFolder, { recursive: true }))
    const { report, results } = JSON.parse(stdout) as { report: DeviceReport; results: number[][] }
    skip(
      report.checkedAt === null,
      `WebGPU did not start: ${report.notes.map(({ code }) => code).join()} (Debian package libvulkan1?)`,
    )

    expect(report.available).toBe(true)
    expect(report.conformance.every((result) => result.passed)).toBe(true)
    const lowerings = new Map(report.conformance.map((result) => [result.op, result.lowering]))
    expect(lowerings.get('attention')).toBe('attention=plain')
    expect(lowerings.get('attention, causal')).toBe('attention=plain')
    expect(results).toEqual([
      [-40, 0, 40],
      [-43, 1, 45],
    ])
  },
)
