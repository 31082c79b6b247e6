// How far a picture is, on a terminal.
import type { EngineProgress } from '../../contract/engine.ts'
import { statusLine } from './status-line.ts'

export type ProgressLine = { show(progress: EngineProgress): void; clear(): void }

export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  const line = statusLine(stream)
  return {
    show({ phase, step, steps, secondsPerStep, secondsLeft }) {
      const time =
        secondsPerStep === null || secondsLeft === null
          ? ''
          : `  ${secondsPerStep.toFixed(2)} s a step, ${Math.ceil(secondsLeft)} s left`
      line.show(phase === 'denoise' ? `Step ${step} of ${steps}${time}` : phase)
    },
    clear: line.clear,
  }
}
