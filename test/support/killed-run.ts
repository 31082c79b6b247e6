// Kills a training run at random moments and resumes it, until it is through.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { EngineTrainCall } from '../../src-main/contract/training.ts'

const child = join(import.meta.dirname, 'children/train.ts')

/** How one process went: killed behind this piece of news, or finished. */
export type Attempt = { readonly killedAfter: string | null; readonly lastStep: number }

/** When `afterNews` pieces of news that begin with `news` have come, and a moment more. */
export type Kill = { readonly news: string; readonly afterNews: number; readonly delayMs: number }
/** While the nth state or picture of the process is written: in the middle of its bytes, or behind the last. */
export type WriteKill = {
  readonly what: 'state' | 'picture'
  readonly nth: number
  readonly at: 'write' | 'sync'
}

/** One process of a run, killed where it is said; null lets it finish. Errors when it fails of itself. */
export async function attempt(call: EngineTrainCall, kill: Kill | WriteKill | null): Promise<Attempt> {
  const given = [call, ...(kill && 'what' in kill ? [kill] : [])].map((each) => JSON.stringify(each))
  const byNews = kill && 'news' in kill ? kill : null
  const run = spawn(process.execPath, [child, ...given], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [seen, last, lastStep, errors] = [0, '', 0, '']
  run.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  run.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter((each) => each !== '')) {
      last = line
      if (line.startsWith('step ')) lastStep = Number(line.slice(5))
      if (byNews && line.startsWith(byNews.news) && ++seen === byNews.afterNews)
        setTimeout(() => run.kill('SIGKILL'), byNews.delayMs)
    }
  })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    run.once('close', (...end) => resolve(end)),
  )
  if (signal === 'SIGKILL') return { killedAfter: last, lastStep }
  if (code !== 0) throw new Error(`the run failed by itself: ${errors}`)
  return { killedAfter: null, lastStep }
}
