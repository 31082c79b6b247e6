// SHA-256 of whole files, made in a worker thread so that the host never waits for a disk.
import { Worker } from 'node:worker_threads'

// As text, so that it needs no file of its own in a bundle.
const source = `
const { workerData, parentPort } = require('node:worker_threads')
const { createHash } = require('node:crypto')
const { openSync, readSync } = require('node:fs')
const hash = createHash('sha256')
const buffer = Buffer.allocUnsafe(4 * 1024 * 1024)
const file = openSync(workerData, 'r')
for (let count; (count = readSync(file, buffer)) > 0; ) hash.update(buffer.subarray(0, count))
parentPort.postMessage(hash.digest('hex'))
`

/** Lower-case hexadecimal; rejects when the file cannot be read. */
export function sha256OfFile(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(source, { eval: true, workerData: path })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => {
      if (code !== 0) reject(new Error(`hashing ${path} ended with ${code}`))
    })
    worker.unref()
  })
}
