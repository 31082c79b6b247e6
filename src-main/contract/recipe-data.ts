// The part of a recipe that says which pictures and captions are learned from, and how they are turned into batches.
import { z } from 'zod'
import { between, field, path, share, text, whole } from './recipe-field.ts'

const side = whole(64, 4096).multipleOf(8)

export const maskSources = ['none', 'files', 'alpha'] as const

export const recipeBucketsSchema = z.strictObject({
  on: field(z.boolean(), true, 'Groups pictures by shape, so that little is cropped.'),
  min: field(side, 256, 'The shortest side of a bucket, in pixels.'),
  max: field(side, 1024, 'The longest side of a bucket, in pixels.'),
  step: field(whole(8, 512).multipleOf(8), 64, 'Sides of buckets are multiples of this.'),
  noUpscale: field(
    z.boolean(),
    false,
    'Never enlarges a picture; a small one gets a small bucket of its own.',
  ),
})

export const recipeMasksSchema = z.strictObject({
  from: field(
    z.enum(maskSources),
    'none',
    'Learns only where a mask is light: a file of the same name in `folder`, or the picture’s own transparency.',
  ),
  folder: field(
    path.nullable(),
    null,
    'The folder with the masks; empty looks into a folder `mask` beside the pictures.',
  ),
  unmaskedWeight: field(share, 0, 'How much the dark part of the mask still counts.'),
})

export const recipeDataSchema = z.strictObject({
  folder: path.describe('The folder with the pictures; subfolders called `N_name` are repeated N times.'),
  repeats: field(
    between(0.01, 10_000),
    1,
    'How often each picture is seen in an epoch where its folder does not say; with 2.5, every second one is seen once more.',
  ),
  width: field(side, 512, 'Width trained at, in pixels; with buckets only the area counts.'),
  height: field(side, 512, 'Height trained at, in pixels; with buckets only the area counts.'),
  randomCrop: field(
    z.boolean(),
    false,
    'Cuts at a random place instead of the middle where a picture does not fit.',
  ),
  flip: field(
    z.boolean(),
    false,
    'Mirrors every second picture; wrong for faces, writing and anything with a left and right.',
  ),
  buckets: recipeBucketsSchema.prefault({}),
  masks: recipeMasksSchema.prefault({}),
  holdOut: field(
    between(0, 0.5),
    0,
    'Share of the pictures kept from training, whose loss is measured instead.',
  ),
  holdOutEvery: field(whole(1, 100_000), 100, 'Steps between two measurements of the kept pictures.'),
})

export const recipeCaptionsSchema = z.strictObject({
  extension: field(
    z.string().regex(/^\.[\w.-]{1,20}$/),
    '.txt',
    'Captions are files of the picture’s name with this ending.',
  ),
  trigger: field(text, '', 'A word put before every caption, by which the adapter is called later.'),
  classWord: field(
    text,
    '',
    'The caption of pictures without one, where their folder is not called `N_word`.',
  ),
  shuffle: field(z.boolean(), false, 'Puts the tags of a caption in a new order each time.'),
  keepTokens: field(whole(0, 255), 0, 'Number of leading tags that are never shuffled or dropped.'),
  keepSeparator: field(
    z.string().max(20),
    '',
    'What comes before this sign in a caption is never shuffled or dropped.',
  ),
  dropout: field(share, 0, 'Chance that a picture comes without its caption.'),
  dropoutEveryEpochs: field(whole(0, 10_000), 0, 'Drop all captions every N epochs (0 = never).'),
  tagDropout: field(share, 0, 'Chance that a tag is dropped.'),
})

export const recipePriorSchema = z.strictObject({
  folder: field(
    path.nullable(),
    null,
    'Pictures of the class as the base model knows it, so that it is not forgotten.',
  ),
  prompt: field(text, '', 'The class in words; missing pictures of it are made by the base model.'),
  count: field(whole(0, 100_000), 100, 'Number of class pictures; 0 makes none.'),
  weight: field(between(0, 100), 1, 'How much the class pictures count.'),
})
