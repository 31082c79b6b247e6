// Guarded work in a process of its own, which a file may end without ending anything else.
import { fork } from 'node:child_process'
import type { Socket } from 'node:net'
import { constants, setPriority } from 'node:os'
import {
  guardedWork,
  type GuardedWork,
  type GuardOptions,
  type Helper,
  type HelperEvents,
} from './guarded-work.ts'
import { isHungry, type ProcessAnswers } from './process-port.ts'
import { lastWords } from './last-words.ts'

export type ProcessOptions = GuardOptions & {
  /** The code of the process; it answers through `answerOrders`. */
  readonly file: string
  /** Of JavaScript's heap, and of the whole process. */
  readonly memoryMb: number
  /** The system gives it what nobody else wants: for work that nobody waits for, beside a picture that somebody does. */
  readonly yields?: boolean
}

export function guardedProcess({ file, memoryMb, yields = false, ...options }: ProcessOptions): GuardedWork {
  return guardedWork((events) => child(file, memoryMb, yields, events), options)
}

function child(file: string, memoryMb: number, yields: boolean, events: HelperEvents): Helper {
  const forked = fork(file, [String(memoryMb)], {
    execArgv: [...process.execArgv, `--max-old-space-size=${memoryMb}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  if (yields) stepBack(forked.pid)
  const words = lastWords(forked.stderr!)
  const closed = new Promise<void>((resolve) => {
    forked.once('close', (_, signal) => {
      // The system ends whoever takes too much the same way.
      const isHungry = signal === 'SIGKILL' || words.areOfHunger()
      events.over(isHungry ? 'hungry' : 'ended', words.error())
      resolve()
    })
    forked.once('error', (cause) => {
      events.over('ended', cause)
      resolve()
    })
  })
  forked.on('message', (answers: ProcessAnswers) => {
    for (const answer of answers) {
      if (isHungry(answer)) events.over('hungry')
      else events.answer(answer)
    }
  })
  function hold(alive: boolean): void {
    for (const handle of [forked, forked.channel, forked.stderr as Socket | null]) {
      if (alive) handle?.ref()
      else handle?.unref()
    }
  }

  return {
    // A message to a process that has just ended is lost; its exit settles the order.
    post: (order) => void forked.send(order, () => undefined),
    hold,
    end() {
      // Whoever waits for its end, and for its last words, must not end first.
      hold(true)
      forked.kill('SIGKILL')
      return closed
    },
  }
}

/** Where the system does not let it, it works like everyone. */
function stepBack(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    return
  }
}
