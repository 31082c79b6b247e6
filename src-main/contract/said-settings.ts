// What a picture file says it was made with, whichever program wrote it: in our words where we have them.
import type { NoiseSourceName } from './generation.ts'
import type { PictureSource } from './picture-sources.ts'

/** How words are weighed: `(a:1.2)` of A1111 or of ComfyUI, `(a)1.2` and `a++` of InvokeAI, `{a}` and `1.2::a::` of NovelAI. */
export type PromptSyntax = 'a1111' | 'comfyui' | 'compel' | 'novelai'

/** A file as another program names it; either may be empty, and a hash is as it is written there. */
export type SaidFile = { readonly name: string; readonly hash: string }

export type SaidAdapter = SaidFile & {
  readonly weight: number
  /** For the text encoders; null follows `weight`. */
  readonly textWeight: number | null
}

/**
 * Something that is said and cannot be taken over: Lamina does not have it (`unsupported`), has no such value (`unusable`), or
 * once did otherwise what it is called by (`habit`: the value is the version that did).
 */
export type NotRestored = {
  readonly name: string
  readonly value: string
  readonly why: 'unsupported' | 'unusable' | 'habit'
}

export type SaidSettings = {
  readonly source: PictureSource
  readonly syntax: PromptSyntax
  readonly prompt: string
  readonly negativePrompt: string
  readonly model: SaidFile | null
  readonly vae: SaidFile | null
  /** In the order they act; those that a prompt's own tags name are among them once its tags are read. */
  readonly adapters: readonly SaidAdapter[]
  /** Of files that tags of the prompt name, where they are listed elsewhere: without ":" and ",". */
  readonly tagHashes: ReadonlyMap<string, string>
  readonly embeddings: readonly SaidFile[]
  readonly steps: number | null
  /** Our word; as it is written where we have no equal, which `notRestored` then names, too. */
  readonly sampler: string | null
  readonly scheduler: string | null
  readonly guidance: number | null
  /** Decimal digits, as no double holds the largest. */
  readonly seed: string | null
  readonly size: { readonly width: number; readonly height: number } | null
  readonly clipSkip: number | null
  readonly noise: NoiseSourceName | null
  readonly notRestored: readonly NotRestored[]
}

/** Nothing but who said it. */
export function nothingSaid(source: PictureSource, syntax: PromptSyntax): SaidSettings {
  return {
    source,
    syntax,
    prompt: '',
    negativePrompt: '',
    model: null,
    vae: null,
    adapters: [],
    tagHashes: new Map(),
    embeddings: [],
    steps: null,
    sampler: null,
    scheduler: null,
    guidance: null,
    seed: null,
    size: null,
    clipSkip: null,
    noise: null,
    notRestored: [],
  }
}
