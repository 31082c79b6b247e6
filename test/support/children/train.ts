// A training run in a process of its own, which a test kills: its argument is the call as JSON, a line is a piece of news.
import type { EngineTrainCall } from '../../../src-main/contract/training.ts'
import { followRun } from '../training-run.ts'

const call = JSON.parse(process.argv[2]!) as EngineTrainCall
const { result } = await followRun(call, {
  on(news) {
    const what = news.type === 'step' ? news.step.step : news.type === 'progress' ? news.progress.phase : ''
    process.stdout.write(`${news.type} ${what}\n`)
  },
})
process.stdout.write(`${result.end}\n`)
