// The passes that a run goes through.
import { AppError } from '../../base/errors.ts'
import { createTextPass } from '../pass/create-text-pass.ts'
import type { PassMakers } from './preparation.ts'

export const realPasses: PassMakers = {
  denoising: () => Promise.reject(new AppError('training/unfinished', 'Training is not ready yet.')),
  text: createTextPass,
}
