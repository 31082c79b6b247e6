// A run on the command line, on an engine that only pretends: what is written where, and what Ctrl-C does.
import { expect, it } from 'vitest'
import { checkedRecipe } from '../../../../src-main/contract/recipe-rules.ts'
import type { EngineCalls } from '../../../../src-main/contract/engine.ts'
import type {
  EngineTrainCall,
  EngineTrainResult,
  TrainingNews,
  TrainingStep,
} from '../../../../src-main/contract/training.ts'
import { followTraining } from '../../../../src-main/shells/cli/follow-training.ts'
import type { withEngine } from '../../../../src-main/shells/cli/with-engine.ts'
import { remark } from '../../../../src-main/messages/table.ts'

const call: EngineTrainCall = {
  runId: 'mine',
  recipe: checkedRecipe({ base: '/b', data: { folder: '/p' }, steps: 2 }),
  folder: '/out',
  cacheFolder: '/out/cache',
  captions: null,
  leftOut: [],
  mode: 'start',
  device: 'auto',
  baseName: 'b',
}
const step = (count: number): TrainingStep => ({
  step: count,
  epoch: 0,
  loss: 1 / count,
  rates: { unet: 1e-4 },
  gradientNorm: 1,
  seconds: 0.5,
  memoryBytes: 1e9,
})
const file = {
  step: 2,
  epoch: 0,
  path: '/out/adapter.safetensors',
  sizeBytes: 10,
  sha256: 'ff',
  kind: 'adapter' as const,
  finished: true,
}
const result = (end: EngineTrainResult['end'], files = [file]): EngineTrainResult => ({
  end,
  step: 2,
  steps: 2,
  files,
  notices: [],
})

type Run = (told: (runId: string, news: TrainingNews) => void) => Promise<EngineTrainResult>

/** Follows a run that `train` plays; `stops` are what the engine was asked. */
async function followed(json: boolean, train: Run) {
  const said: string[] = []
  const shown: string[] = []
  const stops: string[] = []
  let output = ''
  const line = {
    show: (text: string) => shown.push(text),
    clear: () => undefined,
    say: (text: string) => said.push(text),
  }
  const engineFor = ((listener, work) =>
    work({
      train: () => train((runId, news) => listener.training?.(runId, news)),
      stopTraining: async (runId: string, how: string) => void stops.push(`${runId} ${how}`),
    } as unknown as EngineCalls)) as typeof withEngine
  const told = {
    json,
    line,
    print: (text: string) => void (output += text),
    printJson: (value: unknown) => void (output += `${JSON.stringify(value)}\n`),
  }
  const end = await followTraining(call, told, engineFor)
  return { end, said, shown, stops, lines: output.split('\n').filter(Boolean) }
}

it('with --json there is one line for every step and one for the end, and nothing else on standard output', async () => {
  const { lines, end } = await followed(true, async (tell) => {
    tell('mine', { type: 'progress', progress: { phase: 'load', done: 0, total: 1, secondsLeft: null } })
    for (const count of [1, 2]) {
      tell('mine', { type: 'step', step: step(count), steps: 2, secondsLeft: 1 })
      tell('another', { type: 'step', step: step(count), steps: 2, secondsLeft: 1 })
    }
    return result('finished')
  })
  expect(lines.map((text) => JSON.parse(text) as unknown)).toEqual([
    expect.objectContaining({ step: 1, loss: 1, rate: 1e-4, seconds: 0.5, memory: 1e9 }),
    expect.objectContaining({ step: 2, loss: 0.5 }),
    expect.objectContaining({
      end: 'finished',
      files: [expect.objectContaining({ path: file.path, sha256: 'ff' })],
    }),
  ])
  expect(end.end).toBe('finished')
})

it('without it the files are the output; steps, notices and saved files are told beside it', async () => {
  const { lines, said, shown } = await followed(false, async (tell) => {
    tell('mine', {
      type: 'notice',
      notice: remark('training/no-second-encoder'),
    })
    tell('mine', { type: 'step', step: step(1), steps: 2, secondsLeft: 30 })
    tell('mine', { type: 'file', file: { ...file, path: '/out/a-step1.safetensors', finished: false } })
    tell('mine', { type: 'file', file })
    return result('finished')
  })
  expect(lines).toEqual(['/out/adapter.safetensors'])
  expect(shown).toEqual([expect.stringMatching(/^Step 1 of 2, loss 1\.0000.*30 s left$/)])
  expect(said).toEqual([
    expect.stringContaining('one text encoder'),
    'Saved a-step1.safetensors.',
    'Finished at step 2 of 2: adapter.safetensors (0.00 MB).',
  ])
})

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s asks the engine once to pause, and only while it trains',
  async (signal) => {
    const before = process.listenerCount(signal)
    const { stops, end, said } = await followed(false, async () => {
      expect(process.listenerCount(signal)).toBe(before + 1)
      process.emit(signal)
      expect(process.listenerCount(signal)).toBe(before)
      return result('paused', [])
    })
    expect(stops).toEqual(['mine paused'])
    expect([end.end, said]).toEqual(['paused', ['Paused at step 2 of 2.']])
    expect(process.listenerCount(signal)).toBe(before)
  },
)

it('what the engine refuses is thrown on, and nothing listens any more', async () => {
  const before = process.listenerCount('SIGINT')
  await expect(followed(true, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(process.listenerCount('SIGINT')).toBe(before)
})
