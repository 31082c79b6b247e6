// The desktop's hold on its host: one that says nothing, one that ends, and what the programs it starts get to know.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { startHost, type HostProcess } from '../../../src-main/shells/electron/host-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'lamina-host-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const languages: string[] = []

async function start(program: string, patienceMs = 20_000): Promise<HostProcess> {
  const hostProgram = join(folder, `${Math.random().toString(36).slice(2)}.mjs`)
  writeFileSync(hostProgram, program)
  return startHost({
    nodeBinary: process.execPath,
    hostProgram,
    origin: 'lamina://app',
    dataFolder: folder,
    picturesFolder: folder,
    staticFolder: folder,
    onLanguage: (language) => languages.push(language),
    keyring: {
      seal: (text) => Promise.resolve(`sealed ${text}`),
      open: (sealed) => Promise.resolve(sealed.replace('sealed ', '')),
    },
    trashItem: (path) => (path === '/models/ink' ? Promise.resolve() : Promise.reject(new Error('no'))),
    patienceMs,
  })
}

it('that says nothing is not waited for for ever, and is not left behind', async () => {
  const pidFile = join(folder, 'silent.pid')
  const silent = `import { writeFileSync } from 'node:fs'
    writeFileSync(${JSON.stringify(pidFile)}, String(process.pid))
    process.on('SIGTERM', () => undefined)
    setInterval(() => undefined, 1000)`
  await expect(start(silent, 2_000)).rejects.toMatchObject({
    code: 'desktop/host-silent',
    facts: { seconds: 2 },
  })
  const pid = Number(readFileSync(pidFile, 'utf8'))
  await expect.poll(() => isAlive(pid)).toBe(false)
})

it('that ends before its first word says how', async () => {
  await expect(start('process.exit(7)')).rejects.toMatchObject({
    code: 'desktop/no-host',
    details: { how: 'exit code 7' },
  })
})

it('that is lost answers nothing more, and nothing waits for it', async () => {
  const host = await start(`process.send({ type: 'ready' })
    process.on('message', () => process.exit(3))`)
  expect(await host.picturePath('a')).toBe(null)
  expect(await host.lost).toBe('exit code 3')
})

it('tells the language that is set, also with its first word', async () => {
  const host = await start(`process.send({ type: 'ready' })
    for (const language of ['system', 'ja']) process.send({ type: 'language', language })
    process.on('message', () => process.exit(0))`)
  await expect.poll(() => languages).toEqual(['system', 'ja'])
  await host.close()
})

it('has what it keeps secret sealed and opened by the desktop, and files put into the system’s trash', async () => {
  const answers = join(folder, 'answers.json')
  const host = await start(`import { writeFileSync } from 'node:fs'
    const told = []
    process.send({ type: 'ready' })
    process.send({ type: 'seal', number: 1, text: 'token' })
    process.send({ type: 'unseal', number: 2, text: 'sealed token' })
    process.send({ type: 'trash-item', number: 3, text: '/models/ink' })
    process.send({ type: 'trash-item', number: 4, text: '/models/wash' })
    process.on('message', (message) => {
      if (message.type === 'close') process.exit(0)
      told.push([message.type, message.number, message.text])
      if (told.length === 4) writeFileSync(${JSON.stringify(answers)}, JSON.stringify(told.sort((a, b) => a[1] - b[1])))
    })`)
  await expect
    .poll(() => existsSync(answers) && readFileSync(answers, 'utf8'))
    .toBe(
      JSON.stringify([
        ['answered', 1, 'sealed token'],
        ['answered', 2, 'token'],
        ['answered', 3, '/models/ink'],
        ['answered', 4, null],
      ]),
    )
  await host.close()
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
