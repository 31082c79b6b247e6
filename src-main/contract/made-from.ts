// What a rewritten file was made from, as its metadata says it.

/** `sha256` is null for what is not one file; `weight` is what it was added with, −1 where it was taken away. */
export type MadeFrom = {
  readonly name: string
  readonly sha256: string | null
  readonly weight: number
}
