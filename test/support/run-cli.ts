// Runs the command line as a person would, from its TypeScript, and keeps what it says.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export type CliRun = { code: number | null; stdout: string; stderr: string; seconds: number }

const entry = join(import.meta.dirname, '../../src-main/shells/cli/main.ts')

export function runCli(args: readonly string[], env: Record<string, string> = {}): Promise<CliRun> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, ...args], {
      // In English, wherever the tests run.
      env: { ...process.env, LC_ALL: 'C', ...env },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, stdout, stderr, seconds: (performance.now() - started) / 1000 }),
    )
  })
}
