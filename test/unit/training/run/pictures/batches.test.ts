import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../../src-main/base/errors.ts'
import type { RecipeInput } from '../../../../../src-main/contract/recipe.ts'
import type { Crop } from '../../../../../src-main/files/cropped-picture.ts'
import { bucketFitter } from '../../../../../src-main/training/data/buckets.ts'
import { createBatches, type BatchParts } from '../../../../../src-main/training/run/pictures/batches.ts'
import type { LatentShelf } from '../../../../../src-main/training/run/pictures/latent-shelf.ts'
import { createNotices } from '../../../../../src-main/training/run/left/notices.ts'
import { createObjective } from '../../../../../src-main/training/run/step/objective.ts'
import type { RunPicture } from '../../../../../src-main/training/run/pictures/picture-set.ts'
import { smallRecipe } from '../../../../support/training-run.ts'
import { unetDenoiser } from '../../../../../src-main/architectures/networks/unet-denoiser.ts'
import { families, published } from '../../../../support/families.ts'

const fit = bucketFitter({ on: false, width: 64, height: 64, min: 64, max: 64, step: 64, noUpscale: false })

const picture = (name: string, changes: Partial<RunPicture> = {}): RunPicture => ({
  path: `/pictures/${name}.png`,
  folder: 'pictures',
  repeats: 1,
  width: 96,
  height: 64,
  sha256: name,
  caption: name,
  classWord: null,
  mask: null,
  fit: fit({ width: 96, height: 64 }),
  isClass: false,
  ...changes,
})

type Changes = Omit<Partial<RecipeInput>, 'data'> & { data?: Partial<RecipeInput['data']> }
/** Latents are 1, without deviation, so that what was asked can be told apart; some pictures cannot be read. */
function madeBatches(
  pictures: RunPicture[],
  changes: Changes = {},
  more: Partial<BatchParts> & { broken?: string[] } = {},
) {
  const recipe = smallRecipe('/pictures', { ...changes, data: { width: 64, height: 64, ...changes.data } })
  const crops: Crop[] = []
  const kept: boolean[] = []
  const latents: LatentShelf = {
    latent({ sha256, path }, crop, keep) {
      crops.push(crop)
      kept.push(keep)
      if (more.broken?.includes(sha256)) return Promise.reject(new AppError('file/missing', { file: path }))
      const size = 4 * 8 * 8
      return Promise.resolve({
        mean: new Float32Array(size).fill(1),
        deviation: new Float32Array(size),
        channels: 4,
      })
    },
    has: () => Promise.resolve(false),
  }
  const notices = createNotices()
  const detection = { family: families.sd1, predictionType: 'epsilon', zeroTerminalSnr: false }
  const batches = createBatches({
    recipe,
    pictures: { version: 1, training: pictures, heldOut: [], subsets: [], classSubsets: [] },
    latents,
    objective: createObjective(recipe, detection),
    denoiser: unetDenoiser(published.sd1.unet),
    factor: 8,
    word: null,
    notices,
    gone: [],
    ...more,
  })
  return { batches, notices, crops, kept }
}
const first = { epoch: 0, batch: 0 }

describe('a batch', () => {
  it('is filled up with pictures that weigh nothing, and the mean of the others stays', async () => {
    const { batches } = madeBatches([picture('a'), picture('b')], { batch: 4 })
    const made = await batches.training([0, 1], first, [1, 0])
    expect([...made!.batch.weight]).toEqual([2, 2, 0, 0])
    expect(made!.captions).toEqual(['a', 'b', 'a', 'a'])
    expect(made!.batch.latent).toHaveLength(4 * 4 * 64)
    expect(made!.batch.timestep).toHaveLength(4)
  })

  it('asks another question in every step, pass and place, and the same when it is asked again', async () => {
    const ask = async (...keys: number[]) => {
      const { batches } = madeBatches([picture('a')], { batch: 2 })
      return (await batches.training([0, 0], first, keys))!.batch
    }
    const once = await ask(3, 1)
    expect(await ask(3, 1)).toEqual(once)
    expect((await ask(3, 0)).target).not.toEqual(once.target)
    expect((await ask(4, 1)).target).not.toEqual(once.target)
    expect(once.target.subarray(0, 256)).not.toEqual(once.target.subarray(256))
  })

  it('leaves a picture out that cannot be read, says so once, and asks for it no more', async () => {
    const { batches, notices, crops } = madeBatches(
      [picture('a'), picture('b')],
      { batch: 2 },
      { broken: ['b'] },
    )
    expect((await batches.training([0, 1], first, [1, 0]))!.captions).toEqual(['a', 'a'])
    expect(await batches.training([1], first, [2, 0])).toBeNull()
    expect(notices.all.map(({ code, path }) => [code, path])).toEqual([
      ['training/picture-gone', '/pictures/b.png'],
    ])
    expect(crops).toHaveLength(2)
    expect([...batches.gone]).toEqual(['b'])
  })

  it('does not ask for pictures that were gone when the state was saved', async () => {
    const { batches, crops } = madeBatches([picture('a')], {}, { gone: ['a'] })
    expect(await batches.training([0], first, [1, 0])).toBeNull()
    expect(crops).toEqual([])
  })

  it('says SDXL’s sizes: of the picture, of the cut, of what is trained at', async () => {
    const { batches } = madeBatches([picture('a')], {}, { denoiser: unetDenoiser(published.sdxl.unet) })
    const made = await batches.training([0], first, [1, 0])
    expect([...made!.batch.timeIds!]).toEqual([64, 96, 0, 16, 64, 64])
  })
})

