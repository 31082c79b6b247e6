// A disk that fills up while a run writes: the run stops by name, its last state is whole, and it goes on from there.
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTextPass } from '../../../src-main/training/pass/create-text-pass.ts'
import { linearPass } from '../../support/linear-pass.ts'
import { comparableFile } from '../../support/trained-bytes.ts'
import { followRun, madePictures, smallRecipe, trainCall } from '../../support/training-run.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-full-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A file system of two megabytes that only one process sees; Linux gives it to anyone, where it is allowed at all. */
const mounted = (command: readonly string[]): readonly string[] => [
  'unshare',
  '--user',
  '--map-root-user',
  '--mount',
  'sh',
  '-c',
  'mount -t tmpfs -o size=2m tmpfs "$0" && exec "$@"',
  ...command,
]
const canMount = spawnSync('unshare', mounted([tmpdir(), 'true']).slice(1)).status === 0

it.skipIf(!canMount)(
  'a full disk is named, harms nothing, and the run goes on when there is room',
  async () => {
    const pictures = join(folder, 'pictures')
    await madePictures(pictures)
    const recipe = smallRecipe(pictures, { steps: 60, save: { type: 'f32', stateEvery: 2 } })
    const disk = join(folder, 'disk')
    await mkdir(disk)
    const call = { ...trainCall(disk, recipe), cacheFolder: join(folder, 'cache') }
    const child = join(import.meta.dirname, '../../support/children/train-full-disk.ts')
    const [program = '', ...args] = mounted([disk, process.execPath, child, JSON.stringify(call)])
    const run = spawnSync(program, args, { encoding: 'utf8' })
    expect(run.stderr).toBe('')
    const whole = await followRun(trainCall(join(folder, 'whole'), recipe), {
      makers: { denoising: linearPass(), text: createTextPass },
    })
    const told = JSON.parse(run.stdout) as { filledAfter: number; step: number }
    expect(told).toEqual({
      code: 'disk/full',
      filledAfter: told.filledAfter,
      step: told.step,
      left: ['log.jsonl', 'pictures.json', 'recipe.json', 'state.safetensors'],
      end: 'finished',
      tensors: (await comparableFile(whole.result.files[0]!.path)).tensors,
    })
    // What was told to be saved is there; one more may have been on its way.
    expect(told.filledAfter).toBeGreaterThan(0)
    expect(told.step).toBeGreaterThanOrEqual(told.filledAfter)
    expect(told.step).toBeLessThan(60)
  },
  60_000,
)
