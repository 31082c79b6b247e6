// A training run on a disk of its own that fills up: prints what became of it as
// JSON, and of the run that goes on after.
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../../src-main/base/errors.ts'
import type { EngineTrainCall } from '../../../src-main/contract/training.ts'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import { createTextPass } from '../../../src-main/training/pass/create-text-pass.ts'
import { linearPass } from '../linear-pass.ts'
import { comparableFile } from '../trained-bytes.ts'
import { followRun } from '../training-run.ts'

const call = JSON.parse(process.argv[2]!) as EngineTrainCall
const makers = { denoising: linearPass(), text: createTextPass }
const filler = join(call.folder, '../filler')

async function fill(): Promise<void> {
  // Ever smaller pieces, until not one byte goes in.
  for (let size = 2 ** 20; size >= 1; size = Math.floor(size / 2))
    for (;;) {
      const name = join(filler + String(Math.random()))
      const fits = await writeFile(name, Buffer.alloc(size)).then(
        () => true,
        () => false,
      )
      if (!fits) {
        await rm(name, { force: true })
        break
      }
    }
}

let filledAfter = 0
const error = await followRun(call, {
  makers,
  async on(news) {
    if (news.type !== 'state-saved' || filledAfter > 0) return
    filledAfter = news.step
    await fill()
  },
}).catch((failure: unknown) => failure)
const left = (await readdir(call.folder)).sort()
const state = await openTensorFile(join(call.folder, 'state.safetensors'))
const step = Number(state.metadata.get('step'))
await state.close()
for (const name of await readdir(join(call.folder, '..')))
  if (name.startsWith('filler')) await rm(join(call.folder, '..', name))
const { result } = await followRun({ ...call, mode: 'resume' }, { makers })
const { tensors } = await comparableFile(result.files.at(-1)!.path)
const code = error instanceof AppError ? error.code : String(error)
process.stdout.write(JSON.stringify({ code, filledAfter, step, left, end: result.end, tensors }))
