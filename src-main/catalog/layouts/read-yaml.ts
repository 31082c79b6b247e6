// A small configuration in YAML, as plain values.
import { parse } from 'yaml'
import { readTextFile } from '../../files/text-file.ts'

/** Written by hand: some pages at most. */
const mostBytes = 64 * 2 ** 10
/** One name may stand for a value again and again. */
const mostAliases = 10

/** Undefined for what is not there, too large, or no YAML. */
export async function readYaml(path: string): Promise<unknown> {
  try {
    const text = await readTextFile(path, mostBytes)
    // Tabs before keys are no YAML, and people write them.
    return parse(text.replaceAll('\t', '    '), {
      maxAliasCount: mostAliases,
      uniqueKeys: false,
      logLevel: 'error',
    }) as unknown
  } catch {
    // A person's own file is theirs to mend; the folders that lie in their usual places are found without it.
    return undefined
  }
}
