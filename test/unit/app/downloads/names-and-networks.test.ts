import { expect, test } from 'vitest'
import { isLocalHost, isPrivateAddress } from '../../../../src-main/app/downloads/private-address.ts'
import { refusePage } from '../../../../src-main/app/downloads/refuse-contents.ts'
import { safeFileName } from '../../../../src-main/app/downloads/safe-file-name.ts'
import { speedometer } from '../../../../src-main/app/downloads/speed.ts'

test.each([
  ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.0.5', '169.254.169.254', '0.0.0.0', '100.64.0.1'],
  ...['::1', '::', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', 'not an address'],
])('%s is inside', (address) => expect(isPrivateAddress(address)).toBe(true))

test.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1', '::ffff:93.184.216.34'])(
  '%s is outside',
  (address) => expect(isPrivateAddress(address)).toBe(false),
)

test('this machine is known by name and number', () => {
  expect(['localhost', '127.0.0.1', '127.8.8.8', '[::1]'].every(isLocalHost)).toBe(true)
  expect(['localhost.example', '128.0.0.1', '127.0.0.1.example'].some(isLocalHost)).toBe(false)
})

test.each([
  ['ink.safetensors', 'ink.safetensors'],
  ['../../etc/ink.safetensors', 'ink.safetensors'],
  ['..\\..\\ink.pt', 'ink.pt'],
  ['.hidden.ckpt', 'hidden.ckpt'],
  ['a<b>:"c|d?e*\u0000.pt', 'a_b___c_d_e__.pt'],
  ['con.safetensors', 'model con.safetensors'],
  ['.safetensors', 'safetensors'],
  ['水墨 v1.0.safetensors', '水墨 v1.0.safetensors'],
  ['', 'model'],
])('%j is called %j', (given, name) => expect(safeFileName(given)).toBe(name))

test('a name without end is cut within a character, and keeps its ending', () => {
  const name = safeFileName(`${'墨'.repeat(500)}.safetensors`)
  expect(Buffer.byteLength(name)).toBeLessThan(255)
  expect(name).toMatch(/^墨+\.safetensors$/)
})

test('a page is told by how it begins, and a model is none', () => {
  const start = (text: string): Uint8Array => new TextEncoder().encode(text)
  for (const page of ['<!DOCTYPE html>', '\n <HTML lang="en">', '\ufeff<html>', '<?xml version="1.0"?>'])
    expect(() => refusePage(start(page), 'a.example'), page).toThrow('page')
  expect(() => refusePage(start('\u0040\u0000{"<html>":1}'), 'a.example')).not.toThrow()
})

test('speed is that of the last seconds', () => {
  let at = 0
  const speed = speedometer(() => at)
  speed.note(0)
  expect(speed.bytesPerSecond()).toBeNull()
  for (; at <= 10_000; at += 250) speed.note(at < 5_000 ? at : 5_000 + (at - 5_000) * 10)
  expect(speed.bytesPerSecond()).toBeGreaterThan(9_000)
  expect(speed.bytesPerSecond()).toBeLessThan(10_001)
})
