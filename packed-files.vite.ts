// Beside every file of the interface that gzip makes smaller, its packed form: a
// server sends it without packing anything.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const packed = promisify(gzip)
const texts = /\.(?:js|css|html|svg)$/

export function packedFiles(): Plugin {
  return {
    name: 'packed-files',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) return
      const names = Object.keys(bundle).filter((name) => texts.test(name))
      await Promise.all(names.map((name) => pack(join(dir, name))))
    },
  }
}

async function pack(path: string): Promise<void> {
  const plain = await readFile(path)
  const small = await packed(plain, { level: 9 })
  if (small.length < plain.length) await writeFile(`${path}.gz`, small)
}
