// `lamina bake` killed with -9 in the middle of writing: the command, its
// engine, or both. Nothing half-written is left.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { demoModel } from '../../support/demo-base.ts'
import { childrenOf } from '../../support/processes.ts'
import { bakedAdapter, bakeUntilWriting, cliProgram, largeCheckpoint } from '../../support/slow-bake.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function gone(ids: readonly number[]): Promise<void> {
  for (const id of ids) await expect.poll(() => isThere(id), { timeout: 10_000, interval: 20 }).toBe(false)
}
function isThere(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch {
    return false
  }
}

test.runIf(process.platform === 'linux')('nothing half-written is left', { timeout: 180_000 }, async () => {
  const folder = await temporaryFolder()
  const model = await largeCheckpoint(folder)
  const out = join(folder, 'out')
  await mkdir(out)

  // The command alone: its engine notices, gives up what it writes, and ends.
  const first = await bakeUntilWriting(model, out)
  const engines = childrenOf(first.pid!)
  expect(engines).toHaveLength(1)
  first.kill('SIGKILL')
  await gone(engines)
  expect(await readdir(out)).toEqual([])

  // The engine alone: the command cleans up after it.
  const second = await bakeUntilWriting(model, out)
  process.kill(childrenOf(second.pid!)[0]!, 'SIGKILL')
  const [code] = (await once(second, 'exit')) as [number]
  expect(code).toBe(1)
  expect(await readdir(out)).toEqual([])

  // Both at once: nobody is there to clean up, but the next command that writes to this folder.
  const third = await bakeUntilWriting(model, out)
  const orphans = childrenOf(third.pid!)
  for (const id of [third.pid!, ...orphans]) process.kill(id, 'SIGKILL')
  await gone(orphans)
  const target = join(out, 'c.safetensors')
  const args = [cliProgram, 'convert', bakedAdapter, '--model', demoModel, '--to', 'peft', '--out', target]
  const next = spawn(process.execPath, args, { stdio: 'inherit' })
  expect((await once(next, 'exit'))[0]).toBe(0)
  expect(await readdir(out)).toEqual(['c.safetensors'])
})
