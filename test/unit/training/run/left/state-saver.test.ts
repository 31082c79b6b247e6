import { mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { firstBatch } from '../../../../../src-main/training/order.ts'
import { openTensorFile } from '../../../../../src-main/files/open-tensor-file.ts'
import type { Snapshot } from '../../../../../src-main/training/run/left/state-file.ts'
import { stateSaver } from '../../../../../src-main/training/run/left/state-saver.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'
import { smallRecipe } from '../../../../support/training-run.ts'

const owner = { recipe: smallRecipe('pictures'), pictures: 'p', baseSha256: 'b', baseName: 'base' }

function snapshot(step: number, average = new Float32Array([step])): Snapshot {
  const place = { step, order: firstBatch, gone: [], files: [], session: 1, startedAt: 1 }
  return { learned: { parameter: new Float32Array([step]), state: new Map(), average }, place }
}

async function stored(folder: string): Promise<{ step: string | undefined; average: Float32Array }> {
  const file = await openTensorFile(join(folder, 'state.safetensors'))
  const average = await file.read('average')
  await file.close()
  return { step: file.metadata.get('step'), average }
}

describe('a state is due', () => {
  it('when another step would leave more than twenty seconds unsaved, however long steps are', async () => {
    let now = 0
    const saver = stateSaver(await temporaryFolder(), owner, () => now)
    expect(saver.isDue(1)).toBe(false)
    now = 18_900
    expect(saver.isDue(1)).toBe(false)
    now = 19_000
    expect(saver.isDue(1)).toBe(true)
    expect(saver.isDue(0.1)).toBe(false)
    await saver.save(snapshot(1))
    await saver.atRest()
    expect(saver.isDue(1)).toBe(false)
    // Each of them is more than may be lost.
    expect(saver.isDue(40)).toBe(true)
  })

  it('not while one is being written', async () => {
    const saver = stateSaver(await temporaryFolder(), owner, () => 0)
    await saver.save(snapshot(1))
    expect(saver.isDue(60)).toBe(false)
    await saver.atRest()
    expect(saver.isDue(60)).toBe(true)
  })
})

describe('a saved state', () => {
  it('is what was learned when it was taken, and is told once it is on the disk', async () => {
    const folder = await temporaryFolder()
    const saver = stateSaver(folder, owner)
    const average = new Float32Array([1])
    await saver.save(snapshot(1, average))
    average[0] = 7
    expect(saver.news()).toEqual([])
    await saver.atRest()
    expect(saver.news()).toEqual([{ type: 'state-saved', step: 1 }])
    expect(saver.news()).toEqual([])
    expect(await stored(folder)).toEqual({ step: '1', average: new Float32Array([1]) })
  })

  it('waits for the one before it, and the last one stays', async () => {
    const folder = await temporaryFolder()
    const saver = stateSaver(folder, owner)
    for (const step of [1, 2, 3]) await saver.save(snapshot(step))
    await saver.atRest()
    expect(saver.news().map((news) => news.type === 'state-saved' && news.step)).toEqual([1, 2, 3])
    expect((await stored(folder)).step).toBe('3')
  })

  it('that cannot be written is told by name', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'state.safetensors')
    await mkdir(path)
    const saver = stateSaver(folder, owner)
    await saver.save(snapshot(1))
    await saver.atRest()
    expect(() => saver.news()).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^disk\//) }) as Error,
    )
    await rmdir(path)
  })
})