describe('a view', () => {
  it('is cut in the middle and kept, unless chance has a say', async () => {
    const { batches, crops, kept } = madeBatches([picture('a')])
    for (const batch of [0, 1, 2]) await batches.training([0], { epoch: 0, batch }, [batch, 0])
    expect(crops.map(({ left, top, mirrored }) => [left, top, mirrored])).toEqual(
      Array(3).fill([16, 0, false]),
    )
    expect(kept).toEqual([true, true, true])
  })

  it('is cut anywhere and mirrored half the time, by place of the order and not by step', async () => {
    const { batches, crops, kept } = madeBatches([picture('a')], { data: { randomCrop: true, flip: true } })
    for (let batch = 0; batch < 200; batch++) await batches.training([0], { epoch: 0, batch }, [batch, 0])
    const lefts = crops.map(({ left }) => left)
    expect([Math.min(...lefts), Math.max(...lefts)]).toEqual([0, 32])
    expect(crops.filter(({ mirrored }) => mirrored).length).toBeGreaterThan(70)
    expect(crops.filter(({ mirrored }) => mirrored).length).toBeLessThan(130)
    expect(kept.every((keep) => !keep)).toBe(true)
    const [before] = crops
    await batches.training([0], first, [999, 3])
    expect(crops.at(-1)).toEqual(before)
  })
})

describe('captions', () => {
  it('of the class have neither trigger nor picture’s word, and count as the recipe says', async () => {
    const { batches } = madeBatches([picture('a'), picture('c', { isClass: true, caption: null })], {
      batch: 2,
      captions: { trigger: 'qxz' },
      prior: { prompt: 'a disc', weight: 0.5 },
    })
    const made = await batches.training([0, 1], first, [1, 0])
    expect(made!.captions).toEqual(['qxz, a', 'a disc'])
    expect([...made!.batch.weight]).toEqual([1, 0.5])
  })

  it('name the new word, where nobody described the picture too; chance may leave them out', async () => {
    const word = { word: 'qxzd', vectors: 2 }
    const learn = { learn: 'embedding', adapter: {}, embedding: { word: 'qxzd' } } as const
    const said = async (caption: string | null, dropout = 0) => {
      const { batches } = madeBatches(
        [picture('a', { caption })],
        { ...learn, captions: { dropout } },
        { word },
      )
      return (await batches.training([0], first, [1, 0]))!.captions[0]
    }
    expect(await said('a disc')).toBe('qxzd, a disc')
    expect(await said('a qxzd disc')).toBe('a qxzd disc')
    expect(await said(null)).toBe('qxzd')
    expect(await said('a disc', 1)).toBe('')
  })
})

it('a picture kept aside is asked the same whenever it is asked, without chance', async () => {
  const aside = picture('h', { caption: 'a, b, c' })
  const { batches, crops } = madeBatches([picture('a')], {
    captions: { shuffle: true, dropout: 1 },
    data: { flip: true, randomCrop: true },
  })
  const once = await batches.heldOut(aside, 0.25)
  expect(await batches.heldOut(aside, 0.25)).toEqual(once)
  expect(once!.batch.timestep[0]).toBe(250)
  expect(crops[0]).toMatchObject({ left: 16, mirrored: false })
})
