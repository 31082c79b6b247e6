// What is told of a picture while it is made: a line for what is being done.
import type { EngineProgress } from '../../contract/engine.ts'

const phaseTexts: Readonly<Record<Exclude<EngineProgress['phase'], 'denoise'>, string>> = {
  load: 'Loading the model',
  text: 'Reading the prompt',
  decode: 'Decoding the picture',
  save: 'Saving the picture',
}

export function pictureText({ phase, step, steps, secondsPerStep, secondsLeft }: EngineProgress): string {
  if (phase !== 'denoise') return phaseTexts[phase]
  if (secondsPerStep === null || secondsLeft === null) return `Step ${step} of ${steps}`
  return `Step ${step} of ${steps}, ${secondsPerStep.toFixed(2)} s a step, ${Math.ceil(secondsLeft)} s left`
}
