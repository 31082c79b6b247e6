// What the host does when something is thrown where nobody listens: it says so and stays, unless that does not stop.
import { note } from '../../files/terminal.ts'

export type LastResort = {
  /** A promise that nobody waited for: whoever needed its answer has noticed by itself. */
  rejection(error: unknown): void
  /** An error in the middle of a turn of events: one turn is lost. */
  exception(error: unknown): void
}

export type LastResortOptions = {
  write(text: string): void
  /** Called once, when the host had better be started anew. */
  end(): void
  now?: () => number
}

/** This many lost turns within this time are more than an accident. */
const most = 5
const withinMs = 60_000

/**
 * What a person made is in the catalog, in transactions, and in files that are replaced as a whole: nothing of it
 * hangs on what is in memory, so that going on is safer than ending in the middle of a training or a queue.
 */
export function lastResort({ write, end, now = () => performance.now() }: LastResortOptions): LastResort {
  let times: number[] = []
  let ended = false
  const text = (error: unknown): string =>
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`
  return {
    rejection: (error) => write(`Nobody waited for this: ${text(error)}`),
    exception(error) {
      write(`Nobody caught this: ${text(error)}`)
      times = [...times.filter((time) => now() - time < withinMs), now()]
      if (times.length <= most || ended) return
      ended = true
      write('This does not stop: the host ends.\n')
      end()
    },
  }
}

/** For the process that is this host; returns the function that takes it back. */
export function watchProcess(end: () => void): () => void {
  const resort = lastResort({
    write(text) {
      try {
        note(...text.trimEnd().split('\n'))
      } catch {
        // Whoever read it is gone.
      }
    },
    end,
  })
  const ignore = (): void => undefined
  process.on('unhandledRejection', resort.rejection)
  process.on('uncaughtException', resort.exception)
  // A terminal or a window that is gone takes its end of the pipe with it; the work goes on.
  process.stdout.on('error', ignore)
  process.stderr.on('error', ignore)
  return () => {
    process.off('unhandledRejection', resort.rejection)
    process.off('uncaughtException', resort.exception)
    process.stdout.off('error', ignore)
    process.stderr.off('error', ignore)
  }
}
