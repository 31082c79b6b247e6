// A run that is killed with -9 at any moment goes on from its last state and ends in the same bytes.
import { randomInt } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TrainingStep } from '../../../src-main/contract/training.ts'
import { attempt } from '../../support/killed-run.ts'
import { comparableFile } from '../../support/trained-bytes.ts'
import { madePictures, smallRecipe, trainCall } from '../../support/training-run.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-resume-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function stepsOf(run: string): Promise<Omit<TrainingStep, 'seconds' | 'memoryBytes'>[]> {
  const lines = (await readFile(join(run, 'log.jsonl'), 'utf8')).trim().split('\n')
  return lines.map((line) => {
    const { seconds: _seconds, memoryBytes: _bytes, ...rest } = JSON.parse(line) as TrainingStep
    return rest
  })
}

/** Temporary files, in the folder of its samples too. */
const parts = async (run: string): Promise<string[]> =>
  (await readdir(run, { recursive: true })).filter((name) => name.endsWith('.part'))

async function samplesOf(run: string): Promise<Map<string, Buffer>> {
  const names = (await readdir(join(run, 'samples'))).sort()
  return new Map(
    await Promise.all(
      names.map(
        async (name) =>
          [
            name,
            await sharp(join(run, 'samples', name))
              .raw()
              .toBuffer(),
          ] as const,
      ),
    ),
  )
}

describe('kill -9', () => {
  it('and resuming, again and again, gives what the uninterrupted run gives', async () => {
    const pictures = join(folder, 'pictures')
    await madePictures(pictures)
    const recipe = smallRecipe(pictures, {
      steps: 12,
      batch: 2,
      emaDecay: 0.9,
      adapter: { rank: 2, alpha: 2, layers: 'attention' },
      data: { flip: true },
      captions: { shuffle: true, dropout: 0.2 },
      objective: { noiseOffset: 0.05, minSnrGamma: 5 },
      schedule: { kind: 'cosine', warmupSteps: 2 },
      save: { type: 'f32', every: 3, stateEvery: 2 },
      samples: { every: 6, prompts: [{ prompt: 'cat face', steps: 1 }] },
    })
    const whole = trainCall(join(folder, 'whole'), recipe)
    await attempt(whole, null)
    const cut = { ...trainCall(join(folder, 'cut'), recipe), mode: 'resume' as const }
    const told: string[] = []
    // In the middle of writing a picture and a state, anywhere, behind a step, and behind the last byte of both.
    for (const kill of [
      { what: 'picture', nth: 1, at: 'write' },
      { what: 'state', nth: 2, at: 'write' },
      { news: '', afterNews: randomInt(1, 24), delayMs: randomInt(0, 400) },
      { news: 'step', afterNews: randomInt(2, 5), delayMs: randomInt(0, 400) },
      { what: 'state', nth: 1, at: 'sync' },
      { what: 'picture', nth: 1, at: 'sync' },
    ] as const) {
      const done = await attempt(cut, kill)
      told.push(`${done.killedAfter ?? 'finished'}, last step ${done.lastStep}`)
      if ('what' in kill && done.killedAfter !== null)
        expect(await parts(cut.folder), told.at(-1)).not.toEqual([])
    }
    await attempt(cut, null)
    expect(await parts(cut.folder), told.join('; ')).toEqual([])

    const files = (await readdir(whole.folder)).filter((name) => name.endsWith('.safetensors'))
    expect(files.sort()).toEqual(
      (await readdir(cut.folder)).filter((name) => name.endsWith('.safetensors')).sort(),
    )
    for (const name of files.filter((each) => each !== 'state.safetensors'))
      expect(await comparableFile(join(cut.folder, name)), `${name} after ${told.join('; ')}`).toEqual(
        await comparableFile(join(whole.folder, name)),
      )
    const states = [whole, cut].map(({ folder: run }) => comparableFile(join(run, 'state.safetensors')))
    const [wholeState, cutState] = await Promise.all(states)
    expect(cutState?.tensors).toBe(wholeState?.tensors)
    expect(await stepsOf(cut.folder)).toEqual(await stepsOf(whole.folder))
    expect(await samplesOf(cut.folder)).toEqual(await samplesOf(whole.folder))
  }, 240_000)
})
