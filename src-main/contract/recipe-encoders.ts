// What a recipe says of each text encoder: the second does as the first wherever it says nothing.
import type { Recipe } from './recipe.ts'

export type EncoderTraining = { readonly train: boolean; readonly learningRate: number }

/** The first text encoder, then the second one of SDXL; a base with one encoder has no use for the second entry. */
export function encodersOf({
  textEncoder,
  textEncoder2,
}: Pick<Recipe, 'textEncoder' | 'textEncoder2'>): readonly [EncoderTraining, EncoderTraining] {
  return [
    textEncoder,
    {
      train: textEncoder2.train ?? textEncoder.train,
      learningRate: textEncoder2.learningRate ?? textEncoder.learningRate,
    },
  ]
}

export function trainsAnyEncoder(recipe: Pick<Recipe, 'textEncoder' | 'textEncoder2'>): boolean {
  return encodersOf(recipe).some(({ train }) => train)
}
