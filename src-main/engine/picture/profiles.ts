// What differs between pictures as A1111 makes them and as ComfyUI does: two records, of which a request names one.
import type { Family } from '../../architectures/families/family.ts'
import type { TextEncoderConfig } from '../../architectures/families/config.ts'
import type { Profile } from '../../contract/generation.ts'
import type { SamplingProfile } from '../../sampling/profiles/sampling-profile.ts'
import { samplingProfiles } from '../../sampling/profiles/table.ts'
import { textProfiles } from '../../text/profiles/table.ts'
import type { TextProfile } from '../../text/profiles/text-profile.ts'

export type PictureProfile = {
  readonly text: TextProfile
  readonly sampling: SamplingProfile
  /** The hidden state of a text encoder that conditions the network, counted from the end, 1 the last. */
  layerFromEnd(config: TextEncoderConfig, clipSkip: number): number
  /** Whether an empty negative prompt is handed on as nothing but zeros. */
  zeroesEmptyNegative(family: Family): boolean
  /** Whether a learned word that is missing or does not fit stops the picture. */
  readonly unfitWordsAreErrors: boolean
}

const a1111: PictureProfile = {
  text: textProfiles.a1111,
  sampling: samplingProfiles.a1111,
  // Clip skip counts only where the family uses the last hidden state (SD 1).
  layerFromEnd: ({ outputFromEnd }, clipSkip) => (outputFromEnd === 1 ? clipSkip : outputFromEnd),
  // modules/sd_models_xl.py
  zeroesEmptyNegative: ({ emptyIsZero }) => emptyIsZero,
  unfitWordsAreErrors: false,
}

const comfyui: PictureProfile = {
  text: textProfiles.comfyui,
  sampling: samplingProfiles.comfyui,
  layerFromEnd: ({ outputFromEnd }, clipSkip) => Math.max(clipSkip, outputFromEnd),
  zeroesEmptyNegative: () => false,
  unfitWordsAreErrors: true,
}

export const pictureProfiles: Readonly<Record<Profile, PictureProfile>> = { a1111, comfyui }
