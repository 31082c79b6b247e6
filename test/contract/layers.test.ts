// The layer check finds what it is for, the sources keep to the table, and the documentation shows the same table.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeLayers } from '../checks/describe-layers.ts'
import { findUnusedGrants } from '../checks/find-unused-grants.ts'
import { findViolations } from '../checks/find-violations.ts'
import { layers } from '../checks/layer-table.ts'
import { readSources, repositoryRoot } from '../checks/source-files.ts'

function rulesFor(path: string, text: string): string[] {
  return findViolations(new Map([[path, text]])).map(({ line, rule }) => `${line} ${rule}`)
}

describe('the sources', () => {
  it('keep to the layer table', () => {
    const lines = findViolations(readSources()).map(({ path, line, rule }) => `${path}:${line} ${rule}`)
    expect(lines).toEqual([])
  })

  it('are read from both sides', () => {
    const paths = [...readSources().keys()]
    expect(paths).toContain('src-main/contract/engine.ts')
    expect(paths.some((path) => path.endsWith('.svelte'))).toBe(true)
  })
})

describe('the layer check', () => {
  it.each([
    ['another folder', `import { x } from '../files/x.ts'`, /may not import files/],
    ['types of another folder', `import type { X } from '../engine/x.ts'`, /may not import engine/],
    ['a re-export', `export * from '../app/x.ts'`, /may not import app/],
    ['an import in an expression', `const x = await import('../app/x.ts')`, /may not import app/],
    ['an imported type', `let x: import('../app/x.ts').X`, /may not import app/],
    ['a worker', `new Worker(new URL('../catalog/x.ts', import.meta.url))`, /may not import catalog/],
    ['a Node module', `import { join } from 'node:path'`, /may not import Node's node:path/],
    ['a Node module by its old name', `import fs from 'fs'`, /may not import Node's fs/],
    ['a package', `import { z } from 'zod'`, /may not import zod \(its packages: none\)/],
    [
      'a package by another entry',
      `import s from 'sharp/lib/x.js'`,
      /only src-main\/files\/decoding\/sharp\.ts may import sharp/,
    ],
    ['the other side', `import { x } from '../../src-renderer/state/x.ts'`, /lies outside src-main/],
    ['a test', `import { x } from '../../test/support/x.ts'`, /lies outside src-main/],
  ])('refuses %s in a pure folder', (_what, line, rule) => {
    const found = rulesFor('src-main/sampling/made-up.ts', `// Opening.\n${line}\n`)
    expect(found[0]).toMatch(/^2 /)
    expect(found.join('\n')).toMatch(rule)
  })

  it('lets one file alone import the runtime', () => {
    const line = `import * as ort from 'onnxruntime-node'`
    expect(rulesFor('src-main/engine/runtime/onnxruntime.ts', line)).toEqual([])
    expect(rulesFor('src-main/engine/made-up.ts', line)).toEqual([
      '1 only src-main/engine/runtime/onnxruntime.ts may import onnxruntime-node',
    ])
  })

  it('keeps the host away from the engine', () => {
    expect(rulesFor('src-main/app/made-up.ts', `import { x } from '../engine/x.ts'`)).toHaveLength(1)
    expect(
      rulesFor('src-main/shells/server/made-up.ts', `import { x } from '../../engine/x.ts'`),
    ).toHaveLength(1)
  })

  it('gives the renderer the contract, and types only of the rest', () => {
    const path = 'src-renderer/state/made-up.svelte.ts'
    expect(rulesFor(path, `import { x } from '../../src-main/contract/x.ts'`)).toEqual([])
    expect(rulesFor(path, `import type { X } from '../../src-main/app/x.ts'`)).toEqual([])
    expect(rulesFor(path, `import { type X, type Y } from '../../src-main/app/x.ts'`)).toEqual([])
    expect(rulesFor(path, `import { x } from '../../src-main/app/x.ts'`)[0]).toMatch(/only types/)
    expect(rulesFor(path, `import { type X, y } from '../../src-main/app/x.ts'`)[0]).toMatch(/only types/)
  })

  it('keeps views apart, and reads the scripts of components', () => {
    const component = [
      '<!-- a view -->',
      '<script module>',
      "  import Own from './Own.svelte'",
      '</script>',
      '<script lang="ts">',
      "  import { gear } from '../settings/gear.ts'",
      "  import Button from '../../ui/Button.svelte'",
      '</script>',
    ].join('\n')
    expect(rulesFor('src-renderer/views/create/MadeUp.svelte', component)).toEqual([
      '6 src-renderer/views/create may not import src-renderer/views/settings: each part of src-renderer/views stands alone',
    ])
  })

  it('lets the frame import the views, and no view the frame', () => {
    const frame = `import Create from '../create/CreateView.svelte'`
    expect(rulesFor('src-renderer/views/shell/made-up.ts', frame)).toEqual([])
    const view = `import Rail from '../shell/Rail.svelte'`
    expect(rulesFor('src-renderer/views/create/made-up.ts', view)).toHaveLength(1)
  })

  it('lets the host start the engine process without importing it', () => {
    const path = 'src-main/shells/server/made-up.ts'
    expect(rulesFor(path, `fork(new URL('../engine/main.ts', import.meta.url))`)).toEqual([])
    expect(rulesFor(path, `import '../engine/main.ts'`)).toHaveLength(1)
    expect(
      rulesFor('src-main/app/made-up.ts', `fork(new URL('../engine/x.ts', import.meta.url))`),
    ).toHaveLength(1)
  })

  it('wants a row for every folder', () => {
    expect(rulesFor('src-main/misc/made-up.ts', '')).toEqual(['1 the layer table has no row for this folder'])
  })
})

describe('the layer table', () => {
  it('grants what is needed, and nothing else', () => {
    expect(findUnusedGrants(readSources())).toEqual([])
    const folder = 'src-main/sampling'
    const withoutSampling = [...readSources()].filter(([path]) => !path.startsWith(`${folder}/`))
    expect(findUnusedGrants(new Map(withoutSampling))).toEqual(
      expect.arrayContaining([`${folder} may import contract, and does not`]),
    )
    const withoutSharp = [...readSources()].filter(([path]) => !path.endsWith('/sharp.ts'))
    expect(findUnusedGrants(new Map(withoutSharp))).toEqual([
      'src-main/files may import sharp, and does not',
      'sharp has its own importers, and is imported nowhere',
    ])
  })

  it('names only folders that it has rows for', () => {
    for (const { folder, mayImport } of layers) {
      const side = folder.split('/')[0] ?? ''
      const rows = mayImport.map((name) => `${side}/${name}`)
      expect(layers.map((layer) => layer.folder)).toEqual(expect.arrayContaining(rows))
    }
  })

  it('has no circles', () => {
    const reaches = (from: string, to: string, seen: Set<string>): boolean => {
      if (seen.has(from)) return false
      seen.add(from)
      const layer = layers.find(({ folder }) => folder === from)
      const side = from.split('/')[0] ?? ''
      const next = (layer?.mayImport ?? []).map((name) => `${side}/${name}`)
      return next.includes(to) || next.some((folder) => reaches(folder, to, seen))
    }
    for (const { folder } of layers) expect(reaches(folder, folder, new Set()), folder).toBe(false)
  })

  it('is the one that docs/architecture.md shows', () => {
    const page = readFileSync(join(repositoryRoot, 'docs/architecture.md'), 'utf8')
    expect(page).toContain(describeLayers('src-main'))
    expect(page).toContain(describeLayers('src-renderer'))
  })
})
