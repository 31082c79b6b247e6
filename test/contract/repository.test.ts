// What the repository promises to whoever clones it: commands that exist, packages that install, pages that are true.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundled, composeNotices } from '../checks/compose-notices.ts'
import { countTests } from '../checks/count-tests.ts'
import { layers } from '../checks/layer-table.ts'
import { neverCompiled, neverRun } from '../checks/install-scripts.ts'
import { readImports } from '../checks/read-imports.ts'
import { readSources, repositoryRoot } from '../checks/source-files.ts'

const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8')
const exists = (path: string): boolean => existsSync(join(repositoryRoot, path))

type Manifest = {
  version: string
  scripts: Record<string, string>
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  allowScripts: Record<string, boolean>
}
type Lock = {
  packages: Record<
    string,
    {
      resolved?: string
      gypfile?: boolean
      hasInstallScript?: boolean
      optional?: boolean
      engines?: unknown
    }
  >
}
const manifest = JSON.parse(read('package.json')) as Manifest
const lock = JSON.parse(read('package-lock.json')) as Lock

/** Paths from the repository's root, as git knows them. */
const trackedFiles = (): string[] =>
  execFileSync('git', ['ls-files'], { cwd: repositoryRoot, encoding: 'utf8' }).trim().split('\n')

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'models/emoji-diffusion-128.md',
  ...readdirSync(join(repositoryRoot, 'docs/decisions')).map((name) => `docs/decisions/${name}`),
]

describe('the commands', () => {
  const commands = [...read('README.md').matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) =>
    (block[1] ?? '').trim().split('\n'),
  )

  it('of the README begin with the one that starts the app and the one that tests it', () => {
    expect(commands.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm run check'])
  })

  it('of the README are what continuous integration runs', () => {
    expect(read('.ci/run')).toContain(commands[1])
    expect(read('.github/workflows/ci.yml')).toContain('run: .ci/run')
  })

  it('of every page are scripts of the package', () => {
    for (const page of pages) {
      for (const [, script = ''] of read(page).matchAll(/npm run (?:-s )?([a-z][a-z:0-9]*)/g))
        expect(Object.keys(manifest.scripts), page).toContain(script)
    }
  })

  it('run files that exist', () => {
    for (const [name, script] of Object.entries(manifest.scripts)) {
      for (const [path] of script.matchAll(/\b(?:src-main|test)\/\S+\.ts\b/g))
        expect(exists(path), `${name}: ${path}`).toBe(true)
    }
  })

  it('need no build: what a script runs is TypeScript', () => {
    for (const script of Object.values(manifest.scripts)) expect(script).not.toMatch(/\bnode out\//)
  })
})

describe('the top level', () => {
  it('has the folders the pages speak of, and no others', () => {
    const folders = new Set(
      trackedFiles().flatMap((path) => (path.includes('/') ? [path.split('/')[0]] : [])),
    )
    expect([...folders].sort()).toEqual([
      '.ci',
      '.github',
      'docs',
      'models',
      'resources',
      'src-main',
      'src-renderer',
      'test',
    ])
  })
})

describe('the packages', () => {
  const installedEverywhere = Object.entries(lock.packages).filter(
    ([folder, { optional }]) => folder !== '' && optional !== true,
  )

  it('are pinned', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect(version, name).toMatch(/^(npm:[\w-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/)
  })

  it('that ship are all used', () => {
    const imported = new Set(
      [...readSources()].flatMap(([path, text]) => readImports(path, text).map(({ specifier }) => specifier)),
    )
    const isUsed = (name: string): boolean =>
      [...imported].some((specifier) => specifier === name || specifier.startsWith(`${name}/`))
    // `node` is not imported: it runs everything.
    expect(Object.keys(manifest.dependencies).filter((name) => name !== 'node' && !isUsed(name))).toEqual([])
  })

  it('are locked without the address of a registry', () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined)).toEqual([])
    expect(read('.npmrc')).toMatch(/^omit-lockfile-registry-resolved=true$/m)
  })

  it('that bring binaries are not compiled (`npm run lock` puts this right)', () => {
    for (const name of neverCompiled) {
      expect(lock.packages[`node_modules/${name}`]?.gypfile, name).toBe(false)
      expect(manifest.allowScripts[name], name).toBe(false)
    }
  })

  it('that are compiled when asked are all known', () => {
    const withBindings = installedEverywhere.filter(([folder]) => exists(`${folder}/binding.gyp`))
    expect(withBindings.map(([folder]) => folder)).toEqual(
      neverCompiled.map((name) => `node_modules/${name}`),
    )
  })

  it('run only the install scripts that were thought about', () => {
    const withScripts = installedEverywhere.filter(([, { hasInstallScript }]) => hasInstallScript === true)
    const names = withScripts.map(([folder]) => folder.replace(/^.*node_modules\//, ''))
    expect(names.filter((name) => !(name in manifest.allowScripts))).toEqual([])
  })

  it('fetch nothing while they are installed (`npm run lock` puts this right)', () => {
    for (const name of neverRun) {
      expect(lock.packages[`node_modules/${name}`], name).toBeDefined()
      expect(lock.packages[`node_modules/${name}`]?.hasInstallScript, name).toBeUndefined()
      expect(manifest.allowScripts[name], name).toBe(false)
    }
  })

  it('ask nothing of the Node that runs npm, as they run on the one the project brings', () => {
    const asking = Object.entries(lock.packages).filter(
      ([folder, { engines }]) => folder !== '' && engines !== undefined,
    )
    expect(asking.map(([folder]) => folder)).toEqual([])
  })

  it('are installed with settings that npm knows', () => {
    const settings = read('.npmrc')
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0])
    expect(settings).toEqual(['omit-lockfile-registry-resolved', 'save-exact', 'fund', 'audit'])
  })

  it('bring the Node that runs this test', () => {
    expect(process.version).toBe(`v${manifest.dependencies['node'] ?? ''}`)
  })

  it('that ship are in THIRD-PARTY-NOTICES (`node test/checks/notices.ts` writes it)', () => {
    expect(read('THIRD-PARTY-NOTICES') === composeNotices()).toBe(true)
  })

  it('are all there that the built interface and the desktop shell are made of', () => {
    const named = new Set([...Object.keys(manifest.dependencies), ...bundled])
    const shipped = [...readSources()].filter(([path]) => /^src-(main|renderer)\//.test(path))
    const used = shipped
      .filter(([path]) => !path.endsWith('vite.config.ts'))
      .flatMap(([path, text]) => readImports(path, text))
      .filter(({ kind, specifier }) => kind !== 'types' && !/^(\.|node:)/.test(specifier))
      .map(({ specifier }) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)![0])
    expect([...new Set(used)].filter((name) => !named.has(name))).toEqual([])
    // And the other way round: whatever is named as bundled is used.
    expect(bundled.filter((name) => !used.includes(name))).toEqual([])
  })
})

