// Guarded work in a process of its own: for native decoders, whose memory and time no thread can be rid of.
import { fork } from 'node:child_process'
import {
  guardedWork,
  type GuardedWork,
  type GuardOptions,
  type Helper,
  type HelperEvents,
} from './guarded-work.ts'
import { isHungry, type ProcessAnswer } from './process-port.ts'

export type ProcessOptions = GuardOptions & {
  /** The code of the process; it answers through `answerOrders`. */
  readonly file: string
  readonly memoryMb: number
}

export function guardedProcess({ file, memoryMb, ...options }: ProcessOptions): GuardedWork {
  return guardedWork((events) => child(file, memoryMb, events), options)
}

function child(file: string, memoryMb: number, events: HelperEvents): Helper {
  const forked = fork(file, [String(memoryMb)], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((resolve) => {
    forked.once('exit', (_, signal) => {
      // The system ends whoever takes too much the same way.
      events.over(signal === 'SIGKILL' ? 'hungry' : 'ended')
      resolve()
    })
    forked.once('error', (cause) => {
      events.over('ended', cause)
      resolve()
    })
  })
  forked.on('message', (answer: ProcessAnswer) => {
    if (isHungry(answer)) events.over('hungry')
    else events.answer(answer)
  })
  return {
    // A message to a process that has just ended is lost; its exit settles the order.
    post: (order) => void forked.send(order, () => undefined),
    hold(alive) {
      for (const handle of [forked, forked.channel]) {
        if (alive) handle?.ref()
        else handle?.unref()
      }
    },
    end() {
      // Whoever waits for its end must not end first.
      forked.ref()
      forked.kill('SIGKILL')
      return exited
    },
  }
}
