// A pass's batch: the pictures of one place of the order, made noisy, with what they are called.
import { basename } from 'node:path'
import { AppError } from '../../../base/errors.ts'
import { joinedFloats } from '../../../base/joined.ts'
import type { Denoiser } from '../../../architectures/networks/denoiser.ts'
import type { Recipe } from '../../../contract/recipe.ts'
import { remark } from '../../../messages/table.ts'
import type { Size } from '../../data/buckets.ts'
import { captionOf, described } from '../../captions.ts'
import { draws } from '../../data/draws.ts'
import { withWord } from '../../new-word.ts'
import { normalDraws } from '../../normal-draws.ts'
import type { OrderState } from '../../order.ts'
import type { DenoisingBatch } from '../../pass/denoising-pass.ts'
import type { NewWord } from '../../pass/text-pass.ts'
import type { LatentShelf } from './latent-shelf.ts'
import type { Notices } from '../left/notices.ts'
import type { Objective, QuestionKeys } from '../step/objective.ts'
import { isSteady, maskShelf, viewOf } from './picture-views.ts'
import type { PictureSet, RunPicture } from './picture-set.ts'

export type MadeBatch = {
  /** In pixels. */
  readonly size: Size
  /** Without the text, which is encoded from the captions. */
  readonly batch: Omit<DenoisingBatch, 'conditioning' | 'pooled'>
  readonly captions: readonly string[]
}

export type Batches = {
  /** Null where all of its pictures are gone. `keys`: step and pass. */
  training(indices: readonly number[], at: OrderState, keys: QuestionKeys): Promise<MadeBatch | null>
  /** Always the same question of a picture kept aside; `place` 0…1 chooses how noisy it is. Null where it is gone. */
  heldOut(picture: RunPicture, place: number): Promise<MadeBatch | null>
  /** A picture's caption before chance acts. */
  plainCaption(picture: RunPicture): string
  /** Hashes of pictures that vanished or became unreadable. */
  readonly gone: ReadonlySet<string>
}

export type BatchParts = {
  readonly recipe: Recipe
  readonly pictures: PictureSet
  readonly latents: LatentShelf
  readonly objective: Objective
  readonly denoiser: Pick<Denoiser, 'frameNumbers'>
  /** Pixels of a picture's side for one of its latent's. */
  readonly factor: number
  readonly word: NewWord | null
  readonly notices: Notices
  readonly gone: readonly string[]
}

/** One picture of a batch. */
type Slot = {
  readonly picture: RunPicture
  readonly caption: string
  readonly timestep: number
  readonly latent: Float32Array
  readonly target: Float32Array
  readonly weight: number
  readonly mask: Float32Array | null
  readonly timeIds: readonly number[]
}

export function createBatches(parts: BatchParts): Batches {
  const { recipe, pictures, latents, objective, denoiser, factor, word, notices } = parts
  const { data, seed, prior, captions } = recipe
  const gone = new Set(parts.gone)
  const maskOf = maskShelf(data, factor)
  const ofClass = { ...captions, trigger: '', classWord: prior.prompt }

  function caption(picture: RunPicture, epoch: number, keys: QuestionKeys, chance: boolean): string {
    const settings = picture.isClass ? ofClass : captions
    const own = chance ? settings : { ...settings, dropout: 0, dropoutEveryEpochs: 0 }
    const random = draws(seed, 'caption', ...keys)
    const said = described(picture, settings.classWord)
    if (word === null || picture.isClass) return captionOf(said, own, epoch, random)
    // A picture that nobody described is called by the new word alone.
    const isNameless = said === '' && settings.trigger.trim() === ''
    return withWord(captionOf(isNameless ? word.word : said, own, epoch, random), word)
  }

  type Wish = {
    picture: RunPicture
    keys: QuestionKeys
    view: QuestionKeys | null
    place?: number
    epoch: number
  }
  async function slot({ picture, keys, view, place, epoch }: Wish): Promise<Slot> {
    const crop = viewOf(picture.fit, data, view && draws(seed, 'view', ...view))
    const { mean, deviation, channels } = await latents.latent(picture, crop, isSteady(picture.fit, data))
    const clean = normalDraws(mean.length, seed, 'latent', ...keys)
    for (let at = 0; at < clean.length; at++) clean[at] = mean[at]! + deviation[at]! * clean[at]!
    const question = objective.question(clean, channels, objective.timestep(keys, place), keys)
    const { width, height } = crop
    return {
      ...question,
      picture,
      caption: caption(picture, epoch, keys, view !== null),
      weight: question.weight * (picture.isClass ? prior.weight : 1),
      mask: data.masks.from === 'none' ? null : await maskOf(picture, crop),
      timeIds: denoiser.frameNumbers({ original: picture, crop, target: { height, width } }),
    }
  }

  /** Null for a picture that is gone, from now on. */
  async function slotIfThere(wish: Wish): Promise<Slot | null> {
    const { sha256, path } = wish.picture
    if (gone.has(sha256)) return null
    try {
      return await slot(wish)
    } catch (error) {
      if (!(error instanceof AppError) || !/^(file|picture)\//.test(error.code)) throw error
      gone.add(sha256)
      notices.add({ ...remark('training/picture-gone', { name: basename(path) }), path })
      return null
    }
  }

  return {
    gone,
    plainCaption: (picture) => caption(picture, 0, [], false),
    async training(indices, { epoch, batch }, keys) {
      const slots: Slot[] = []
      for (const [place, index] of indices.entries()) {
        const made = await slotIfThere({
          picture: pictures.training[index]!,
          keys: [...keys, place],
          view: [epoch, batch, place],
          epoch,
        })
        if (made) slots.push(made)
      }
      return joined(slots, recipe.batch)
    },
    async heldOut(picture, place) {
      const keys = ['held-out', picture.sha256, place]
      const made = await slotIfThere({ picture, keys, view: null, place, epoch: 0 })
      return joined(made ? [made] : [], recipe.batch)
    },
  }
}

/**
 * Programs have one batch size: a smaller batch is filled up with pictures that
 * weigh nothing, and the others count for them.
 */
function joined(slots: readonly Slot[], size: number): MadeBatch | null {
  const [first] = slots
  if (first === undefined) return null
  const all = Array.from({ length: size }, (_, at) => slots[at] ?? first)
  const share = size / slots.length
  const floats = (of: (slot: Slot) => Float32Array): Float32Array => joinedFloats(all.map(of))
  return {
    size: first.picture.fit.bucket,
    captions: all.map(({ caption }) => caption),
    batch: {
      latent: floats(({ latent }) => latent),
      target: floats(({ target }) => target),
      timestep: Float32Array.from(all, ({ timestep }) => timestep),
      weight: Float32Array.from(all, ({ weight }, at) => (at < slots.length ? weight * share : 0)),
      mask: first.mask && floats(({ mask }) => mask!),
      ...(first.timeIds.length === 0
        ? {}
        : { timeIds: Float32Array.from(all.flatMap(({ timeIds }) => timeIds)) }),
    },
  }
}
