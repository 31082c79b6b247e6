// Nothing leaves this machine: a process that makes sessions and pictures writes nothing into home and temporary folders
// but what Lamina itself keeps.
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { applicationVersion } from '../../../src-main/base/version.ts'
import { compiledFolder } from '../../../src-main/files/compiled-code.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const root = join(import.meta.dirname, '../../..')

/** As on a person's machine: a continuous-integration variable alone would keep the runtime silent. */
async function freshPerson(): Promise<{ env: NodeJS.ProcessEnv; left(): Promise<string[]> }> {
  const folder = await temporaryFolder()
  const folders = ['home', 'tmp', 'cache', 'config', 'data', 'state', 'runtime'] as const
  for (const name of folders) await mkdir(join(folder, name), { mode: 0o700 })
  const at = (name: (typeof folders)[number]): string => join(folder, name)
  return {
    env: {
      PATH: process.env['PATH'],
      HOME: at('home'),
      TMPDIR: at('tmp'),
      XDG_CACHE_HOME: at('cache'),
      XDG_CONFIG_HOME: at('config'),
      XDG_DATA_HOME: at('data'),
      XDG_STATE_HOME: at('state'),
      XDG_RUNTIME_DIR: at('runtime'),
      // What is not silent must reach nobody from a test.
      https_proxy: 'http://127.0.0.1:9',
    },
    async left() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => !entry.isDirectory())
      return files.map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    },
  }
}

const run = (env: NodeJS.ProcessEnv, args: readonly string[]) =>
  promisify(execFile)(process.execPath, [...args], { env, cwd: root })

const session = (imports: string): string => `
  ${imports}
  const g = createGraphBuilder('small')
  const { bytes } = lowerToOnnx(g.finish({ y: g.exp(g.input('x', 'f32', [4])) }), { resident: 'inputs', lowerings: defaultLowerings.cpu })
  await (await make(bytes)).release()
`
const compiler = `
  import { createGraphBuilder } from './src-main/graph/builder.ts'
  import { defaultLowerings } from './src-main/graph/lowering/choices.ts'
  import { lowerToOnnx } from './src-main/graph/to-onnx.ts'
`
const ours = `${compiler}
  import { createSession } from './src-main/engine/runtime/onnxruntime.ts'
  const make = (bytes) => createSession(bytes, { provider: 'cpu' })
`
const theRuntimeAlone = `${compiler}
  import { InferenceSession } from 'onnxruntime-node'
  const make = (bytes) => InferenceSession.create(bytes)
`
const module = (text: string): string[] => ['--input-type=module', '--eval', session(text)]

describe.runIf(process.platform === 'linux')('nothing is kept for sending, and no log is written', () => {
  it('by a process that makes a session', async () => {
    const { env, left } = await freshPerson()
    await run(env, module(ours))
    expect(await left()).toEqual([])
  })

  it('by the command line, its engine and a picture', async () => {
    const { env, left } = await freshPerson()
    const out = join(await temporaryFolder(), 'picture.png')
    await run(env, [
      'src-main/shells/cli/main.ts',
      'generate',
      '--prompt',
      'frog',
      '--steps',
      '1',
      '--out',
      out,
    ])
    expect((await readFile(out)).length).toBeGreaterThan(0)
    const kept = await left()
    // What Node compiled of our own code, which is Lamina's to keep.
    expect(kept.length).toBeGreaterThan(0)
    const place = join('data', 'lamina', compiledFolder, applicationVersion, sep)
    expect(kept.filter((file) => !file.startsWith(place))).toEqual([])
  })

  it('though the runtime alone would do so, and the command removes what it left', async () => {
    const { env, left } = await freshPerson()
    await run(env, module(theRuntimeAlone))
    const folder = join(env['XDG_CACHE_HOME']!, 'Microsoft/DeveloperTools/.onnxruntime')
    expect((await left()).map((file) => basename(file))).toEqual(
      expect.arrayContaining(['deviceid', 'onnxruntime.db']),
    )
    await writeFile(join(folder, 'somebody-else'), '')
    const { stdout } = await run(env, ['src-main/shells/cli/main.ts', 'forget-telemetry'])
    expect(stdout.split('\n')).toContain(join(folder, 'deviceid'))
    expect(await readdir(folder)).toEqual(['somebody-else'])
  })
})

it('whatever loads the runtime switches its telemetry off first', async () => {
  const folders = ['src-main', 'test'].map((folder) => join(root, folder))
  const entries = await Promise.all(
    folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })),
  )
  const sources = entries
    .flat()
    .filter(({ name }) => name.endsWith('.ts'))
    .map(({ parentPath, name }) => join(parentPath, name))
  const loading = /^import (?:[^\n]*from )?'onnxruntime-node'/m
  const silenced = /^import '[./\w-]*no-telemetry\.ts'\nimport [^\n]*'onnxruntime-node'/m
  const texts = await Promise.all(sources.map(async (path) => [path, await readFile(path, 'utf8')] as const))
  const loud = texts.filter(([, text]) => loading.test(text) && !silenced.test(text)).map(([path]) => path)
  expect(texts.filter(([, text]) => silenced.test(text)).length).toBeGreaterThan(0)
  expect(loud).toEqual([])
})
