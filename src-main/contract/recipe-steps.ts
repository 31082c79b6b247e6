// The part of a recipe that says how a step is made: objective, optimizer, learning-rate schedule.
import { z } from 'zod'
import { between, field, share, whole } from './recipe-field.ts'

export const optimizerNames = ['adamw', 'lion', 'prodigy', 'adafactor'] as const
export type OptimizerName = (typeof optimizerNames)[number]

export const scheduleNames = ['constant', 'linear', 'cosine', 'cosine_with_restarts', 'polynomial'] as const

const beta = between(0, 0.999999).nullable()

export const recipeOptimizerSchema = z.strictObject({
  kind: field(z.enum(optimizerNames), 'adamw', 'How gradients become changes.'),
  beta1: field(beta, null, 'How long the direction is remembered; empty is 0.9, for Adafactor not at all.'),
  beta2: field(beta, null, 'How long the size is remembered; empty is 0.999, for Lion 0.99.'),
  beta3: field(beta, null, 'How long Prodigy remembers its estimate; empty is the root of beta2.'),
  epsilon: field(between(0, 1), 1e-8, 'Keeps divisions by almost nothing small.'),
  weightDecay: field(between(0, 10), 0.01, 'Pulls factors towards zero, a little each step.'),
  estimate: field(between(1e-12, 1), 1e-6, 'Prodigy’s first guess of the step size.'),
  coefficient: field(between(0.01, 100), 1, 'What Prodigy’s own step size is multiplied with.'),
  growth: field(
    between(1, 1e6).nullable(),
    null,
    'How fast Prodigy’s step size may grow from step to step; empty does not limit it.',
  ),
  safeguardWarmup: field(z.boolean(), false, 'Keeps Prodigy’s estimate from growing during warm-up.'),
  biasCorrection: field(
    z.boolean(),
    false,
    'Corrects Prodigy’s first steps for empty averages, as Adam does.',
  ),
  relativeStep: field(
    z.boolean(),
    false,
    'Adafactor chooses the step size itself; learning rates then do nothing.',
  ),
  scaleParameter: field(z.boolean(), false, 'Adafactor’s steps grow with the size of what they change.'),
  clipThreshold: field(between(0.01, 100), 1, 'Adafactor’s limit for the size of one update.'),
  decayRate: field(between(-1, 0), -0.8, 'How fast Adafactor forgets the size of earlier gradients.'),
})

export const recipeScheduleSchema = z.strictObject({
  kind: field(z.enum(scheduleNames), 'constant', 'How the learning rate goes over the run.'),
  warmupSteps: field(whole(0, 1_000_000), 0, 'Steps over which the learning rate rises from zero.'),
  warmupShare: field(
    share,
    0,
    'Share of the steps over which the learning rate rises, where `warmupSteps` is 0.',
  ),
  restarts: field(whole(1, 1000), 1, 'How many arcs the cosine has.'),
  power: field(between(0.01, 100), 1, 'How bent the polynomial is.'),
})

export const recipeObjectiveSchema = z.strictObject({
  prediction: field(
    z.enum(['auto', 'epsilon', 'v']),
    'auto',
    'What the network predicts; `auto` asks the base model.',
  ),
  minSnrGamma: field(
    between(0.01, 100).nullable(),
    null,
    'Lets easy noise levels count less; 5 is usual, empty is off.',
  ),
  noiseOffset: field(
    between(0, 1),
    0,
    'Shifts the noise as a whole, so that very dark and very light pictures are learned.',
  ),
  inputPerturbation: field(between(0, 1), 0, 'A little more noise on the input than is asked back.'),
  firstTimestep: field(whole(0, 999), 0, 'The least noisy level trained at.'),
  lastTimestep: field(whole(0, 999), 999, 'The noisiest level trained at.'),
})

export const recipeStepFields = {
  steps: field(whole(1, 10_000_000).nullable(), null, 'How many optimizer steps the run has.'),
  epochs: field(
    whole(1, 100_000).nullable(),
    null,
    'How often all pictures are seen, where `steps` does not say.',
  ),
  batch: field(whole(1, 256), 1, 'Pictures in one pass; more need more memory.'),
  accumulation: field(
    whole(1, 1024),
    1,
    'Passes added up before the factors change; a larger batch that needs no memory.',
  ),
  clip: field(between(0, 1000), 1, 'Longest gradient of all factors together; 0 is no limit.'),
  emaDecay: field(
    share.nullable(),
    null,
    'Also averages the factors over steps and saves the average; 0.999 is usual.',
  ),
  seed: field(whole(0, 2 ** 32 - 1), 1337, 'Same seed, same recipe, same pictures: the same adapter.'),
}
