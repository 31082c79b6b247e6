import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createLog, withoutPaths } from '../../../src-main/app/log.ts'
import { logEngine, logNotice } from '../../../src-main/app/logged.ts'
import { rotatingFile } from '../../../src-main/files/rotating-file.ts'
import { remark } from '../../../src-main/messages/table.ts'
import type { createFakeEngine } from '../../support/fake-engine.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const now = (): Date => new Date('2026-01-02T03:04:05.678Z')

describe('an entry', () => {
  test('is read as it was written, by the next start too', async () => {
    const dataFolder = await temporaryFolder()
    const log = createLog({ dataFolder, now })
    log.write('info', 'Engine ready, CPU')
    log.write('error', 'one\ntwo\u001b[31m')
    await log.close()
    expect(await createLog({ dataFolder }).entries()).toEqual([
      { at: '2026-01-02T03:04:05.678Z', level: 'info', text: 'Engine ready, CPU' },
      { at: '2026-01-02T03:04:05.678Z', level: 'error', text: 'one two' },
    ])
  })

  test.runIf(process.platform !== 'win32')('is for nobody else', async () => {
    const dataFolder = await temporaryFolder()
    const log = createLog({ dataFolder })
    log.write('info', 'a')
    await log.close()
    expect(statSync(join(dataFolder, 'logs')).mode & 0o077).toBe(0)
    expect(statSync(join(dataFolder, 'logs', 'lamina.log')).mode & 0o077).toBe(0)
  })

  test('that somebody else wrote is left out', async () => {
    const dataFolder = await temporaryFolder()
    const log = createLog({ dataFolder, now })
    writeFileSync(join(dataFolder, 'logs', 'lamina.log'), 'nonsense\n\u0000\n')
    log.write('warning', 'mine')
    expect((await log.entries()).map(({ text }) => text)).toEqual(['mine'])
  })

  test('is lost where the disk takes none, and nothing fails', async () => {
    const dataFolder = await temporaryFolder()
    writeFileSync(join(dataFolder, 'file'), '')
    const file = rotatingFile(join(dataFolder, 'file', 'lamina.log'), { mostBytes: 100 })
    file.append('lost')
    await file.settled()
    expect(await file.tail(5)).toEqual([])
  })
})

describe('paths', () => {
  test.each([
    ['/home/ann/models/ink.safetensors is damaged', '…/ink.safetensors is damaged'],
    ['"/media/Ann\'s disk/my models/ink.ckpt" is damaged', '"…/ink.ckpt" is damaged'],
    ['"C:\\Users\\Ann Smith\\ink.ckpt" is damaged', '"…/ink.ckpt" is damaged'],
    ['at run (file:///srv/lamina/src/log.ts:10:3)', 'at run (…/log.ts:10:3)'],
    ["EACCES: permission denied, open '/srv/x/y.png'", "EACCES: permission denied, open '…/y.png'"],
    [`in ${join(homedir(), 'pictures', 'a.png')}`, 'in …/a.png'],
    [`in ${tmpdir()}`, 'in …/~'],
    ['http://127.0.0.1:4000/?token=secret&x=1', 'http://127.0.0.1:4000/?token=…&x=1'],
    ['and/or 1/2 at 3 it/s', 'and/or 1/2 at 3 it/s'],
  ])('%s', (written, cut) => {
    expect(withoutPaths(written, [homedir(), tmpdir()])).toBe(cut)
  })
})

test('the file is put aside when it is long, and the one before it goes', async () => {
  const path = join(await temporaryFolder(), 'x.log')
  const file = rotatingFile(path, { mostBytes: 100 })
  for (let n = 0; n < 40; n++) {
    file.append(`line ${n} ${'x'.repeat(10)}`)
    await file.settled()
  }
  expect(statSync(path).size).toBeLessThanOrEqual(100)
  expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(100)
  const kept = await file.tail(100)
  expect(kept.at(-1)).toMatch(/^line 39 /)
  expect(kept.length).toBeLessThan(12)
  expect(await file.tail(2)).toEqual(kept.slice(-2))
  expect(readFileSync(path, 'utf8')).toContain('line 39')
})

test('what the engine lives through and says, and what people are told, is written', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'lamina-log-'))
  const log = createLog({ dataFolder })
  const listeners: Parameters<ReturnType<typeof createFakeEngine>['listen']>[0][] = []
  const engine = {
    state: () => ({ state: 'ready', reason: null, device: 'CPU' }) as const,
    listen: (listener: (typeof listeners)[0]) => (listeners.push(listener), () => undefined),
  }
  logEngine(engine, log)
  const [listener] = listeners
  listener?.output?.('[W:onnxruntime] XDG_RUNTIME_DIR not set')
  listener?.state?.({ state: 'working', reason: null, device: 'CPU' })
  listener?.log?.('error', 'The engine stopped unexpectedly. (SIGKILL)')
  listener?.state?.({ state: 'starting', reason: null, device: 'CPU' })
  listener?.state?.({ state: 'ready', reason: null, device: 'CPU' })
  logNotice({ type: 'notice', level: 'error', error: remark('library/look-failed', { what: 'EIO' }) }, log)
  appendFileSync(join(dataFolder, 'other'), '')
  expect((await log.entries()).map(({ level, text }) => `${level} ${text}`)).toEqual([
    'info [W:onnxruntime] XDG_RUNTIME_DIR not set',
    'error The engine stopped unexpectedly. (SIGKILL)',
    'info Engine ready, CPU',
    expect.stringMatching(/^error library\/look-failed: .*EIO/),
  ])
})
