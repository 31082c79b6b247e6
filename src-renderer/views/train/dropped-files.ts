// What was dropped, folders opened: pictures and captions in any depth.

const wanted = /\.(png|jpe?g|webp|avif|gif|bmp|tiff?|txt|caption)$/i

export async function droppedFiles({ dataTransfer }: DragEvent): Promise<File[]> {
  const entries = [...(dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry())
  const files = await Promise.all(entries.filter((entry) => entry !== null).map(filesOf))
  return files.flat().filter(({ name }) => wanted.test(name))
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    return [await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed))]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const all: FileSystemEntry[] = []
  // A reader hands out a hundred at a time, and none when it is through.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed))
    if (some.length === 0) break
    all.push(...some)
  }
  return (await Promise.all(all.map(filesOf))).flat()
}
