// `lamina forget-telemetry`: removes what the runtime kept for sending before Lamina switched its telemetry off.
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { telemetryFolder } from '../../server/folders.ts'
import type { Command } from '../command.ts'
import { note, print } from '../../../files/terminal.ts'

/** Its name for this machine, and the queue with the journal beside it. Nothing else in the folder is touched. */
const kept = ['deviceid', 'onnxruntime.db', 'onnxruntime.db-wal', 'onnxruntime.db-shm']

export const forgetTelemetryCommand: Command = {
  name: 'forget-telemetry',
  usage: 'forget-telemetry',
  summary:
    'Removes the files in which ONNX Runtime kept reports on this machine. Lamina writes none; earlier versions did, as other programs do.',
  words: [],
  flags: {},
  async run() {
    const folder = telemetryFolder()
    const paths = folder === null ? [] : kept.map((name) => join(folder, name))
    const removed: string[] = []
    for (const path of paths) {
      if (!(await isFile(path))) continue
      await rm(path)
      removed.push(path)
    }
    for (const path of removed) print(path)
    if (removed.length === 0) note('There is nothing to remove.')
  },
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  )
}
