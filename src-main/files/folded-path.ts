// A path as it is compared where neither case counts nor how a letter is composed: `É.bin` and `é.bin` are one name there.

export function foldedPath(path: string): string {
  return path.normalize('NFC').toLowerCase().normalize('NFC')
}
