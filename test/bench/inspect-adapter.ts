// How long it takes to say what a 150 MB adapter is, with its block profile, and to hash it, against `sha256sum`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { libraryWork } from '../../src-main/catalog/worker/library-work.ts'
import { largeAdapterFile } from '../support/made-up-large-adapter.ts'
import { median, spread } from './statistics.ts'

const runs = 7
const folder = mkdtempSync(join(tmpdir(), 'lamina-bench-'))
try {
  const path = await largeAdapterFile(folder)
  const beside = { preview: null, said: {} }
  const seconds = async (work: () => unknown): Promise<number> => {
    const start = performance.now()
    await work()
    return (performance.now() - start) / 1000
  }
  const times = { header: [], profile: [], hashes: [], tool: [] } as Record<string, number[]>
  const cold = await seconds(() => libraryWork.read(path, beside))
  for (let run = 0; run < runs; run++) {
    times['header']!.push(1000 * (await seconds(() => libraryWork.read(path, beside))))
    times['profile']!.push(await seconds(() => libraryWork.profile(path)))
    // One after the other, so that a busy machine slows both.
    times['tool']!.push(await seconds(() => spawnSync('sha256sum', [path])))
    times['hashes']!.push(await seconds(() => libraryWork.hashes(path)))
  }
  const ratios = times['tool']!.map((tool, run) => tool / times['hashes']![run]!)
  console.log(
    `header: first ${(1000 * cold).toFixed(0)} ms, then ${spread(times['header']!, 1)} ms; at most 100`,
  )
  console.log(`block profile: ${spread(times['profile']!)} s; at most 2`)
  console.log(`sha256sum: ${spread(times['tool']!)} s; all hashes: ${spread(times['hashes']!)} s`)
  console.log(`speed of the hashes / sha256sum: ${median(ratios).toFixed(2)}; at least 0.80`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
