// `lamina download`: a model from the web into a folder, checked before it is there.
import { isSha256 } from '../../../base/sha256.ts'
import { mkdir } from 'node:fs/promises'
import { AppError } from '../../../base/errors.ts'
import { shownAddress, understandAddress } from '../../../app/downloads/address.ts'
import { fetchFile, type Fetched, type FetchProgress } from '../../../app/downloads/fetch-file.ts'
import { fileCheck } from '../../../app/downloads/file-check.ts'
import { findRemoteFile } from '../../../app/downloads/find-remote-file.ts'
import { publicSites, type SiteName } from '../../../app/downloads/sites.ts'
import { webClient } from '../../../app/downloads/web-client.ts'
import { statusLine } from '../../../files/status-line.ts'
import { writeError } from '../../../files/system-error.ts'
import { note, print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { timeText } from '../training-text.ts'

/** What shells say of a program that Ctrl-C ended. */
const endedExitCode = 130

/** Where other programs that fetch from there look, too. */
const tokenVariables: Readonly<Record<SiteName, string>> = {
  civitai: 'CIVITAI_TOKEN',
  'hugging-face': 'HF_TOKEN',
}

export const downloadCommand: Command = {
  name: 'download',
  usage: 'download URL --to DIR [--sha256 H] [--json]',
  summary:
    'Brings a model from the web, also by its page on Civitai or Hugging Face; given again, it goes on where it ended.',
  words: ['url'],
  flags: { to: 'text', sha256: 'text', json: 'switch' },
  async run(input) {
    const folder = input.neededPath('to')
    const sha256 = checksum(input.text('sha256'))
    const address = understandAddress(input.words[0]!, publicSites)
    const ending = new AbortController()
    const { signal } = ending
    const end = (): void => {
      process.exitCode = endedExitCode
      ending.abort()
    }
    const line = statusLine()
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, end)
    try {
      const client = webClient({
        sites: publicSites,
        token: (site) => Promise.resolve(process.env[tokenVariables[site]]?.trim() || null),
      })
      const remote = await findRemoteFile(address, { sites: publicSites, client, signal })
      await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
        throw writeError(cause, folder)
      })
      const fetched = await fetchFile({
        client,
        remote,
        folder,
        sha256,
        check: fileCheck,
        signal,
        onProgress: (progress) => line.show(progressText(remote.fileName, progress)),
      })
      line.clear()
      tell(fetched, shownAddress(address, publicSites), input.on('json'))
    } catch (error) {
      line.clear()
      if (error instanceof AppError && error.code === 'download/choose-file') note(...choices(error))
      throw error
    } finally {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, end)
    }
  },
}

function checksum(text: string | undefined): string | null {
  if (text === undefined) return null
  const given = text.trim().toLowerCase()
  if (!isSha256(given)) throw new AppError('usage/not-a-checksum', { value: text })
  return given
}

function tell({ path, sizeBytes, sha256 }: Fetched, address: string, inJson: boolean): void {
  if (inJson) printJson({ file: path, sizeBytes, sha256, from: address })
  else print(path, `sha256 ${sha256}`)
}

function choices({ details }: AppError): string[] {
  const { files = [] } = (details ?? {}) as { files?: { path: string; sizeBytes: number }[] }
  return files.map(({ path, sizeBytes }) => `  ${megabytes(sizeBytes).padStart(10)}  ${path}`)
}

function progressText(fileName: string, progress: FetchProgress): string {
  const { phase, receivedBytes, sizeBytes, bytesPerSecond, secondsLeft } = progress
  if (phase === 'asking') return `Asking for ${fileName}`
  if (phase === 'waiting') return `Waiting to go on with ${fileName}`
  if (phase === 'checking') {
    const { checkedShare } = progress
    return `Checking ${fileName}${checkedShare === null ? '' : `: ${Math.floor(100 * checkedShare)} %`}`
  }
  const of = sizeBytes === null ? '' : ` of ${megabytes(sizeBytes)}`
  const speed = bytesPerSecond === null ? '' : `, ${megabytes(bytesPerSecond)} a second`
  const left = secondsLeft === null ? '' : `, ${timeText(secondsLeft)} left`
  return `${fileName}: ${megabytes(receivedBytes)}${of}${speed}${left}`
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`
