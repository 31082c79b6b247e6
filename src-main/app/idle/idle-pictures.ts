// Which previews an adapter gets in idle time, and by what each is named: whatever decides its pixels.
import { createHash } from 'node:crypto'
import { plainEntry } from '../../contract/adapter.ts'
import { usualSettings, type GenerationRequest } from '../../contract/generation.ts'
import { idleSources, type IdleSource, type IdleWish } from '../../contract/idle-previews.ts'
import { addWords, withoutTags } from '../../text/prompt-phrases.ts'

/** Grows when the same wish makes another picture. */
const way = 1
const keyDigits = 32

/** `side`: of the picture, where the wish leaves it to the base. */
export type IdleBase = { readonly id: string; readonly sha256: string; readonly side: number }
export type IdleAdapter = {
  readonly id: string
  readonly name: string
  readonly sha256: string
  readonly weight: number
  /** Its first group of trigger words. */
  readonly words: readonly string[]
}

export type IdlePicture = {
  /** The name of its file. */
  readonly key: string
  readonly from: IdleSource
  /** Of its prompt. */
  readonly place: number
  readonly request: GenerationRequest
}

/**
 * Of each prompt the picture at the adapter's weight, then the one at 0, so that a pair can soon be compared. Both have the
 * adapter's words: between them nothing differs but its weight. At 0 it is the base's own, and adapters whose words are the
 * same share it.
 */
export function idlePictures(wish: IdleWish, base: IdleBase, adapter: IdleAdapter): IdlePicture[] {
  return wish.prompts.flatMap(({ prompt, seed }, place) =>
    idleSources.map((from): IdlePicture => {
      const isBase = from === 'without' || adapter.weight === 0
      const { id, name, weight } = adapter
      const request: GenerationRequest = {
        ...usualSettings,
        model: base.id,
        vae: null,
        // A tag in it would be a second adapter.
        prompt: addWords(withoutTags(prompt), adapter.words).text,
        negativePrompt: wish.negativePrompt,
        width: wish.side ?? base.side,
        height: wish.side ?? base.side,
        steps: wish.steps,
        sampler: 'dpmpp_2m',
        scheduler: 'karras',
        seed,
        noise: 'cpu',
        profile: 'a1111',
        stack: isBase ? [] : [plainEntry({ id: 'idle', adapter: id, name, weight })],
      }
      const contents = isBase ? null : adapter.sha256
      return { key: keyOf(request, base.sha256, contents, weight), from, place, request }
    }),
  )
}

function keyOf(request: GenerationRequest, base: string, contents: string | null, weight: number): string {
  const { model: _, stack: __, ...rest } = request
  const named = [way, base, contents, contents === null ? 0 : weight, rest]
  return createHash('sha256').update(JSON.stringify(named)).digest('hex').slice(0, keyDigits)
}
