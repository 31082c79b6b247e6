// A training run in a process of its own, which a test kills: its argument is the call as JSON, a line is a piece of news.
// A second argument says in the middle of which state it kills itself.
import { open, type FileHandle } from 'node:fs/promises'
import type { EngineTrainCall } from '../../../src-main/contract/training.ts'
import { followRun } from '../training-run.ts'

/** In the middle of its bytes, or with all of them there and none sure to be on the disk. */
type OwnKill = { readonly state: number; readonly at: 'write' | 'sync' }

const [, , callText = '', killText] = process.argv
const call = JSON.parse(callText) as EngineTrainCall
if (killText !== undefined) await killMyself(JSON.parse(killText) as OwnKill)

const { result } = await followRun(call, {
  on(news) {
    const what = news.type === 'step' ? news.step.step : news.type === 'progress' ? news.progress.phase : ''
    process.stdout.write(`${news.type} ${what}\n`)
  },
})
process.stdout.write(`${result.end}\n`)

async function killMyself({ state, at }: OwnKill): Promise<void> {
  const any = await open(process.execPath)
  const handles = Object.getPrototypeOf(any) as FileHandle
  await any.close()
  const writes = new Map<FileHandle, number>()
  let states = 0
  const { write, sync } = handles
  const die = (): void => void process.kill(process.pid, 'SIGKILL')
  handles.write = function (this: FileHandle, ...given: Parameters<FileHandle['write']>) {
    const [bytes] = given as unknown as [Uint8Array]
    const known = writes.get(this)
    if (known === undefined && new TextDecoder().decode(bytes.subarray(0, 2000)).includes('lamina.training'))
      writes.set(this, ++states)
    else if (known === state && at === 'write') die()
    return write.apply(this, given)
  } as FileHandle['write']
  handles.sync = function (this: FileHandle) {
    if (writes.get(this) === state && at === 'sync') die()
    return sync.apply(this)
  }
}
