// `lamina serve`: the app on a loopback address, for a browser.
import { resolve } from 'node:path'
import { AppError } from '../../../base/errors.ts'
import type { Command } from '../command.ts'

export const serveCommand: Command = {
  name: 'serve',
  usage: 'serve [--port N] [--host A] [--token T] [--data DIR] [--models DIR] [--allow-folder DIR …]',
  summary: 'Serves the app and prints its address with the token.',
  words: [],
  flags: { port: 'text', host: 'text', token: 'text', data: 'text', models: 'text', 'allow-folder': 'texts' },
  async run(input) {
    const port = input.number('port')
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535))
      throw new AppError('usage/out-of-range', {
        flag: '--port',
        value: String(port),
        least: 0,
        most: 65535,
      })
    const [host, token] = [input.text('host'), input.text('token')]
    const [data, models] = [input.path('data'), input.path('models')]
    const allowFolders = input.texts('allow-folder').map((folder) => resolve(folder))
    // The whole app hangs on it, and the other commands start without that.
    const { serve } = await import('../../server/serve.ts')
    await serve({
      allowFolders,
      ...(port === undefined ? {} : { port }),
      ...(host === undefined ? {} : { host }),
      ...(token === undefined ? {} : { token }),
      ...(data === undefined ? {} : { dataFolder: data }),
      ...(models === undefined ? {} : { modelsFolder: models }),
    })
  },
}
