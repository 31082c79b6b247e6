// A training run in a process of its own, which a test kills: its argument is the
// call as JSON, a line is a piece of news.
// A second argument says in the middle of which state or picture it kills itself.
import { open, type FileHandle } from 'node:fs/promises'
import type { EngineTrainCall } from '../../../src-main/contract/training.ts'
import { followRun } from '../training-run.ts'

/** In the middle of its bytes, or with all of them written but not yet synced to the disk. */
type OwnKill = { readonly what: 'state' | 'picture'; readonly nth: number; readonly at: 'write' | 'sync' }

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

async function killMyself({ what, nth, at }: OwnKill): Promise<void> {
  const any = await open(process.execPath)
  const handles = Object.getPrototypeOf(any) as FileHandle
  await any.close()
  const meant = new WeakSet<FileHandle>()
  const others = new WeakSet<FileHandle>()
  let seen = 0
  const { write, sync } = handles
  const writePart = write as (
    this: FileHandle,
    bytes: Uint8Array,
    from: number,
    size: number,
  ) => Promise<unknown>
  const die = (): void => void process.kill(process.pid, 'SIGKILL')
  handles.write = async function (this: FileHandle, ...given: Parameters<FileHandle['write']>) {
    const bytes = given[0] as unknown as Uint8Array
    if (!meant.has(this) && !others.has(this)) {
      if (isBeginOf(what, bytes) && ++seen === nth) meant.add(this)
      else others.add(this)
      // A picture is one piece; of a state the first one goes to the disk.
      if (meant.has(this) && at === 'write' && what === 'picture') {
        await writePart.call(this, bytes, 0, bytes.length >> 1)
        die()
      }
    } else if (meant.has(this) && at === 'write') die()
    return write.apply(this, given)
  } as FileHandle['write']
  handles.sync = function (this: FileHandle) {
    if (meant.has(this) && at === 'sync') die()
    return sync.apply(this)
  }
}

function isBeginOf(what: OwnKill['what'], bytes: Uint8Array): boolean {
  const begin = new TextDecoder('latin1').decode(bytes.subarray(0, 2000))
  return what === 'picture' ? begin.startsWith('\x89PNG') : begin.includes('lamina.training')
}
