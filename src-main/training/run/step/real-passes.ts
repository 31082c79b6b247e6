// The passes that a run goes through.
import { createDenoisingPass } from '../../pass/create-denoising-pass.ts'
import { createTextPass } from '../../pass/create-text-pass.ts'
import type { PassMakers } from '../preparation.ts'

export const realPasses: PassMakers = {
  denoising: createDenoisingPass,
  text: createTextPass,
}
