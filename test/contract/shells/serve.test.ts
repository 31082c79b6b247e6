// `lamina serve` as a person starts it: one line with the address, a clear refusal, a clean end.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const program = join(import.meta.dirname, '../../../src-main/shells/cli/main.ts')
const token = 'words & signs'
let folder: string
let server: ChildProcess
let address: string
const printed: string[] = []

function start(...flags: string[]): ChildProcess {
  return spawn(process.execPath, [program, 'serve', '--data', folder, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function ended(child: ChildProcess): Promise<{ code: unknown; errors: string }> {
  const errors: string[] = []
  child.stderr?.on('data', (text) => errors.push(String(text)))
  const [code] = (await once(child, 'exit')) as [unknown]
  return { code, errors: errors.join('') }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-serve-'))
  server = start('--token', token)
  await new Promise<void>((resolve, reject) => {
    server.stdout?.on('data', (text) => {
      printed.push(String(text))
      if (printed.join('').includes('\n')) resolve()
    })
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  address = printed.join('').trim()
})
afterAll(() => {
  server.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

test('the address on the one line opens the page, and nothing does without its token', async () => {
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=words%20%26%20signs$/)
  const first = await fetch(address, { redirect: 'manual' })
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  const page = await fetch(new URL('/', address), { headers: { cookie } })
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('<title>Lamina</title>')
  expect((await fetch(new URL('/', address))).status).toBe(401)
})

test('a second start on the same data folder says where the first is', async () => {
  const { code, errors } = await ended(start())
  expect(code).toBe(1)
  expect(errors).toContain(address)
})

test('a taken port is named', async () => {
  const { port } = new URL(address)
  const other = mkdtempSync(join(tmpdir(), 'lamina-serve-'))
  const child = spawn(process.execPath, [program, 'serve', '--data', other, '--port', port], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const { code, errors } = await ended(child)
  rmSync(other, { recursive: true, force: true })
  expect(code).toBe(1)
  expect(errors).toContain(`Port ${port} is in use.`)
})

test('SIGTERM ends it cleanly, open streams or not, and nothing more was printed', async () => {
  const first = await fetch(address, { redirect: 'manual' })
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  const events = await fetch(new URL('/trpc/events', address), { headers: { cookie } })
  expect(events.headers.get('content-type')).toContain('text/event-stream')
  const end = ended(server)
  server.kill('SIGTERM')
  expect((await end).code).toBe(0)
  await events.text().catch(() => undefined)
  expect(printed.join('').trim().split('\n')).toEqual([address])
  expect(existsSync(join(folder, 'address.txt'))).toBe(false)
})
