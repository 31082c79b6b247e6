// Recipes to begin with, each for one thing people train, and the one that was published with numbers.
import type { RecipeInput } from './recipe.ts'

export const presetNames = ['first', 'style', 'character', 'object', 'published'] as const
export type PresetName = (typeof presetNames)[number]

export type RecipePreset = {
  readonly recipe: Omit<RecipeInput, 'base' | 'data'> & { readonly data: Omit<RecipeInput['data'], 'folder'> }
}

export const recipePresets: Readonly<Record<PresetName, RecipePreset>> = {
  first: {
    recipe: {
      steps: 200,
      batch: 4,
      adapter: { rank: 8, alpha: 8 },
      unet: { learningRate: 2e-3 },
      schedule: { kind: 'cosine', warmupSteps: 10 },
      data: { flip: true, buckets: { on: false } },
      samples: {
        every: 50,
        prompts: [
          { prompt: 'strawberry on a blue background', guidance: 4 },
          { prompt: 'panda on a green background', guidance: 4 },
        ],
      },
      save: { every: 50 },
    },
  },
  style: {
    recipe: {
      steps: 2000,
      batch: 1,
      accumulation: 2,
      adapter: { rank: 16, alpha: 8 },
      schedule: { kind: 'cosine', warmupSteps: 100 },
      objective: { minSnrGamma: 5, noiseOffset: 0.03 },
      data: { flip: true },
      captions: { shuffle: true, keepTokens: 1, dropout: 0.1 },
      save: { every: 250 },
    },
  },
  character: {
    recipe: {
      steps: 1500,
      adapter: { rank: 32, alpha: 16 },
      textEncoder: { train: true, learningRate: 5e-5 },
      schedule: { kind: 'cosine', warmupSteps: 75 },
      objective: { minSnrGamma: 5 },
      data: {},
      captions: { shuffle: true, keepTokens: 1 },
      save: { every: 250 },
    },
  },
  object: {
    recipe: {
      steps: 800,
      adapter: { rank: 8, alpha: 8 },
      textEncoder: { train: true, learningRate: 5e-5 },
      data: {},
      save: { every: 200 },
    },
  },
  published: {
    recipe: {
      steps: 15_000,
      batch: 1,
      accumulation: 4,
      clip: 1,
      seed: 1337,
      adapter: { kind: 'lora', layers: 'attention', rank: 4, alpha: 4 },
      unet: { learningRate: 1e-4 },
      schedule: { kind: 'cosine' },
      data: { width: 512, height: 512, randomCrop: false, flip: true, buckets: { on: false } },
      save: { every: 500, type: 'f32' },
    },
  },
}
