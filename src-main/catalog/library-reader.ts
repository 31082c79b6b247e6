// What a catalog is told of the model folders: files that were read, files that went, files that are back.
import type { FileThing } from '../contract/library-file.ts'
import type { FileStampRow } from '../database/files.ts'
import type { AdapterFacts } from './adapters/adapter-facts.ts'
import type { KnownWord } from './embeddings/embedding-words.ts'
import type { ListedFile } from './folders/list-folders.ts'
import type { Inspection } from './models/inspection.ts'

/** What one file is, and what it is to each catalog. */
export type FileReading = {
  readonly thing: FileThing
  /** Of its table of contents: the same file elsewhere has the same. Empty where it could not be read. */
  readonly headerHash: string
  readonly model: Inspection | null
  readonly adapter: AdapterFacts | null
  readonly words: readonly KnownWord[]
}

export type ReadFile = ListedFile & FileReading

export type LookBeginning = {
  /** Files that were there at the last look. One of those to come may be one of them, moved. */
  readonly gone: ReadonlySet<string>
  /** Every file as it was when it was read last, by path, also where it has not been there for long. */
  readonly known: ReadonlyMap<string, FileStampRow>
  /** Those to come. */
  readonly fresh: readonly ListedFile[]
}

/** A catalog's ears. Whatever is told again is the same as told once. */
export type LibraryReader = {
  /** Paths of files to be read again though they are as they were: what is remembered of them cannot be used. */
  stale?(): readonly string[]
  /** Comes first in every look. */
  begin?(beginning: LookBeginning): void
  /** New and changed files, a part of them at a time. */
  take(files: readonly ReadFile[]): Promise<void> | void
  /** Comes last: `gone` as above, `back` are there again as they were. */
  end(gone: readonly string[], back: readonly string[]): void
}
