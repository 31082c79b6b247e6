// `lamina bake` of a checkpoint that takes a while to write, for tests that end it in the middle.
import { spawn, type ChildProcess } from 'node:child_process'
import { open, watch } from 'node:fs/promises'
import { join } from 'node:path'
import { openTensorFile } from '../../src-main/files/open-tensor-file.ts'
import { planSafetensors, type TensorSpec } from '../../src-main/formats/safetensors-writer.ts'
import { demoModel } from './demo-base.ts'

const root = join(import.meta.dirname, '../..')
export const cliProgram = join(root, 'src-main/shells/cli/main.ts')
export const bakedAdapter = join(root, 'models/adapters/ink-wash.safetensors')

/** The demo model with a tensor that takes a while to write. */
export async function largeCheckpoint(folder: string): Promise<string> {
  const demo = await openTensorFile(demoModel)
  const specs = new Map<string, TensorSpec>(demo.tensors)
  specs.set('ballast', { dtype: 'u8', shape: [768 * 2 ** 20] })
  const { header, order, sizeBytes } = planSafetensors(specs)
  const path = join(folder, 'large.safetensors')
  const file = await open(path, 'w')
  await file.truncate(sizeBytes)
  await file.write(header, 0, header.length, 0)
  for (const { name, offset, sizeBytes: size } of order)
    if (name !== 'ballast') await file.write(await demo.readBytes(name), 0, size, offset)
  await file.close()
  await demo.close()
  return path
}

/** Writing `out.safetensors` into `folder`; a group of processes of its own, as a terminal makes one. */
export async function bakeUntilWriting(model: string, folder: string): Promise<ChildProcess> {
  const out = join(folder, 'out.safetensors')
  const args = [cliProgram, 'bake', '--model', model, '--adapter', bakedAdapter, '--out', out]
  const ended = new AbortController()
  const changes = watch(folder, { signal: ended.signal })
  const child = spawn(process.execPath, args, { stdio: 'ignore', detached: true })
  const end = (code: number | null): void => ended.abort(new Error(`bake ended with ${code} before it wrote`))
  child.once('exit', end)
  for await (const { filename } of changes) if (filename?.endsWith('.part')) break
  child.off('exit', end)
  return child
}
