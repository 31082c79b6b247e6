// What every place may know of the families of networks: their ids as they are stored, and their words for people.
import type { Blocks } from './blocks.ts'
import { fourLevelBlocks, threeLevelBlocks } from './unet-blocks.ts'

/** How a text encoder cuts text into tokens. */
export type TokenizerName = 'clip'

export type FamilyFacts = {
  /** As it is stored and written in JSON; another version may know ids that this one does not. */
  readonly id: string
  /** A proper name: not translated. */
  readonly label: string
  readonly blocks: Blocks
  /** How a prompt is counted: the tokens of one chunk, without start and end. */
  readonly text: { readonly tokenizer: TokenizerName; readonly capacity: number }
  /** Shapes it was trained with besides the square, where they were published. */
  readonly trainedShapes: TrainedShapes | null
}

export type TrainedShapes = {
  /** Of the square of the same area, in pixels. */
  readonly side: number
  /** Wider than high, by the ratio people call them; it was trained with the same upright. */
  readonly wide: readonly { readonly ratio: string; readonly width: number; readonly height: number }[]
}

const clip: FamilyFacts['text'] = { tokenizer: 'clip', capacity: 75 }

export const sd1Facts: FamilyFacts = {
  id: 'sd1',
  label: 'SD 1.5',
  blocks: fourLevelBlocks,
  text: clip,
  trainedShapes: null,
}

export const sd2Facts: FamilyFacts = {
  id: 'sd2',
  label: 'SD 2',
  blocks: fourLevelBlocks,
  text: clip,
  trainedShapes: null,
}

export const sdxlFacts: FamilyFacts = {
  id: 'sdxl',
  label: 'SDXL',
  blocks: threeLevelBlocks,
  text: clip,
  // Podell et al. 2023, appendix I.
  trainedShapes: {
    side: 1024,
    wide: [
      { ratio: '9:7', width: 1152, height: 896 },
      { ratio: '3:2', width: 1216, height: 832 },
      { ratio: '16:9', width: 1344, height: 768 },
      { ratio: '21:9', width: 1536, height: 640 },
    ],
  },
}

export const familyFacts: readonly FamilyFacts[] = [sd1Facts, sd2Facts, sdxlFacts]

/** Whose blocks are shown where nothing tells the family. */
export const firstFamilyFacts: FamilyFacts = familyFacts[0]!

export function factsOfFamily(id: string): FamilyFacts | null {
  return familyFacts.find((family) => family.id === id) ?? null
}

/** The name of a family; one that only another version knows is called by its id. */
export function familyLabel(id: string): string {
  return factsOfFamily(id)?.label ?? id
}
