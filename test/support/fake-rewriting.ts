// What the fake engine does when something is to be written anew: a pretend file, with real progress and a proof.
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { throwIfCancelled } from '../../src-main/base/cancel.ts'
import type { RewriteCall, RewriteProgress, RewriteReport } from '../../src-main/contract/rewrite.ts'

export async function fakeRewriting(
  { output, work, dtype }: RewriteCall,
  tell: (progress: RewriteProgress) => void,
  { signal, holds }: { signal: AbortSignal; holds(): boolean },
): Promise<RewriteReport> {
  tell({ phase: 'merge', done: 1, of: 3, secondsLeft: 2 })
  while (holds()) {
    throwIfCancelled(signal)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await writeFile(output, basename(output), { flag: 'wx' })
  return {
    ...{ output, kind: work.kind, dialect: 'kohya', dtype: dtype ?? 'f16', warnings: [] },
    modules: [{ name: 'unet.conv_in', kind: 'lora', rank: 8, kept: 0.97 }],
    ...{ largestError: 1e-8, largestDelta: 0.5, sizeBytes: 1_500_000, seconds: 0.4 },
  }
}
