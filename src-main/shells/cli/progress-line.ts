// Progress on a terminal: one line on stderr that replaces itself, and nothing at all where no one watches.
import type { EngineProgress } from '../../contract/engine.ts'

export type ProgressLine = { show(progress: EngineProgress): void; clear(): void }

export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  const eraseLine = '\r\u001b[2K'
  return {
    show(progress) {
      if (!stream.isTTY) return
      const { phase, step, steps, secondsPerStep, secondsLeft } = progress
      const time =
        secondsPerStep === null || secondsLeft === null
          ? ''
          : `  ${secondsPerStep.toFixed(2)} s a step, ${Math.ceil(secondsLeft)} s left`
      stream.write(`${eraseLine}${phase === 'denoise' ? `Step ${step} of ${steps}${time}` : phase}`)
    },
    clear() {
      if (stream.isTTY) stream.write(eraseLine)
    },
  }
}
