// SECURITY.md says of every call what it may read and write.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { appRouter } from '../../src-main/app/http/router.ts'

const page = readFileSync(join(import.meta.dirname, '../../SECURITY.md'), 'utf8')
const table = /## What a page may read and write\n([^]*?)\n## /.exec(page)?.[1] ?? ''
const named = [...table.matchAll(/`([a-z]+(?:\.[a-zA-Z]+)?)`/g)].map(([, name]) => name)

test('every call is named once, and every name is a call', () => {
  const calls = Object.keys(appRouter._def.procedures)
  expect(named.filter((name) => calls.includes(name!)).sort()).toEqual(calls.sort())
  expect(named.filter((name) => name!.includes('.') && !calls.includes(name!))).toEqual([])
})
