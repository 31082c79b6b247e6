// A source that counts what of it is in memory, and how fast it came there: how much of a model is read.
import { bytesPerElement } from '../../base/dtype.ts'
import { elementCount } from '../../base/shape.ts'
import type { ParameterInfo, ParameterSource } from '../../graph/parameter-source.ts'
import { immediate } from '../breath.ts'

/** In bytes of the file. `pace`: all that was brought since the source is there, and how long that took. */
export type ReadBytes = {
  readonly bytes: number
  readonly of: number
  readonly pace: { readonly bytes: number; readonly ms: number }
}

/** Null when a part is complete: what comes next is not reading. */
export type ReadListener = (read: ReadBytes | null) => void

export type CountedSource = ParameterSource &
  Required<Pick<ParameterSource, 'bring'>> & {
    /**
     * Told whenever more is in memory. `parts` are those that will be needed; others count from when they are asked for.
     * What is returned ends it.
     */
    watch(listener: ReadListener, parts: Iterable<string>): () => void
  }

/** What is brought anew counts anew. `partOf`: by name, the part of a model that is read as one. `now` in milliseconds. */
export function countedSource(
  source: ParameterSource,
  partOf: (name: string) => string,
  now: () => number = () => performance.now(),
): CountedSource {
  const sizes = new Map<string, number>()
  const parts = new Map<string, { there: number; all: number }>()
  for (const info of source.list()) {
    const size = bytesOf(info)
    sizes.set(info.name, size)
    partNamed(partOf(info.name)).all += size
  }
  const there = new Set<string>()
  const awaited = new Set<string>()
  const watchers = new Set<{ listener: ReadListener; wanted: Set<string> }>()
  const done = { bytes: 0, ms: 0 }
  let running = 0
  let since = 0

  function partNamed(name: string): { there: number; all: number } {
    const part = parts.get(name) ?? { there: 0, all: 0 }
    parts.set(name, part)
    return part
  }

  function leave(name: string): void {
    if (there.delete(name)) partNamed(partOf(name)).there -= sizes.get(name) ?? 0
  }

  function arrive(name: string): void {
    if (there.has(name)) return
    there.add(name)
    const size = sizes.get(name) ?? 0
    partNamed(partOf(name)).there += size
    done.bytes += size
  }

  function tell(): void {
    const pace = { bytes: done.bytes, ms: done.ms + (running === 0 ? 0 : now() - since) }
    for (const { listener, wanted } of watchers) {
      const own = [...wanted].map(partNamed)
      const sum = (of: 'there' | 'all'): number => own.reduce((total, part) => total + part[of], 0)
      listener({ bytes: sum('there'), of: sum('all'), pace })
    }
  }

  return {
    id: source.id,
    get: (name) => source.get(name),
    list: () => source.list(),
    async read(name) {
      const values = await source.read(name)
      if (awaited.delete(name)) {
        arrive(name)
        tell()
      }
      return values
    },
    async bring(names, arrival, work) {
      const asked = new Set(names.map(partOf))
      for (const name of names) {
        leave(name)
        if (arrival === 'each') awaited.add(name)
      }
      for (const { wanted } of watchers) for (const part of asked) wanted.add(part)
      if (running++ === 0) since = now()
      tell()
      // A runtime holds the only thread: what is told must be on its way before.
      if (arrival === 'together') await immediate()
      try {
        const result = await work()
        if (arrival === 'together') {
          names.forEach(arrive)
          tell()
        }
        return result
      } finally {
        for (const name of names) awaited.delete(name)
        if (--running === 0) done.ms += now() - since
        const isComplete = [...asked].map(partNamed).every((part) => part.there === part.all)
        if (isComplete) for (const { listener } of watchers) listener(null)
      }
    },
    watch(listener, wanted) {
      const watcher = { listener, wanted: new Set(wanted) }
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
  }
}

function bytesOf({ dtype, shape }: ParameterInfo): number {
  return bytesPerElement[dtype] * elementCount(shape)
}
