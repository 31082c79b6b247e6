// A file as the index of the library takes it, for tests: an adapter called after its name, unless told otherwise.
import type { ItemOfFile } from '../../src-main/database/find/item-file.ts'

export function foundFile(name: string, change: Partial<ItemOfFile> = {}): ItemOfFile {
  return {
    path: `/models/lora/${name}.safetensors`,
    name,
    kind: 'lora',
    isAdapter: true,
    dora: false,
    architecture: 'sd1',
    line: null,
    ranks: [16],
    sizeBytes: 12,
    previewVersion: null,
    preferredWeight: null,
    problem: null,
    headerHash: `contents of ${name}`,
    texts: { names: [], triggers: [], notes: null, said: [] },
    sources: [],
    ...change,
  }
}
