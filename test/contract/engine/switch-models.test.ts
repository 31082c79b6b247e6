// Switching between checkpoints leaves nothing of the one before: not its
// parameters, and not the programs made of them.
import { execFile } from 'node:child_process'
import { copyFile, link } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { engineEnvironment } from '../../../src-main/shells/server/engine-environment.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const demo = join(import.meta.dirname, '../../../models/emoji-diffusion-128.safetensors')
const script = join(import.meta.dirname, '../../support/children/switch-models.ts')
const switches = 6

/** One that stays takes some 60 MB; what a C library keeps of freed memory is the rest. */
const mostGrownBytes = 60e6

async function grown(
  resident: string,
  paths: readonly string[],
): Promise<{ bytes: number; compiled: number }> {
  const args = ['--expose-gc', script, resident, String(switches + 1), ...paths]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: engineEnvironment(process.env),
  })
  const { held, compiled } = JSON.parse(stdout) as { held: number[]; compiled: number }
  return { bytes: held.at(-1)! - held[0]!, compiled }
}

test('six switches where parameters are constants, and where they are inputs', async () => {
  const folder = await temporaryFolder()
  const path = (index: number): string => join(folder, `${index}.safetensors`)
  await copyFile(demo, path(0))
  for (let index = 1; index <= switches; index++) await link(path(0), path(index))
  const paths = Array.from({ length: switches + 1 }, (_, index) => path(index))

  const constants = await grown('constants', paths)
  expect(constants.compiled).toBe(3 * (switches + 1))
  expect(constants.bytes).toBeLessThan(mostGrownBytes)

  const inputs = await grown('inputs', paths)
  expect(inputs.compiled).toBe(3)
  expect(inputs.bytes).toBeLessThan(mostGrownBytes)
})
