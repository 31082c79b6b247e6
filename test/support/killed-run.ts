// Kills a training run at random moments and resumes it, until it is through.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { EngineTrainCall } from '../../src-main/contract/training.ts'

const child = join(import.meta.dirname, 'children/train.ts')

/** How one process went: killed behind this piece of news, or finished. */
export type Attempt = { readonly killedAfter: string | null; readonly lastStep: number }

/** Behind so many pieces of news that begin like this, and a moment more. */
export type Kill = { readonly news: string; readonly afterNews: number; readonly delayMs: number }

/**
 * One process of a run, killed after a number of pieces of news and a moment more; null lets it finish. Errors when it
 * fails of itself.
 */
export async function attempt(call: EngineTrainCall, kill: Kill | null): Promise<Attempt> {
  const run = spawn(process.execPath, [child, JSON.stringify(call)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [seen, last, lastStep, errors] = [0, '', 0, '']
  run.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  run.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter((each) => each !== '')) {
      last = line
      if (line.startsWith('step ')) lastStep = Number(line.slice(5))
      if (kill && line.startsWith(kill.news) && ++seen === kill.afterNews)
        setTimeout(() => run.kill('SIGKILL'), kill.delayMs)
    }
  })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    run.once('close', (...end) => resolve(end)),
  )
  if (signal === 'SIGKILL') return { killedAfter: last, lastStep }
  if (code !== 0) throw new Error(`the run failed by itself: ${errors}`)
  return { killedAfter: null, lastStep }
}
