// Makes the reduced fixtures of this folder from the full recordings: node make-fixtures.ts FOLDER_WITH_RECORDINGS
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Traces longer than this keep every seventh element (coprime to all extents,
 * so every channel and pixel row appears).
 */
const wholeUpTo = 2048
const stride = 7

type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] }

function reduce(source: string, target: string, keeps: (name: string) => boolean): void {
  const file = readFileSync(source)
  const headerEnd = 8 + Number(file.readBigUInt64LE(0))
  const header = JSON.parse(file.toString('utf8', 8, headerEnd)) as Record<string, Entry> & {
    __metadata__: Record<string, string>
  }
  const { __metadata__: metadata, ...tensors } = header
  const reduced: Record<string, unknown> = {}
  const traces: Record<string, { shape: number[]; stride: number; rms: number }> = {}
  const parts: Buffer[] = []
  let offset = 0
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [start, end],
    },
  ] of Object.entries(tensors)) {
    if (!keeps(name)) continue
    let bytes = Buffer.from(file.subarray(headerEnd + start, headerEnd + end))
    let keptShape = shape
    if (name.startsWith('unet.trace.')) {
      const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
      const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
      const step = values.length > wholeUpTo ? stride : 1
      const kept = values.filter((_, index) => index % step === 0)
      traces[name] = { shape, stride: step, rms }
      bytes = Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength)
      keptShape = [kept.length]
    }
    reduced[name] = { dtype, shape: keptShape, data_offsets: [offset, offset + bytes.length] }
    offset += bytes.length
    parts.push(bytes)
  }
  const text = JSON.stringify({ __metadata__: { ...metadata, traces: JSON.stringify(traces) }, ...reduced })
  const head = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(head.length))
  writeFileSync(target, Buffer.concat([size, head, ...parts]))
}

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Which folder holds the recordings?')
for (const architecture of ['sd1', 'sd2', 'sdxl']) {
  const name = `${architecture}.io.safetensors`
  reduce(join(folder, name), join(import.meta.dirname, name), (tensor) => !tensor.startsWith('train.'))
}
// Factors, gradients, losses and five optimizer steps, recorded with the first architecture only.
reduce(join(folder, 'sd1.io.safetensors'), join(import.meta.dirname, 'sd1.train.safetensors'), (tensor) =>
  tensor.startsWith('train.'),
)
