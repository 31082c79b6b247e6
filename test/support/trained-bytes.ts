// A trained file as it can be compared: its tensors' bytes, and its metadata without the time it was written.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

const timeFields = ['ss_training_finished_at', 'modelspec.date', 'ss_training_started_at', 'ss_session_id']

export async function comparableFile(path: string): Promise<{ tensors: string; metadata: unknown }> {
  const bytes = await readFile(path)
  const start = 8 + Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.subarray(8, start).toString()) as { __metadata__: Record<string, string> }
  const metadata = Object.entries(header['__metadata__']).map(([key, value]) => [
    key,
    timeFields.includes(key) ? '' : value,
  ])
  return {
    tensors: createHash('sha256').update(bytes.subarray(start)).digest('hex'),
    metadata: { ...header, __metadata__: metadata },
  }
}
