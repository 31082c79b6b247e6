// A run seen from the command line: every step is told, Ctrl-C pauses it, and the way to go on is said at the end.
import { basename } from 'node:path'
import { asText } from './speech.ts'
import type { EngineTrainCall, EngineTrainResult, TrainingNews } from '../../contract/training.ts'
import type { StatusLine } from '../../files/status-line.ts'
import { endInJson, endText, progressText, stepInJson, stepText } from './training-text.ts'
import { withEngine } from './with-engine.ts'

type Line = Pick<StatusLine, 'show' | 'clear' | 'say'>

export type TrainingTold = {
  /** A line of JSON for every step and one for the end, instead of the files' paths. */
  readonly json: boolean
  readonly line: Line
  /** Standard output. */
  readonly print: (text: string) => void
  readonly printJson: (value: unknown) => void
}

export async function followTraining(
  call: EngineTrainCall,
  { json, line, print, printJson }: TrainingTold,
  engineFor: typeof withEngine = withEngine,
): Promise<EngineTrainResult> {
  const training = (runId: string, news: TrainingNews): void => {
    if (runId !== call.runId) return
    tell(news, line)
    if (json && news.type === 'step') printJson(stepInJson(news.step))
  }
  const result = await engineFor({ training }, async (engine) => {
    const pause = (): void => void engine.stopTraining(call.runId, 'paused').catch(() => undefined)
    // Asked a second time, the system's own way of ending is in force again.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, pause)
    try {
      return await engine.train(call)
    } finally {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, pause)
    }
  }).finally(() => line.clear())
  if (json) printJson(endInJson(result))
  else for (const { path } of result.files) print(path)
  line.say(`${endText(result)}.`)
  return result
}

function tell(news: TrainingNews, line: Line): void {
  if (news.type === 'progress') line.show(progressText(news.progress))
  else if (news.type === 'notice') line.say(asText(news.notice))
  else if (news.type === 'step') line.show(stepText(news.step, news.steps, news.secondsLeft))
  else if (news.type === 'file' && !news.file.finished) line.say(`Saved ${basename(news.file.path)}.`)
}