describe('the pages', () => {
  it('point at files that exist', () => {
    for (const page of pages) {
      for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g))
        expect(exists(join(dirname(page), target)), `${page}: ${target}`).toBe(true)
    }
  })

  it('name sources that exist', () => {
    for (const page of pages) {
      for (const [, path = ''] of read(page).matchAll(/`((?:src-main|src-renderer|test)\/[\w./-]*)`/g))
        expect(exists(path), `${page}: ${path}`).toBe(true)
    }
  })

  it.each(['## The journey of one picture', '## The journey of one training step'])(
    'tell %s with each file once, and every file of it exists',
    (title) => {
      const journey = read('docs/architecture.md').split(title)[1]?.split('\n## ')[0] ?? ''
      const files = [...journey.matchAll(/`([\w./-]+\.(?:ts|svelte))`/g)].map(([, path = '']) => path)
      expect(files.length).toBeGreaterThan(20)
      expect(files.filter((path, index) => files.indexOf(path) !== index)).toEqual([])
      expect(files.filter((path) => !exists(`src-main/${path}`) && !exists(path))).toEqual([])
    },
  )

  it('have an entry for this version', () => {
    expect(read('CHANGELOG.md')).toContain(`## ${manifest.version}`)
  })
})

describe('the sources', () => {
  it('open with a sentence', () => {
    const silent = [...readSources()].filter(([, text]) => !/^(#!.*\n)?(\/\/ |<!-- |\/\*\* )\S/.test(text))
    expect(silent.map(([path]) => path)).toEqual([])
  })

  it('live in every folder of the layer table', () => {
    const paths = [...readSources().keys()]
    for (const { folder } of layers)
      expect(
        paths.some((path) => path.startsWith(`${folder}/`)),
        folder,
      ).toBe(true)
  })
})

describe('the closing line of continuous integration', () => {
  const test = (status: string, fullName = '', message = ''): object => ({
    status,
    fullName,
    failureMessages: message === '' ? [] : [message],
  })

  it('counts tests, and names what failed, files that did not load included', () => {
    const testResults = [
      { name: 'a', status: 'passed', message: '', assertionResults: [test('passed'), test('skipped')] },
      {
        name: 'b',
        status: 'failed',
        message: '',
        assertionResults: [test('passed'), test('failed', 'sums', 'Error: 3 is not 4\n    at sum')],
      },
      { name: 'c', status: 'failed', message: 'no such module\nc.ts', assertionResults: [] },
      { name: 'd', status: 'failed', message: 'a hook threw', assertionResults: [test('passed')] },
    ]
    expect(countTests(JSON.stringify({ testResults }))).toEqual({
      passed: 3,
      failures: ['b: sums: Error: 3 is not 4', 'c: no such module', 'd: a hook threw'],
    })
  })
})
