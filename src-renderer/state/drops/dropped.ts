// What was let go: files and folders, each with its kind, and the files inside folders.
import { kindOfFile, type DropKind } from './drop-kinds.ts'

export type Dropped = {
  name: string
  kind: DropKind | null
  /** Of a folder it has no content; a desktop knows its path. */
  file: File | null
  entry: FileSystemEntry | null
}

/** To be read at once: the browser takes everything back when the event is over. */
export function droppedIn({ items }: DataTransfer): Dropped[] {
  return [...items].flatMap((item) => {
    if (item.kind !== 'file') return []
    const entry = item.webkitGetAsEntry()
    const file = item.getAsFile()
    const name = entry?.name ?? file?.name ?? ''
    return [{ name, kind: entry?.isDirectory ? 'folder' : kindOfFile(name), file, entry }]
  })
}

/** Those of a training, in folders of any depth: pictures and captions. */
export async function learnableFiles(dropped: readonly Dropped[]): Promise<File[]> {
  const files = await Promise.all(
    dropped.map(({ entry, file }): Promise<File[]> => {
      if (entry?.isDirectory) return filesBelow(entry as FileSystemDirectoryEntry)
      return Promise.resolve(file === null ? [] : [file])
    }),
  )
  return files.flat().filter(({ name }) => ['picture', 'caption'].includes(kindOfFile(name) ?? ''))
}

async function filesBelow(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  // A reader hands out a hundred at a time, and an empty list when it is through.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed))
    if (some.length === 0) break
    all.push(...some)
  }
  const files = await Promise.all(
    all.map((entry) =>
      entry.isDirectory
        ? filesBelow(entry as FileSystemDirectoryEntry)
        : fileOf(entry as FileSystemFileEntry).then((file) => [file]),
    ),
  )
  return files.flat()
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((done, failed) => entry.file(done, failed))
}
