// Folders as people call them: by their path below the model folders, with forward slashes and one at the end.

/** `/models/lora/style` below `/models` is `lora/style/`; a model folder itself is empty. */
export function folderName(folder: string, roots: readonly string[]): string {
  const root = roots
    .filter(
      (one) =>
        folder === one ||
        folder.startsWith(one.endsWith('/') || one.endsWith('\\') ? one : withSlash(one, folder)),
    )
    .sort((a, b) => b.length - a.length)[0]
  const below = root === undefined ? folder : folder.slice(root.length)
  const parts = below.split(/[\\/]/).filter((part) => part !== '')
  return parts.map((part) => `${part}/`).join('')
}

/** Those that a person means by `style/`: wherever it lies, with all that is below it. */
export function foldersCalled(
  name: string,
  folders: readonly string[],
  roots: readonly string[],
): readonly string[] {
  const wanted = `/${name
    .split(/[\\/]/)
    .filter(Boolean)
    .map((part) => `${part.toLowerCase()}/`)
    .join('')}`
  return folders.filter((folder) => `/${folderName(folder, roots).toLowerCase()}`.includes(wanted))
}

/** Windows has both kinds. */
function withSlash(root: string, folder: string): string {
  return root + (folder.charAt(root.length) === '\\' ? '\\' : '/')
}
